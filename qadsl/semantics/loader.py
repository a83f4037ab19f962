"""Follows `use`: finds, reads and parses every library a program reaches, each once."""

from __future__ import annotations

import operator
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from qadsl import plugins, resources
from qadsl.data.files import file_names, read_file
from qadsl.data.frames import Handed
from qadsl.data.table import DataError, Table
from qadsl.diagnostics import Bag, Label
from qadsl.diagnostics.suggest import suggest
from qadsl.source import Source, Span
from qadsl.syntax import nodes
from qadsl.syntax.data_columns import columns_wanted, items_of_data

__all__ = [
    "LARGEST_FILE",
    "MAIN",
    "Module",
    "PRELUDE",
    "Parse",
    "exchange",
    "library_names",
    "load",
    "read_source",
    "scales_with",
]

MAIN = ""
PRELUDE = "core"
LARGEST_FILE = 2_000_000
MOST_LIBRARIES = 500
NO_FRAMES: Mapping[str, Handed] = {}

_VERSION = re.compile(r"([0-9]{1,9}(?:[.][0-9]{1,9})*)(?:[-+].*)?")

Parse = Callable[[Source, Bag], nodes.Program]

Version = tuple[int, ...]

_ORDER: dict[str, Callable[[Version, Version], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
    "==": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Module:
    """A program or library: `name` is `multifacet` or `scales.kent`, empty for the program itself."""

    name: str
    statements: tuple[nodes.Statement, ...]
    uses: tuple[tuple[nodes.Use, str], ...]
    header: nodes.Library | None
    digest: str
    tables: Mapping[str, Table] = field(default_factory=dict, compare=False)
    """The data that it reads, by the names that it says; a library reads none."""
    unread: frozenset[str] = frozenset()
    """Data that could not be read, which has been said."""

    def qualify(self, name: str) -> str:
        """The qualified name of something declared here."""
        return f"{self.name}.{name}" if self.name else name


def read_source(path: Path, name: str, bag: Bag, span: Span | None = None) -> Source | None:
    """Read a program text; what cannot be read is a diagnostic, and None."""
    try:
        if path.is_dir():
            raise IsADirectoryError
        with path.open("rb") as opened:  # some have no size, as what comes from another command, and no end
            data = opened.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            bag.error(
                "QA607",
                f"`{name}` is larger than {LARGEST_FILE // 1_000_000} MB",
                span,
                "too large for a program",
                help=["Programs state rules and scenarios; put bulk values in a data file."],
            )
            return None
        return Source(name, data.decode("utf-8-sig"), str(path.parent))
    except FileNotFoundError:
        meant = path.parent / f"{path.name}.qa"
        helps = [f"There is `{meant.name}`."] if path.name and os.path.isfile(meant) else []
        bag.error("QA607", f"there is no file `{name}`", span, "not found", help=helps)
    except IsADirectoryError:
        programs = sorted(path.glob("*.qa"))
        helps = [f"Name a program in it, such as `{programs[0].name}`."] if programs else []
        bag.error("QA607", f"`{name}` is a folder, not a program", span, "a folder", help=helps)
    except UnicodeDecodeError as problem:
        bag.error(
            "QA607",
            f"`{name}` is not UTF-8 text (byte {problem.start})",
            span,
            "cannot be read",
            help=["Save the file with the encoding UTF-8."],
        )
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        bag.error("QA607", f"`{name}` cannot be read: {reason}", span, "cannot be read")
    return None


def _candidates(words: list[str], folder: str | None) -> list[tuple[Path, ...]]:
    """Every place that holds a library of this name, each as its files in order of name."""
    roots = [Path(folder)] if folder is not None else []
    roots.append(resources.folder("stdlib"))
    places = [root.joinpath(*words) for root in roots]
    places += [place.joinpath(*words[1:]) for place in plugins.installed(words[0])]
    found: dict[Path, tuple[Path, ...]] = {}
    with suppress(OSError, ValueError):  # a name too long for the file system is a name of no file
        places += [place.joinpath(*words[1:]) for place in plugins.in_project(roots[0], words[0])]
    for place in places:
        with suppress(OSError, ValueError):
            file = place.with_name(place.name + ".qa")
            if file.is_file():
                found.setdefault(file.resolve(), (file,))
            elif place.is_dir() and not plugins.is_project(place) and (files := tuple(sorted(place.glob("*.qa")))):
                found.setdefault(place.resolve(), files)
    return _without_copies(list(found.values()))


def _without_copies(found: list[tuple[Path, ...]]) -> list[tuple[Path, ...]]:
    """The places that differ: a library beside the program and its very copy that is installed are one."""
    if len(found) < 2:
        return found
    with suppress(OSError):
        return list({tuple(file.read_bytes() for file in files): files for files in reversed(found)}.values())[::-1]
    return found


def library_names(folder: str | None) -> list[str]:
    """Libraries that a `use` may name: beside the program, installed and in stdlib."""
    roots = [Path(folder)] if folder is not None else []
    names = set(plugins.announced())
    for root in [*roots, resources.folder("stdlib")]:
        names |= {file.stem for file in root.glob("*.qa")}
        names |= {f"{file.parent.name}.{file.stem}" for file in root.glob("*/*.qa")}
    return sorted(names)


def scales_with(word: str) -> list[str]:
    """Scales of stdlib that have an estimative word, for a hint."""
    stated = re.compile(rf"^\s*{re.escape(word)}\s*=", re.MULTILINE)
    files = sorted((resources.folder("stdlib") / "scales").glob("*.qa"))
    return [f"scales.{file.stem}" for file in files if stated.search(file.read_text(encoding="utf-8"))]


def _shown(file: Path) -> str:
    """How diagnostics call a library's file: without the folders above it."""
    stdlib = resources.folder("stdlib")
    if file.is_relative_to(stdlib):
        return f"stdlib/{file.relative_to(stdlib).as_posix()}"
    return file.name


def _release(version: str) -> tuple[int, ...]:
    """The numbers of `1.2.0` and of `1.2.0-beta.1`; none of what is no version (`1e5`)."""
    found = _VERSION.fullmatch(version)
    return tuple(int(part) for part in found[1].split(".")) if found else ()


def _check_version(use: nodes.Use, header: nodes.Library | None, bag: Bag) -> None:
    if use.comparison is None or use.version is None:
        return
    has = header.version if header else None
    wanted, actual = _release(use.version), _release(has or "")
    width = max(len(wanted), len(actual))
    padded = [part + (0,) * (width - len(part)) for part in (actual, wanted)]
    if not wanted or not actual or not _ORDER[use.comparison](*padded):
        bag.error(
            "QA603",
            f"library `{use.name.text}` is version {has or 'unstated'}, not {use.comparison} {use.version}",
            use.span,
            "asks for another version",
        )


class _Loading:
    """One walk over everything that is reached; the libraries found so far by name."""

    def __init__(self, parse: Parse, bag: Bag, root: str | None) -> None:
        self.parse = parse
        self.bag = bag
        self.root = root
        self.modules: dict[str, Module] = {}
        self.open: list[tuple[str, nodes.Use | None]] = []

    def enter(self, name: str, tree: nodes.Program, sources: tuple[Source, ...], use: nodes.Use | None) -> None:
        self.open.append((name, use))
        uses: list[tuple[nodes.Use, str]] = []
        header = next((s for s in tree.statements if isinstance(s, nodes.Library)), None)
        for statement in tree.statements:
            if isinstance(statement, nodes.Use):
                uses.append((statement, statement.name.text))
                self.follow(statement, sources[0].folder)
        self.open.pop()
        digest = "+".join(source.digest for source in sources)
        self.modules[name] = Module(name, tree.statements, tuple(uses), header, digest)

    def follow(self, use: nodes.Use, folder: str | None) -> None:
        name = use.name.text
        chain = [opened for opened, _ in self.open]
        if name in chain:
            circle = " -> ".join([*chain[chain.index(name) :], name])
            self.bag.error("QA604", f"libraries use each other in a circle: {circle}", use.span, "closes the circle")
            return
        if name not in self.modules and not self.find(use, folder):
            return
        _check_version(use, self.modules[name].header, self.bag)

    def find(self, use: nodes.Use, folder: str | None) -> bool:
        name, words = use.name.text, [word.text for word in use.name.words]
        if any(word in {"", ".", ".."} or "/" in word or "\\" in word or "\0" in word for word in words):
            self.bag.error("QA601", f"`{name}` is not the name of a library", use.name.span, "a name, not a path")
            return False
        found = _candidates(words, folder) or (_candidates(words, self.root) if folder != self.root else [])
        if not found:
            guess = suggest(name, library_names(folder))
            self.bag.error(
                "QA601",
                f"no library is called `{name}`",
                use.name.span,
                f"did you mean `{guess}`?" if guess else "not found beside the program, installed, or in stdlib",
            )
            return False
        if len(found) > 1:
            places = ", ".join(f"`{_shown(files[0])}`" for files in found)
            self.bag.error(
                "QA602",
                f"library `{name}` is found in {len(found)} places: {places}",
                use.name.span,
                "which one is meant?",
                help=["Rename the one that is yours."],
            )
            return False
        if len(self.modules) >= MOST_LIBRARIES:
            self.bag.error("QA702", f"more than {MOST_LIBRARIES} libraries are used", use.span, "one too many")
            return False
        return self.read(use, found[0])

    def read(self, use: nodes.Use, files: tuple[Path, ...]) -> bool:
        sources = [read_source(file, _shown(file), self.bag, use.name.span) for file in files]
        read = tuple(source for source in sources if source is not None)
        if len(read) < len(files):
            return False
        trees = [self.parse(source, self.bag) for source in read]
        statements = tuple(statement for tree in trees for statement in tree.statements)
        self.check_header(use, statements)
        self.enter(use.name.text, nodes.Program(statements, trees[0].span), read, use)
        return True

    def check_header(self, use: nodes.Use, statements: tuple[nodes.Statement, ...]) -> None:
        headers = [s for s in statements if isinstance(s, nodes.Library)]
        for header in headers:
            if header.name.text != use.name.words[-1].text:
                self.bag.error(
                    "QA606",
                    f"`use {use.name.text}` found a library that calls itself `{header.name.text}`",
                    use.name.span,
                    "another name",
                    labels=[Label(header.name.span, "the name it gives itself")],
                )


def with_tables(module: Module, folder: str | None, frames: Mapping[str, Handed], bag: Bag) -> Module:
    """A program with the data that its scenarios name: handed in, or read from files beside it."""
    items = items_of_data(module.statements)
    wanted = columns_wanted(items)
    tables: dict[str, Table] = {}
    unread: set[str] = set()
    for item in items:
        name = item.file.value
        if name in tables or name in unread:
            continue
        handed = frames.get(name) or frames.get(Path(name).stem)
        try:
            tables[name] = handed.table(wanted[name]) if handed else read_file(name, folder, wanted[name])
        except DataError as problem:
            unread.add(name)
            _cannot_read(item.file, problem, folder, frames, bag)
    return replace(module, tables=tables, unread=frozenset(unread)) if items else module


def _cannot_read(
    file: nodes.Text, problem: DataError, folder: str | None, frames: Mapping[str, Handed], bag: Bag
) -> None:
    guess = suggest(file.value, [*frames, *file_names(folder)])
    hint = f"did you mean `{guess}`?" if guess else "not read"
    bag.error("QA540", f"`{file.value}`: {problem}", file.span, hint, help=[problem.help] if problem.help else [])


def load(
    tree: nodes.Program, source: Source, bag: Bag, parse: Parse, frames: Mapping[str, Handed] = NO_FRAMES
) -> tuple[Module, ...]:
    """Load a parsed program and all it uses; `frames` are tables handed in, which go before files.

    Returns
    -------
    The modules sorted by name, the program itself (`MAIN`) first; what could not be found is in the bag.
    """
    loading = _Loading(parse, bag, source.folder)
    loading.enter(MAIN, tree, (source,), None)
    loading.modules[MAIN] = with_tables(loading.modules[MAIN], source.folder, frames, bag)
    prelude = resources.folder("stdlib") / f"{PRELUDE}.qa"
    if PRELUDE not in loading.modules and prelude.is_file() and (text := read_source(prelude, _shown(prelude), bag)):
        loading.enter(PRELUDE, parse(text, bag), (text,), None)
    return tuple(loading.modules[name] for name in sorted(loading.modules))


def exchange(
    modules: tuple[Module, ...], tree: nodes.Program, source: Source, bag: Bag, parse: Parse
) -> tuple[Module, ...]:
    """Modules with one library as another text has it, together with what only that text uses.

    A text that is no library of these is reported.
    """
    found = {module.name: module for module in load(tree, source, bag, parse)}
    header = found[MAIN].header
    called = header.name.text if header is not None else ""
    name = next((m.name for m in modules if m.name and m.name.rpartition(".")[2] == called), None)
    if header is None or name is None:
        used = ", ".join(f"`{module.name}`" for module in modules if module.name not in (MAIN, PRELUDE))
        message = f"`{source.name}` is no library" if header is None else f"the program uses no library `{called}`"
        span = header.name.span if header is not None else None
        bag.error("QA608", message, span, "another version of which one?", help=[f"It uses: {used or 'none'}."])
        return modules
    others = {module.name: module for module in modules}
    return tuple(one for _, one in sorted({**found, **others, name: replace(found[MAIN], name=name)}.items()))
