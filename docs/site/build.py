"""Builds the manual as a site that needs no server and no network.

    python docs/site/build.py [--out FOLDER]     (needs: pip install -e '.[docs]')

Pages written by hand come from `docs/`; those of the grammar, the diagnostics, the libraries and the examples are made
here, from what the program itself reads, so that they cannot fall behind. Zensical turns them into the site; a page, a
link or an anchor that is not there ends the build, and so does anything that would be loaded from elsewhere.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import checks
import diagnostics
import libraries
import programs
import railroads
from pages import as_page, place

SITE = Path(__file__).parent
HOME = SITE.parents[1]
ASSETS = ("iframe-worker.js", "manual.css", "mark.svg")

COLOUR = re.compile(r"\x1b\[[0-9;]*m")

Pages = dict[str, str]
Contents = list[dict[str, object]]


def main() -> None:
    """Build into the folder that was asked for."""
    parser = argparse.ArgumentParser(description="Build the manual.")
    parser.add_argument("--out", type=Path, default=HOME / "site", help="the folder to write (./site unless given)")
    out: Path = parser.parse_args().out.resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = _all_pages()
        _write(folder, pages)
        problems = _build(folder) or checks.problems(folder / "site", len(pages))
        if problems:
            sys.exit("\n".join(problems))
        if out.exists():
            shutil.rmtree(out)
        shutil.copytree(folder / "site", out)
    print(f"{len(pages)} pages: open {out / 'index.html'}")


def _build(folder: Path) -> list[str]:
    """Let the generator make the site; what it finds wrong, without its colours and the traces of its own code."""
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    said = COLOUR.sub("", done.stdout + done.stderr).partition("Traceback")[0]
    return [] if done.returncode == 0 else [said, "the manual was not built"]


def _all_pages() -> Pages:
    pages = {path.name: as_page(path.read_text(encoding="utf-8"), f"docs/{path.name}") for path in _written()}
    for name in ("CHANGELOG.md", "CONTRIBUTING.md"):
        pages[str(place(name))] = as_page((HOME / name).read_text(encoding="utf-8"), name)
    pages["grammar.md"] = railroads.page(HOME / "grammar" / "qa.lark")
    pages["diagnostics/index.md"] = diagnostics.index()
    for codes in diagnostics.rooms().values():
        pages |= {f"diagnostics/{code}.md": diagnostics.page(code) for code in codes}
    pages |= libraries.pages(HOME) | programs.pages(HOME)
    pages |= _examples()
    return pages


def _written() -> list[Path]:
    return sorted((HOME / "docs").glob("*.md"))


def _examples() -> Pages:
    pages: Pages = {}
    rows = []
    for file in [*sorted((HOME / "examples").glob("*.qa")), *sorted((HOME / "examples" / "cases").glob("*.qa"))]:
        pages[f"examples/{file.stem}.md"] = _example(file)
        rows.append(f"- [{file.name}]({file.stem}.md)")
    for project in sorted(path.parent for path in (HOME / "examples").glob("*/pyproject.toml")):
        pages[f"examples/{project.name}.md"] = libraries.page_of(project)
        rows.append(
            f"- [{project.name}]({project.name}.md), a library as a package that others install and `use` by name"
        )
    pages["examples/notebooks.md"] = _notebooks()
    rows.append("- [notebooks](notebooks.md) with their outputs")
    about = "Each of these programs runs with the tests, against the answer that stands under it.\n\n"
    pages["examples/index.md"] = f"# Examples\n\n{about}" + "\n".join(rows) + "\n"
    return pages


def _notebooks() -> str:
    """What the example notebooks are about, in their own words."""
    shown = ["# Notebooks", "In `examples/notebooks/`, with their outputs; each runs in CI against what is kept in it."]
    for file in sorted((HOME / "examples" / "notebooks").glob("*.ipynb")):
        title, _, text = "".join(json.loads(file.read_text(encoding="utf-8"))["cells"][0]["source"]).partition("\n")
        shown += [f"## {title.removeprefix('# ')}", f"`{file.name}`", text.strip()]
    return "\n\n".join(shown) + "\n"


def _example(file: Path) -> str:
    """A program and its answer; what the cases have in common is a library, which answers nothing."""
    shown = f"# {file.name}\n\n```qa\n{file.read_text(encoding='utf-8')}```\n"
    recorded = HOME / "examples" / "expected" / f"{file.stem}.txt"
    if not recorded.is_file():
        return shown
    answer = recorded.read_text(encoding="utf-8").strip("\n")
    return f"{shown}\n## What `qa run` answers\n\n```text\n{answer}\n```\n"


def _contents(pages: Pages) -> Contents:
    known: dict[str, list[str]] = json.loads((SITE / "contents.json").read_text(encoding="utf-8"))
    libs = [{name: page} for name, page in libraries.names(HOME).items()]
    examples = sorted(page for page in pages if page.startswith("examples/") and page != "examples/index.md")
    contents: Contents = [{title: list(listed)} for title, listed in known.items()]
    topics = [page for page in pages if page.startswith("programs/") and page != "programs/index.md"]
    made = {
        "Libraries": libs,
        "Examples": [*examples, {"Programs by topic": ["programs/index.md", *topics]}],
        "Diagnostics": [
            *({room: [f"diagnostics/{code}.md" for code in codes]} for room, codes in diagnostics.rooms().items()),
        ],
    }
    for entry in contents:
        for title, listed in entry.items():
            entry[title] = [*listed, *made.pop(title, [])] if isinstance(listed, list) else listed
    assert not made, f"contents.json has no place for {made}"
    return [{"Home": "index.md"}, *contents]


def _write(folder: Path, pages: Pages) -> None:
    contents = _contents(pages)
    listed = set(_listed(contents))
    if listed != set(pages):
        sys.exit(f"docs/site/contents.json and the pages differ: {', '.join(sorted(listed ^ set(pages)))}")
    for name, text in pages.items():
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "docs" / "assets").mkdir()
    for name in ASSETS:
        shutil.copy(SITE / name, folder / "docs" / "assets" / name)
    look = (SITE / "zensical.toml").read_text(encoding="utf-8")
    (folder / "zensical.toml").write_text(f"{look}nav = {_toml(contents)}\n", encoding="utf-8")


def _listed(contents: object) -> list[str]:
    match contents:
        case str(page):
            return [page]
        case dict():
            return [page for part in contents.values() for page in _listed(part)]
        case list():
            return [page for part in contents for page in _listed(part)]
        case _:
            return []


def _toml(value: object) -> str:
    """Lists, one-entry tables and texts as TOML, which writes texts as JSON does."""
    match value:
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case dict():
            return "{ " + ", ".join(f"{json.dumps(key)} = {_toml(each)}" for key, each in value.items()) + " }"
        case _:
            return json.dumps(value)


if __name__ == "__main__":
    main()
