"""The options and words of the magics, each with what it does: a table for reading, completing and helping."""

from __future__ import annotations

__all__ = ["FLAGS", "HELP", "OPTIONS", "WORDS", "unquoted", "usage"]

OPTIONS = {
    "--draws": "N: draws of a run; goes before what the cell says",
    "--seed": "N: seed of the draws",
    "--set": "NAME=VALUE: a value that goes before the cell's; may be repeated",
    "--using": "NAME or NAME=VARIABLE: a frame for the `data` items of that name; may be repeated",
    "--as": "NAME: the name under which Python gets the last result (of `explore` the explorer), or the last answer",
    "--quiet": ": shows nothing but claims that fail",
    "--no-run": ": checks and keeps the cell, answers nothing",
    "--live": ": sliders for what the results rest on, and pictures that move with the hand",
    "--background": ": answers behind the cells that follow, and shows it here when it is done",
}
FLAGS = ("--quiet", "--no-run", "--live", "--background")
"""Options that take no value."""

WORDS = {
    "run": "[SCENARIO] [with THEORY]: runs a scenario of the cells",
    "explore": "[SCENARIO] [with THEORY]: sliders for what a scenario rests on, and pictures that move with the hand",
    "explain": "UK -> Israel against Egypt in suez: the account of a decision; or QA203: the page of a message",
    "why": "not alliance: UK -> Israel against Egypt in suez: what stood in the way",
    "tipping": "UK -> Israel against Egypt in suez: the nearest value of each input that tips a decision",
    "sweep": "fear from 0 to 1 steps 101 in suez: what comes out as one input, or two, change",
    "compare": "ONE, OTHER: two scenarios beside one another",
    "contrast": "THEORY, THEORY on SCENARIO: theories beside one another",
    "library": "[NAME]: the libraries there are, or the page of one",
    "jobs": ": what works in the background, and what has",
    "stop": "[NAME]: ends what works in the background, and keeps what it has",
    "reset": "[CELL]: forgets a cell, or all of them",
    "help": ": shows this",
}


def unquoted(text: str) -> str:
    """What stands between quotes, or the text itself."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'`" else text


def usage(name: str, said: str) -> str:
    """`--draws N: draws of a run`."""
    return f"{name} {said}".replace(" :", ":", 1) if said.startswith(":") else f"{name} {said}"


def _help() -> str:
    options = "\n".join(f"  {usage(name, said)}" for name, said in OPTIONS.items())
    words = "\n".join(f"  {usage(name, said)}" for name, said in WORDS.items())
    return (
        "A cell in the language; definitions hold for all cells:\n\n  %%quasi [NAME] [options]\n\n"
        f"{options}\n\nWhat is asked about the cells; the options may follow:\n\n  %quasi WORD ...\n\n{words}\n"
    )


HELP = _help()
