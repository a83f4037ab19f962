"""Which symbol a name stands for: namespaces, visibility between libraries, ambiguity, "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from qadsl import resources
from qadsl.diagnostics import Bag, Label
from qadsl.diagnostics.suggest import suggest
from qadsl.ir.types import Kind, Type
from qadsl.semantics.loader import MAIN, PRELUDE, Module
from qadsl.semantics.model import Quantity
from qadsl.source import Source, Span
from qadsl.syntax import nodes

__all__ = ["BUILTIN_GROUPS", "FUNCTIONS", "GROUP_READINGS", "PLACES", "Entry", "Scope", "no_actor"]

PLACES = ("self", "partner", "target")
BUILTIN_GROUPS = {"actors": "", "states": "state", "sovereigns": "state", "entities": "entity"}
FUNCTIONS = {"min": "minimum", "max": "maximum", "abs": "absolute", "sqrt": "sqrt", "exp": "exp", "log": "log"}
RESERVED = {*PLACES, *BUILTIN_GROUPS}
NOWHERE = Span(Source("", ""), 0, 0)

GROUP_READINGS = {
    "group_size": Quantity("group_size at the start", "start", Type(Kind.NUMBER, 0, 1000), None, "", NOWHERE),
    "groups": Quantity("groups at the start", "start of attribute", Type(Kind.NUMBER, 0, 10_000), None, "", NOWHERE),
}
"""What can be read of the groups of the period before, and said of the start."""

WHAT = {
    "value": "value",
    "rule": "rule",
    "theory": "theory",
    "scenario": "scenario",
    "group": "group",
    "kind": "instrument kind",
    "scale": "scale",
}


def no_actor(text: str) -> str:
    """Why a name is no actor's, where none is like it."""
    if text in PLACES:
        return f"`{text}` is each actor in turn, in rules; here an actor is named"
    return "no `state` or `entity` introduces it"


@dataclass(frozen=True, slots=True)
class Entry:
    """One declared name: its module, qualified name, node and what sort of thing it is."""

    module: str
    name: str
    sort: str
    node: object
    span: Span


