"""What a server must outlive: bytes that are no messages, messages that are no requests, and hostile libraries."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from qadsl.apps.lsp.ending import Input
from tests.apps.lsp.client import START, Client
from tests.apps.lsp.conftest import PROGRAM

ABOUT = {"processId": None, "rootUri": None, "capabilities": {}}
HELLO = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": ABOUT}


def framed(message: object) -> bytes:
    body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


BYE = framed({"jsonrpc": "2.0", "id": 9, "method": "shutdown"}) + framed({"jsonrpc": "2.0", "method": "exit"})


NOISE = (
    b"garbage\n\r\n", b"\xff\xfe\x00" * 100 + b"\n", b"Content-Length: 4\r\n\r\n{{{{",
    b"Content-Length: 2\r\n\r\n[]",
    framed({"jsonrpc": "2.0", "id": 3, "method": "no/such"}), framed({"jsonrpc": "2.0", "method": "no/such"}),
    framed({"jsonrpc": "2.0", "id": 4, "method": "textDocument/hover", "params": {"position": "?"}}),
    framed({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {
        "textDocument": {"uri": "untitled:x", "version": 1}, "contentChanges": [{"text": "x"}]}}),
    framed({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {"uri": "\x00:/%zz",
        "languageId": "qa", "version": 1, "text": "scenario"}}}),
)  # fmt: skip


def test_noise_is_outlived() -> None:
    asked = framed({"jsonrpc": "2.0", "id": 5, "method": "workspace/symbol", "params": {"query": "x"}})
    sent = framed(HELLO) + b"".join(noise + asked for noise in NOISE) + BYE
    done = subprocess.run([sys.executable, "-c", START, "lsp"], input=sent, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.count(b'"id": 5') == len(NOISE)
    assert b'"id": 9' in done.stdout


def test_the_end_of_input_is_the_end() -> None:
    done = subprocess.run([sys.executable, "-c", START, "lsp"], input=b"", capture_output=True, timeout=60)
    assert done.returncode in (0, 1)


def test_nobody_need_read_the_log() -> None:
    process = subprocess.Popen([sys.executable, "-c", START, "lsp"], stdin=-1, stdout=-1, stderr=-1)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(framed(HELLO) + framed([]) * 300 + BYE)
    process.stdin.close()
    assert b'"id": 9' in process.stdout.read()
    assert process.wait(60) in (0, 1)


OPENED = framed({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {
    "uri": "untitled:x", "languageId": "qa", "version": 1, "text": PROGRAM}}})  # fmt: skip
HANGING = """
import time
from qadsl.apps.lsp import ending, server
from qadsl.apps.cli import main
{}
main(["lsp"])
"""


def hanging(how: str) -> subprocess.Popen[bytes]:
    """A server that has begun, and hangs over a text."""
    process = subprocess.Popen([sys.executable, "-c", HANGING.format(how)], stdin=-1, stdout=-1, stderr=-1)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(framed(HELLO) + OPENED)
    process.stdin.flush()
    assert process.stdout.readline()
    return process


@pytest.mark.parametrize("end", ["input", "interrupt"])
def test_the_end_waits_for_no_reading(end: str) -> None:
    process = hanging("server.read = lambda *_: time.sleep(600)")
    if end == "interrupt":
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, b"")


def test_the_end_of_input_ends_what_hangs() -> None:
    process = hanging("ending.GRACE = 0.1; server.Server.open = lambda *_: time.sleep(600)")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"did_open" in errors


def test_input_comes_in_lines_and_in_bytes() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stream, os.fdopen(writing, "wb", buffering=0) as sent:
        found = Input(stream, lambda: None)
        sent.write(b"a: 1\r\n\r")
        assert found.readline() == b"a: 1\r\n"
        sent.write(b"\nbody and")
        assert (found.readline(), found.read(4)) == (b"\r\n", b"body")
        found.close()
        assert (found.read(10**18), found.readline()) == (b" and", b"")


def test_a_hostile_library_is_only_wrong(tmp_path: Path) -> None:
    (tmp_path / "cautious.qa").write_bytes(b"\xff\xfe" + b"rule " * 100_000)
    (tmp_path / "suez.qa").write_text(PROGRAM, encoding="utf-8")
    client = Client(tmp_path)
    uri = client.open_file(tmp_path / "suez.qa")
    assert "QA607" in [d.code for d in client.settle(uri)]
    (tmp_path / "cautious.qa").write_text(
        "library cautious 1.0.0\n" + "define a = a\n" + "(" * 100_000, encoding="utf-8"
    )
    client.replace(uri, PROGRAM)
    assert client.settle(uri)
    assert client.stop() == 0
