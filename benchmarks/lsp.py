"""How long the language server takes to answer, over the protocol, on a text of two thousand lines.

Run `python benchmarks/lsp.py [LINES]`. A real client speaks with a real server. Each kind of request is asked many
times at places spread over the text, once while nothing else is going on and once right after an edit, while the text
is being read and checked again; of each the median and the 95th percentile are printed. So is how long it takes from
an edit to the diagnostics of the whole text.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter, sleep
from typing import Any

from lsprotocol import types

sys.path.insert(0, str(Path(__file__).parents[1]))
from qadsl.apps.lsp.server import DEBOUNCE
from tests.apps.lsp.client import Client

TIMES = 40
ACTORS = 12
RULE = """rule rule_{i} "Rule {i}"
  when common_threat > 0.{d} and not self.nuclear
  then entrapment += 0.2 * p{p}, divergence *= 0.5
  because "Snyder 1984"

"""
PAIR = "    A{one} -> A{two} {{ divergence = 0.{d}, entrapment = medium, common_threat = 0.6 ± 0.1 }}\n"
LSP = types


def program(lines: int) -> str:
    """Parameters and rules for a quarter of the text, scenarios for the rest, each of them run."""
    head = "use multifacet\nuse instruments\nuse scales.kent\n\n"
    head += "".join(f'parameter p{i} : share = 0.4 "Parameter {i}"\n' for i in range(lines // 40))
    head += "".join(RULE.format(i=i, d=i % 9 + 1, p=i % (lines // 40)) for i in range(lines // 25))
    number = 0
    while head.count("\n") < lines - 50:
        number += 1
        pairs = "".join(PAIR.format(one=i, two=i % (ACTORS - 1) + 1, d=i % 9) for i in range(1, ACTORS))
        state = ", ".join(f"A{i}" for i in range(ACTORS))
        head += f'scenario s{number} "Scenario {number}" {{\n  state {state}\n  against A0 {{\n{pairs}'
        head += "    otherwise { common_threat = high, divergence = 0.2 .. 0.4, entrapment = probable }\n  }\n}\n"
        head += f"run s{number}\n\n"
    return head


def asked(client: Client, uri: str, text: str) -> dict[str, Callable[[Random], Any]]:
    """Each kind of request, at a place that is drawn."""
    lines = text.split("\n")
    where = LSP.TextDocumentIdentifier(uri)

    def place(rng: Random) -> LSP.Position:
        number = rng.randrange(len(lines))
        return LSP.Position(number, rng.randrange(len(lines[number]) + 1))

    def named(rng: Random) -> LSP.Position:
        number = rng.choice([i for i, line in enumerate(lines) if "common_threat" in line])
        return LSP.Position(number, lines[number].index("common_threat") + 2)

    def parameter(rng: Random) -> LSP.Position:
        number = rng.choice([i for i, line in enumerate(lines) if line.startswith("parameter")])
        return LSP.Position(number, lines[number].index("p", 9))

    def ask(method: str, params: Any) -> Any:
        return client.request(method, params)

    return {
        "hover": lambda r: ask("textDocument/hover", LSP.HoverParams(where, named(r))),
        "completion": lambda r: ask("textDocument/completion", LSP.CompletionParams(where, place(r))),
        "definition": lambda r: ask("textDocument/definition", LSP.DefinitionParams(where, named(r))),
        "references": lambda r: ask(
            "textDocument/references", LSP.ReferenceParams(LSP.ReferenceContext(True), where, named(r))
        ),
        "highlight": lambda r: ask("textDocument/documentHighlight", LSP.DocumentHighlightParams(where, named(r))),
        "prepareRename": lambda r: ask("textDocument/prepareRename", LSP.PrepareRenameParams(where, parameter(r))),
        "rename": lambda r: ask("textDocument/rename", LSP.RenameParams(where, parameter(r), "zeta")),
        "signatureHelp": lambda r: ask("textDocument/signatureHelp", LSP.SignatureHelpParams(where, place(r))),
        "codeAction": lambda r: ask(
            "textDocument/codeAction",
            LSP.CodeActionParams(where, LSP.Range(named(r), named(r)), LSP.CodeActionContext([])),
        ),
        "documentSymbol": lambda r: ask("textDocument/documentSymbol", LSP.DocumentSymbolParams(where)),
        "foldingRange": lambda r: ask("textDocument/foldingRange", LSP.FoldingRangeParams(where)),
        "semanticTokens": lambda r: ask("textDocument/semanticTokens/full", LSP.SemanticTokensParams(where)),
        "semanticTokens (100 lines)": lambda r: ask(
            "textDocument/semanticTokens/range",
            LSP.SemanticTokensRangeParams(where, LSP.Range(LSP.Position(900, 0), LSP.Position(1000, 0))),
        ),
        "formatting": lambda r: ask(
            "textDocument/formatting", LSP.DocumentFormattingParams(where, LSP.FormattingOptions(2, True))
        ),
    }  # fmt: skip


def edit(client: Client, uri: str, text: str, typed: list[LSP.Position], rng: Random) -> None:
    """Type a digit into a value, or take back the last one."""
    if typed:
        at = typed.pop()
        behind = LSP.Position(at.line, at.character + 1)
        client.change(uri, LSP.TextDocumentContentChangePartial(LSP.Range(at, behind), ""))
        return
    lines = text.split("\n")
    number = rng.choice([i for i, line in enumerate(lines) if line.startswith("parameter")])
    at = LSP.Position(number, lines[number].index("0.4") + 3)
    client.change(uri, LSP.TextDocumentContentChangePartial(LSP.Range(at, at), "1"))
    typed.append(at)


def told(name: str, times: list[float]) -> None:
    """One row: median, 95th percentile, greatest, in milliseconds."""
    late = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    print(f"{name:<34} {1000 * median(times):>9.1f} {1000 * late:>9.1f} {1000 * max(times):>9.1f}")


def timed(work: Callable[[], Any]) -> float:
    """How long it takes, in seconds."""
    start = perf_counter()
    work()
    return perf_counter() - start


def until_published(client: Client, uri: str) -> None:
    """Wait for the diagnostics of the text as it is."""
    while uri not in client.published or client.published[uri].version != client.versions[uri]:
        sleep(0.001)


def main() -> None:
    """Print the tables."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    text, rng, typed = program(lines), Random(1), []
    gc.disable()  # so that what the client does for itself is not taken for the server's
    client = Client(debounce=DEBOUNCE)
    uri = "untitled:benchmark.qa"
    start = perf_counter()
    client.open(uri, text)
    requests = asked(client, uri, text)
    requests["hover"](rng)
    first = perf_counter() - start
    client.settle(uri)
    print(f"{text.count(chr(10)):,} lines; first answer after opening {1000 * first:.0f} ms")
    print(f"\n{'at rest':<34} {'median':>9} {'95%':>9} {'most':>9}  ms")
    for name, ask in requests.items():
        told(name, [timed(lambda ask=ask: ask(rng)) for _ in range(TIMES)])  # type: ignore[misc]
    print(f"\n{'right after an edit':<34} {'median':>9} {'95%':>9} {'most':>9}  ms")
    for name, ask in requests.items():
        times = []
        for _ in range(TIMES // 4):
            edit(client, uri, text, typed, rng)
            times.append(timed(lambda ask=ask: ask(rng)))  # type: ignore[misc]
        told(name, times)
    client.settle(uri)
    checks, wholes = [], []
    for _ in range(5):
        start = perf_counter()
        edit(client, uri, text, typed, rng)
        checks.append(timed(lambda: until_published(client, uri)))
        client.settle(uri)
        wholes.append(perf_counter() - start)
    print(f"\n{'from an edit to its diagnostics':<34} {'median':>9} {'95%':>9} {'most':>9}  ms")
    told("published", checks)
    told("every question looked at", wholes)
    client.stop()


if __name__ == "__main__":
    main()