@dataclass(slots=True)
class Scope:
    """All declared names by namespace; filled by the declaration walk, then only read."""

    modules: dict[str, Module]
    bag: Bag
    entries: dict[str, dict[str, list[Entry]]] = field(default_factory=dict)
    quantities: dict[str, Quantity] = field(default_factory=dict)
    actors: dict[str, Span] = field(default_factory=dict)
    words: dict[str, set[str]] = field(default_factory=dict)
    outcomes: dict[str, Span] = field(default_factory=dict)
    """Options of all theories, by name."""
    _visible: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def declare(self, namespace: str, module: Module, word: nodes.Word, sort: str, node: object) -> bool:
        """Enter a name; the same name twice in one module, or a word with a fixed meaning, is an error."""
        if word.text in RESERVED or (namespace == "value" and word.text in FUNCTIONS):
            self.bag.error(
                "QA213", f"`{word.text}` has a fixed meaning in the language", word.span, "choose another name"
            )
            return False
        entries = self.entries.setdefault(namespace, {}).setdefault(word.text, [])
        for other in entries:
            if other.module == module.name:
                self.bag.error(
                    "QA204",
                    f"`{word.text}` is declared twice",
                    word.span,
                    "declared again",
                    labels=[Label(other.span, f"first declared here, as a {other.sort}")],
                )
                return False
        entries.append(Entry(module.name, module.qualify(word.text), sort, node, word.span))
        return True

    def visible(self, module: str) -> tuple[str, ...]:
        """Names of the modules a module uses, directly or through others."""
        if module not in self._visible:
            seen: set[str] = set()
            queue = [name for _, name in self.modules[module].uses] if module in self.modules else []
            while queue:
                name = queue.pop()
                if name in self.modules and name not in seen:
                    seen.add(name)
                    queue += [used for _, used in self.modules[name].uses]
            self._visible[module] = tuple(sorted(seen))
        return self._visible[module]

    def candidates(self, namespace: str, text: str, module: str) -> list[Entry]:
        """What a name may stand for, nearest first found: own module, used modules, prelude."""
        table = self.entries.get(namespace, {})
        qualifier, _, short = text.rpartition(".")
        entries = table.get(short, [])
        if qualifier:
            reach = {module, PRELUDE, *self.visible(module)}
            return [e for e in entries if e.module in reach and (f".{e.module}").endswith(f".{qualifier}")]
        for reach_of in ([module], self.visible(module), [PRELUDE]):
            found = [e for e in entries if e.module in reach_of]
            if found:
                return found
        return []

    def find(self, namespace: str, name: nodes.Name, module: str, code: str, but: str = "") -> Entry | None:
        """The one thing a name stands for, or a diagnostic and None; `but` is never proposed in its place."""
        found = self.candidates(namespace, name.text, module)
        if len(found) == 1:
            return found[0]
        if found:
            self.ambiguous(name, [e.name for e in found])
        else:
            guess = self._nearest(namespace, name.text, module, but)
            self.bag.error(
                code,
                f"no {WHAT[namespace]} is called `{name.text}`",
                name.span,
                f"did you mean `{guess}`?" if guess else "not declared",
                help=[] if guess else self._unused(namespace, name.text),
            )
        return None

    def _nearest(self, namespace: str, text: str, module: str, but: str) -> str | None:
        """The known name nearest to one that is not; behind a library's name, one of that library."""
        qualifier, dot, short = text.rpartition(".")
        names = [n for n in self.names(namespace, module) if n != but]
        guess = suggest(short, [n for n in names if self.candidates(namespace, qualifier + dot + n, module)])
        return f"{qualifier}{dot}{guess}" if guess else suggest(text, names)

    def _unused(self, namespace: str, text: str) -> list[str]:
        """How to load the library of the same name as a theory, where it is not loaded."""
        if namespace != "theory" or text in self.modules:
            return []
        there = {
            path.name.removesuffix(".qa"): path for path in resources.folder("stdlib").iterdir() if path.suffix == ".qa"
        }
        library = text if text in there else suggest(text, there)
        if library is None or f"\ntheory {library} " not in there[library].read_text(encoding="utf-8"):
            return []
        what = "It" if library == text else f"`{library}`"
        return [f"{what} is in the library `{library}`: write `use {library}` at the top."]

    def ambiguous(self, name: nodes.Name, meanings: Iterable[str]) -> None:
        """Report a name that several libraries declare."""
        listed = ", ".join(f"`{meaning}`" for meaning in sorted(meanings))
        self.bag.error("QA205", f"`{name.text}` can mean {listed}", name.span, "say which, by its full name")

    def names(self, namespace: str, module: str) -> list[str]:
        """All names of a namespace that can be seen from a module."""
        reach = {module, PRELUDE, *self.visible(module)}
        return sorted(n for n, es in self.entries.get(namespace, {}).items() if any(e.module in reach for e in es))

    def quantity(self, kind: str, name: str) -> Quantity | None:
        """An attribute, relation, variable (by short name) or parameter (by qualified name)."""
        key = f"{kind}:{name}"
        if kind == "start" and name in GROUP_READINGS and key not in self.quantities:
            # what is read of groups stands for itself where no theory has a variable or an option of that name
            self.quantities[key] = GROUP_READINGS[name]
        return self.quantities.get(key)

    def start_of(self, key: str) -> str:
        """The key of what is said of the start of an attribute, relation or parameter; entered when first asked for."""
        found = f"start of {key}"
        if found not in self.quantities:
            declared = self.quantities[key]
            name = f"{declared.name} at the start"
            self.quantities[found] = replace(declared, kind=f"start of {declared.kind}", name=name, default=None)  # type: ignore[arg-type]
            self.words[found] = self.words.setdefault(key, set())  # a word has one position in both
        return found

    def names_of(self, kind: str) -> list[str]:
        """Short names of all quantities of a kind."""
        return sorted(q.short for q in self.quantities.values() if q.kind == kind)

    def actor_error(self, name: nodes.Name, known: Iterable[str], where: str) -> None:
        """Report a name that should be an actor's."""
        listed = sorted(known)
        guess = suggest(name.text, listed)
        shown = ", ".join(listed[:12]) + (", ..." if len(listed) > 12 else "")
        self.bag.error(
            "QA203",
            f"no actor is called `{name.text}`",
            name.span,
            f"did you mean `{guess}`?" if guess else no_actor(name.text),
            help=[f"actors of {where}: {shown or 'none'}"],
        )

    @property
    def main(self) -> Module:
        """The program itself."""
        return self.modules[MAIN]
