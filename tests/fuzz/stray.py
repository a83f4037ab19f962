"""What must hold of the language server as a process: whatever bytes come in, only messages go out, and it ends."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from random import Random

from tests.fuzz.texts import ROOT

Features = set[str]

SECONDS = 240
START = "import sys; from qadsl.apps.cli import main; sys.exit(main(['lsp']))"
COMMAND = (sys.executable, "-X", "faulthandler", "-c", START)
HEADER = re.compile(rb"(?:[A-Za-z-]+: [^\r\n]*\r\n)+\r\n")
LENGTH = re.compile(rb"Content-Length: (\d+)")


def wire(text: str) -> Features:
    """A server begun in the right way gets the text as bytes, among messages and inside of them, and then the end."""
    rng, stray = Random(len(text)), text.encode("utf-8", "surrogatepass")
    parts = [
        message("initialize", 1, capabilities={}, processId=None), framed(stray),
        message("textDocument/hover", 2, textDocument=text, position=3), message(text[:50], 3),
        message("textDocument/didOpen", None, textDocument={"uri": text, "text": text}), framed(b"[1, 2]"),
        b"Content-Length: -1\r\n\r\n", b"Content-Length: x\r\n\r\n{}", stray + b"\r\n\r\n",
    ]  # fmt: skip
    chosen = parts[:1] * rng.choice((0, 1, 1)) + rng.sample(parts[1:], rng.randint(1, 4))
    process = subprocess.Popen(COMMAND, cwd=ROOT, stdin=-1, stdout=-1, stderr=-1)
    try:
        out, errors = process.communicate(b"".join(chosen) + framed(stray)[: rng.choice((9, 40, 10**9))], SECONDS)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)  # it then says where it is
        out, errors = process.communicate()
    assert process.returncode in (0, 1), (process.returncode, errors[-3000:].decode(errors="replace"))
    return {f"ended {process.returncode}"} | {f"answered {kind}" for kind in messages(out)}


def message(method: str, number: int | None, **params: object) -> bytes:
    said = {"jsonrpc": "2.0", "method": method, "params": params}
    return framed(json.dumps(said if number is None else {**said, "id": number}).encode())


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def messages(out: bytes) -> Features:
    """What kinds of message went out; anything else that did is a fault."""
    found = set()
    while out:
        header = HEADER.match(out)
        assert header, out[:200]
        length = LENGTH.search(header[0])
        assert length, header[0]
        body = out[header.end() : header.end() + int(length[1])]
        sent = json.loads(body)
        found.add("error" if "error" in sent else sent.get("method", "result"))
        out = out[header.end() + len(body) :]
    return found
