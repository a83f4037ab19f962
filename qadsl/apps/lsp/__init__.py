"""The language server: `qa lsp` speaks with editors over standard input and output. It needs the extra `lsp`."""
