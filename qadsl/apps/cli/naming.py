"""What may be the name of a new scenario, theory or library: a name of the language that can also name a file."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from qadsl import plugins, resources
from qadsl.diagnostics.cells import printable
from qadsl.pipeline import QadslError, fail
from qadsl.syntax.spelling import spelled

__all__ = ["NewName", "read_name"]

LONGEST = 100
UNFIT = '/\\:*?"<>|`.'
DEVICES = re.compile(r"(con|prn|aux|nul|clock\$|(com|lpt)[0-9¹²³])$", re.IGNORECASE)
"""Names that Windows keeps for devices, with any ending."""
ROLES = frozenset({"self", "partner", "target", "actors", "states", "sovereigns", "entities", "year"})


@dataclass(frozen=True, slots=True)
class NewName:
    """A name, as text and as the language, file systems and package indexes write it."""

    text: str

    @property
    def spelt(self) -> str:
        """With backticks where the language needs them."""
        return spelled(self.text)

    @property
    def file(self) -> str:
        """The file of a program of this name."""
        return f"{self.text}.qa"

    @property
    def title(self) -> str:
        """A title to begin with."""
        words = self.text.replace("_", " ").strip().replace('"', "'") or self.text
        return words[:1].upper() + words[1:]

    @property
    def slug(self) -> str:
        """Plain letters and digits for package indexes; other letters as their numbers."""
        parts = re.findall(r"[a-z0-9]+|[^a-z0-9\W]", unicodedata.normalize("NFKD", self.text.lower()))
        plain = [part if part.isascii() else f"u{ord(part):x}" for part in parts if not unicodedata.combining(part[0])]
        return "-".join(part for part in plain if part != "_") or "library"

    @property
    def package(self) -> str:
        """The folder of the package, which is a name of Python's."""
        return f"qadsl_{self.slug.replace('-', '_')}"


def read_name(text: str) -> NewName:
    """The name that was asked for.

    Raises
    ------
    QadslError
        QA740 if it is no name, QA742 if it is taken.
    """
    name = unicodedata.normalize("NFC", text)
    if len(name) > 2 and name[0] == name[-1] == "`":
        name = name[1:-1]
    why, tip = _unfit(name)
    if why:
        raise _refused(name, why, tip)
    if name in ROLES:
        raise _refused(name, "it always means the same in the language", "Choose another word.")
    _check_free(name)
    return NewName(name)


def _refused(name: str, why: str, tip: str) -> QadslError:
    shown = printable(name if len(name) <= LONGEST else f"{name[:40]}...")
    return fail("QA740", f"`{shown}` cannot be the name: {why}", help=[tip])


def _unfit(name: str) -> tuple[str, str]:
    """Why a text is no name, and what to do; empty where it is one."""
    if not name.strip():
        return "it is empty", "A name has at least one letter, as in `qa new scenario suez`."
    if name.endswith(".qa"):
        return "the ending is added by itself", f"Write `{printable(name[:-3])}`."
    if name != name.strip() or not name.isprintable():
        return "it has blanks at an end, or characters that cannot be seen", "Write it with letters, digits and `_`."
    found = next((char for char in name if char in UNFIT), "")
    if found:
        return f"`{found}` cannot stand in the name of a file", "Choose a name, not a path; `--into` names the folder."
    if len(name) > LONGEST or len(name.encode()) > 2 * LONGEST:
        return f"it has more than {LONGEST} characters", "Shorten it; the title can say the rest."
    if DEVICES.fullmatch(name.partition(" ")[0]) or not any(char.isalnum() for char in name):
        return "it cannot be the name of a file on every machine", "Add a word, as in `con_artists`."
    return "", ""


def _check_free(name: str) -> None:
    """Refuse what `use` finds already, for then it would find two."""
    root = resources.folder("stdlib")
    taken = {file.stem.casefold() for file in root.glob("*.qa")} | {
        f.name.casefold() for f in root.iterdir() if f.is_dir()
    }
    shown = printable(name)
    if name.casefold() in taken:
        tips = [f"`use {shown}` would find two. `qa doc {shown}` shows the one that is there."]
        raise fail("QA742", f"the standard library has a `{shown}` already", help=tips)
    if plugins.installed(name):
        tips = [f"`use {shown}` would find two. Choose another name, or uninstall that package."]
        raise fail("QA742", f"an installed package has a library `{shown}` already", help=tips)
