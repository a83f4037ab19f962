"""Every feature of the language server, asked for over the protocol by a real client."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from qadsl.apps.lsp import features
from qadsl.highlighting import classes
from qadsl.syntax.words import words
from tests.apps.lsp.client import Client, place_of
from tests.apps.lsp.conftest import LIBRARY, PROGRAM


def hover(client: Client, uri: str, mark: str, *, inside: int = 0, text: str = PROGRAM) -> str:
    found = client.ask(types.TEXT_DOCUMENT_HOVER, types.HoverParams, uri, *place_of(text, mark, inside=inside))
    return found.contents.value if found else ""


def completed(client: Client, text: str, *, name: str = "untitled:new.qa") -> dict[str, types.CompletionItem]:
    """What is offered where the text has a bar `‸`."""
    line, column = place_of(text, "‸")
    uri = client.open(name, text.replace("‸", ""))
    found = client.ask(types.TEXT_DOCUMENT_COMPLETION, types.CompletionParams, uri, line, column)
    client.close(uri)
    return {item.label: item for item in found.items}


def applied(text: str, edits: list[Any]) -> str:
    """A text of plain ASCII after edits."""
    lines = [0]
    for line in text.split("\n"):
        lines.append(lines[-1] + len(line) + 1)
    for edit in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
        start, end = (lines[place.line] + place.character for place in (edit.range.start, edit.range.end))
        text = text[:start] + edit.new_text + text[end:]
    return text


def renamed(
    client: Client, uri: str, mark: str, new: str, *, inside: int = 0, text: str = PROGRAM
) -> dict[str, list[Any]]:
    where = place_of(text, mark, inside=inside)
    found = client.ask(types.TEXT_DOCUMENT_RENAME, types.RenameParams, uri, *where, new_name=new)
    return {change.text_document.uri: list(change.edits) for change in found.document_changes}


# --- mistakes ----------------------------------------------------------------------------------------------------


def test_a_sound_program_has_no_mistakes(client: Client, uri: str) -> None:
    errors = [d for d in client.settle(uri) if d.severity is types.DiagnosticSeverity.Error]
    assert errors == []


def test_mistakes_come_as_one_types_with_places_help_and_page(client: Client, uri: str) -> None:
    client.replace(uri, PROGRAM.replace("UK -> France {", "UK -> Frnace {"))
    found = [d for d in client.settle(uri) if d.code == "QA203"]
    assert [d.range.start.line for d in found] == [12]
    assert (found[0].range.start.character, found[0].range.end.character) == (10, 16)
    assert "did you mean `France`?" in found[0].message
    assert found[0].source == "qadsl"
    assert found[0].code_description is not None
    assert found[0].code_description.href.endswith("QA203.md")
    assert client.published[uri].version == client.versions[uri]
    client.replace(uri, PROGRAM)
    assert not [d for d in client.settle(uri) if d.severity is types.DiagnosticSeverity.Error]


def test_two_places_of_one_mistake_are_both_shown(client: Client, uri: str) -> None:
    client.replace(uri, PROGRAM + "define gap(a, b) = 1\n")
    (found,) = [d for d in client.settle(uri) if d.code == "QA204"]
    assert found.related_information
    assert found.related_information[0].location.range.start.line == 3


def test_mistakes_in_a_library_are_marked_where_it_is_used(client: Client, uri: str, folder: Path) -> None:
    library = client.open((folder / "cautious.qa").as_uri(), LIBRARY.replace("target.nuclear", "target.nuclaer"))
    found = [d for d in client.settle(uri) if d.code == "QA202"]
    client.close(library)
    assert [d.range.start.line for d in found] == [1]
    assert "cautious.qa" in found[0].message
    assert found[0].related_information
    assert found[0].related_information[0].location.uri == library
    assert not [d for d in client.settle(uri) if d.code == "QA202"]


def test_fixes_mend_what_diagnostics_found(client: Client) -> None:
    text = "attribute power : share\nscenario s { state A { power = 40 } }\n"
    uri = client.open("untitled:fix.qa", text)
    (found,) = [d for d in client.settle(uri) if d.code == "QA301"]
    params = types.CodeActionParams(
        types.TextDocumentIdentifier(uri), found.range, types.CodeActionContext([found])
    )  # fmt: skip
    (action,) = client.request(types.TEXT_DOCUMENT_CODE_ACTION, params)
    assert action.kind == types.CodeActionKind.QuickFix
    mended = applied(text, list(action.edit.document_changes[0].edits))
    assert "power = 40%" in mended
    client.replace(uri, mended)
    assert not [d for d in client.settle(uri) if d.code == "QA301"]
    client.close(uri)


# --- names -------------------------------------------------------------------------------------------------------


def test_hover_says_what_a_name_is(client: Client, uri: str) -> None:
    parameter = hover(client, uri, "fear = 0.6")
    assert "**parameter** `fear`: How much entrapment is feared" in parameter
    assert "share" in parameter
    assert "Source: Snyder 1984" in parameter
    assert "set to `` 0.6 `` at suez.qa:2:" in parameter
    assert "Suez Crisis" in hover(client, uri, "run suez", inside=5)
    assert "United Kingdom" in hover(client, uri, "UK ->")
    assert "capability = 7%" in hover(client, uri, "UK ->")
    rule = hover(client, uri, "shadow")
    assert "entrapment rises by" in rule
    assert "Snyder 1984" in rule
    assert "60% .. 80%" in hover(client, uri, "high")
    assert "weight `` 0.35 ``" in hover(client, uri, "common_threat")
    assert "Changed by `calm`" in hover(client, uri, "divergence *=")
    assert "how many of a group" in hover(client, uri, "count(")
    assert "version 1.2.0" in hover(client, uri, "cautious")
    assert hover(client, uri, '"United') == ""


def test_hover_on_a_word_of_the_language_shows_how_it_is_written(client: Client, uri: str) -> None:
    assert hover(client, uri, "run suez") == "Write `run suez`, or `run suez with mine { draws 2000, seed 1956 }`."
    assert hover(client, uri, "state ").startswith("Actors are declared")


def test_definition_leads_into_libraries(client: Client, uri: str, folder: Path) -> None:
    def target(mark: str, inside: int = 0) -> tuple[str, int]:
        where = place_of(PROGRAM, mark, inside=inside)
        (found,) = client.ask(types.TEXT_DOCUMENT_DEFINITION, types.DefinitionParams, uri, *where)
        return found.uri.rpartition("/")[2], found.range.start.line

    assert target("fear = 0.6") == ("cautious.qa", 3)
    assert target("overrides shadow", 11) == ("cautious.qa", 4)
    assert target("common_threat")[0] == "multifacet.qa"
    assert target("cautious") == ("cautious.qa", 0)
    assert target("gap(self") == ("suez.qa", 3)
    assert target("p.nuclear") == ("suez.qa", 7)


def test_references_span_the_files_of_the_folder(client: Client, uri: str) -> None:
    where = place_of(PROGRAM, "fear = 0.6")
    found = client.ask(
        types.TEXT_DOCUMENT_REFERENCES, types.ReferenceParams, uri, *where, context=types.ReferenceContext(True)
    )
    assert sorted((f.uri.rpartition("/")[2], f.range.start.line) for f in found) == [
        ("cautious.qa", 3), ("cautious.qa", 6), ("suez.qa", 1), ("suez.qa", 8),
    ]  # fmt: skip
    found = client.ask(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, types.DocumentHighlightParams, uri, *where)
    assert [h.range.start.line for h in found] == [1, 8]


def test_rename_changes_every_file_and_nothing_else(client: Client, uri: str, folder: Path) -> None:
    changes = renamed(client, uri, "fear = 0.6", "dread")
    assert {u.rpartition("/")[2] for u in changes} == {"suez.qa", "cautious.qa"}
    assert applied(PROGRAM, changes[uri]) == PROGRAM.replace("fear", "dread")
    library = next(edits for u, edits in changes.items() if u.endswith("cautious.qa"))
    assert applied(LIBRARY, library) == LIBRARY.replace("fear ", "dread ").replace("* fear", "* dread")


def test_rename_from_the_library_reaches_its_users(client: Client, uri: str, folder: Path) -> None:
    library = client.open_file(folder / "cautious.qa")
    changes = renamed(client, library, "shadow", "dusk", text=LIBRARY)
    client.close(library)
    assert applied(PROGRAM, changes[uri]) == PROGRAM.replace("shadow", "dusk")


def test_rename_spells_names_as_they_must_be(client: Client, uri: str) -> None:
    assert "`South Korea` ->" in applied(PROGRAM, renamed(client, uri, "UK ->", "South Korea")[uri])
    assert "rule `among`" in applied(PROGRAM, renamed(client, uri, "calm", "among")[uri])
    assert 'creed = "Other"' in applied(PROGRAM, renamed(client, uri, '"pan-Arab" }', "Other")[uri])


@pytest.mark.parametrize(
    ("mark", "new", "reason"),
    [
        ("UK ->", "France", "already the name of an actor"), ("calm", "shadow", "already the name of a rule"),
        ("gap(self", "fear", "already the name of a parameter"), ("UK ->", "self", "fixed meaning"),
        ("UK ->", "a.b", "is no name"), ("UK ->", " ", "at least one letter"), ("UK ->", "x" * 300, "at most"),
        ("p.nuclear", "self", "fixed meaning"), ("p.nuclear", "UK", "already the name of an actor"),
        ("common_threat", "threat", "not yours to change"), ("high", "higher", "not yours to change"),
        ("cautious", "bold", "renaming its file"), ("count(", "number", "part of the language"),
    ],
)  # fmt: skip
def test_rename_refuses_what_would_change_a_meaning(client: Client, uri: str, mark: str, new: str, reason: str) -> None:
    with pytest.raises(JsonRpcException, match=reason):
        renamed(client, uri, mark, new)


def test_a_refusal_is_no_fault() -> None:
    def record(error: Exception) -> logging.LogRecord:
        return logging.LogRecord("pygls", logging.ERROR, "", 0, "failed", None, (type(error), error, None))

    assert not features._is_no_refusal(record(JsonRpcException("No.", features.REFUSED)))
    assert features._is_no_refusal(record(JsonRpcException("No.", -32603)))
    assert features._is_no_refusal(record(ValueError()))


def test_prepare_rename_says_what_would_change(client: Client, uri: str) -> None:
    where = place_of(PROGRAM, "fear = 0.6", inside=2)
    found = client.ask(types.TEXT_DOCUMENT_PREPARE_RENAME, types.PrepareRenameParams, uri, *where)
    assert found.placeholder == "fear"
    with pytest.raises(JsonRpcException):
        client.ask(types.TEXT_DOCUMENT_PREPARE_RENAME, types.PrepareRenameParams, uri, 0, 0)


def test_workspace_symbols(client: Client, uri: str) -> None:
    found = client.request(types.WORKSPACE_SYMBOL, types.WorkspaceSymbolParams("shad"))
    assert [(s.name, s.container_name) for s in found] == [("shadow", "rule")]


# --- writing -----------------------------------------------------------------------------------------------------

HEAD = "use multifacet\nattribute creed : category(arab, other)\nscenario s {\n  state UK, France\n  group west = UK\n"


@pytest.mark.parametrize(
    ("text", "has", "lacks"),
    [
        ("‸", ["scenario", "rule", "use"], ["among", "UK"]),
        ("use ‸", ["multifacet", "scales.kent"], ["scenario"]),
        ("use scales.‸", ["kent", "phia"], ["multifacet"]),
        ("use instruments { ‸", ["reassurance", "display"], ["self_help2"]),
        (HEAD + "  among ‸", ["UK", "France", "west", "actors"], ["divergence"]),
        (HEAD + "  among UK, F‸", ["France"], ["divergence"]),
        (HEAD + "  UK -> France { ‸", ["divergence", "common_threat"], ["UK", "capability"]),
        (HEAD + "  UK -> France { divergence = ‸", ["high", "pert", "unknown"], ["among"]),
        (HEAD + "  UK.‸", ["capability", "nuclear"], ["UK"]),
        (HEAD + "  UK.creed = ‸", ["arab", "other"], []),
        (HEAD + "  ‸", ["among", "otherwise", "UK", "against"], ["rule", "scenario"]),
        (HEAD + "}\nrun ‸", ["s"], ["UK"]),
        (HEAD + "}\nexpect ‸", ["alliance", "neutrality", "not"], ["UK"]),
        (HEAD + "}\nexplain UK -> ‸", ["France"], ["alliance"]),
        (HEAD + "}\nrule r when ‸", ["common_threat", "not", "self", "self_help"], ["rule"]),
        (HEAD + "}\nrule r then ‸", ["entrapment"], ["UK"]),
        (HEAD + "}\nrule q then divergence += 1\nrule r then divergence = 1 overrides ‸", ["q"], ["UK"]),
        ("use multifacet\ntheory t extends ‸", ["multifacet"], ["UK"]),
        ("attribute x : ‸", ["share", "flag", "number", "category"], ["rule"]),
        ("# ‸", [], ["scenario"]),
        ('rule r "‸', [], ["scenario"]),
    ],
)  # fmt: skip
def test_completion_offers_what_fits(client: Client, text: str, has: list[str], lacks: list[str]) -> None:
    found = completed(client, text)
    assert [name for name in has if name not in found] == []
    assert [name for name in lacks if name in found] == []


def test_completion_brings_snippets_and_documentation(client: Client) -> None:
    found = completed(client, "use multifacet\nsce‸")
    assert found["scenario"].insert_text_format is types.InsertTextFormat.Snippet
    uri = client.open("untitled:doc.qa", "use multifacet\nrule r then common_t")
    (item,) = [
        i for i in client.ask(types.TEXT_DOCUMENT_COMPLETION, types.CompletionParams, uri, 1, 20).items
        if i.label == "common_threat"
    ]  # fmt: skip
    assert "Common threat" in client.request(types.COMPLETION_ITEM_RESOLVE, item).documentation.value
    client.close(uri)


def test_signature_help(client: Client, uri: str) -> None:
    where = place_of(PROGRAM, "gap(self, partner)", inside=10)
    found = client.ask(types.TEXT_DOCUMENT_SIGNATURE_HELP, types.SignatureHelpParams, uri, *where)
    assert found.signatures[0].label == "gap(a, b)"
    assert found.active_parameter == 1


def test_formatting(client: Client) -> None:
    uri = client.open("untitled:ugly.qa", "parameter   fear:share=0.4\n")
    options = types.FormattingOptions(2, True)
    (edit,) = client.ask_text(types.TEXT_DOCUMENT_FORMATTING, types.DocumentFormattingParams, uri, options=options)
    assert edit.new_text == "parameter fear : share = 0.4\n"
    client.replace(uri, "parameter fear : = \n")
    assert not client.ask_text(types.TEXT_DOCUMENT_FORMATTING, types.DocumentFormattingParams, uri, options=options)
    client.close(uri)


# --- the whole text ----------------------------------------------------------------------------------------------


def test_outline(client: Client, uri: str) -> None:
    found = client.ask_text(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, types.DocumentSymbolParams, uri)
    assert [s.name for s in found][:5] == ["creed", "gap", "west", "calm", "suez"]
    assert [child.name for child in found[4].children] == ["UK", "France", "Egypt"]


def test_folding(client: Client, uri: str) -> None:
    found = client.ask_text(types.TEXT_DOCUMENT_FOLDING_RANGE, types.FoldingRangeParams, uri)
    assert (9, 15) in {(f.start_line, f.end_line) for f in found}


def colours(client: Client, uri: str, text: str) -> dict[str, str]:
    legend = client.server.capabilities.semantic_tokens_provider.legend
    data = client.ask_text(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, types.SemanticTokensParams, uri).data
    lines, found, line, column = text.split("\n"), {}, 0, 0
    for i in range(0, len(data), 5):
        line, column = line + data[i], data[i + 1] + (column if not data[i] else 0)
        found[lines[line][column : column + data[i + 2]]] = legend.token_types[data[i + 3]]
    return found


def test_semantic_colours(client: Client, uri: str) -> None:
    found = colours(client, uri, PROGRAM)
    assert found["fear"] == "parameter"
    assert found["UK"] == "enumMember"
    assert found["common_threat"] == "variable"
    assert found["overrides"] == found["scenario"] == "keyword"
    assert found["share" if "share" in found else "category"] == "type"
    part = types.SemanticTokensRangeParams(
        types.TextDocumentIdentifier(uri), types.Range(types.Position(1, 0), types.Position(2, 0))
    )
    some = client.request(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, part).data
    assert len(some) == 5 * 3


def test_changed_colours_are_the_whole_ones(client: Client) -> None:
    uri = client.open("untitled:delta.qa", PROGRAM)
    whole = client.ask_text(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, types.SemanticTokensParams, uri)
    client.replace(uri, PROGRAM.replace("rule calm", "rule quiet_and_calm\n"))
    client.settle(uri)
    delta = client.ask_text(
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA, types.SemanticTokensDeltaParams, uri,
        previous_result_id=whole.result_id,
    )  # fmt: skip
    data = list(whole.data)
    for edit in delta.edits:
        data[edit.start : edit.start + edit.delete_count] = edit.data
    now = client.ask_text(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, types.SemanticTokensParams, uri)
    assert data == list(now.data)
    assert len(delta.edits[0].data) < len(data) / 2
    client.close(uri)


def test_semantic_colours_lexer_and_words_agree(client: Client) -> None:
    from qadsl.apps.lsp.colours import OF_CLASSES

    text = "\n".join(f"{word} ?" for word in sorted(words()))
    uri = client.open("untitled:words.qa", text)
    found = colours(client, uri, text)
    client.close(uri)
    assert {word: found.get(word) for word in words()} == {
        word: OF_CLASSES[classes.class_of_word()[word]] for word in words()
    }


# --- characters, files, and what should not be -------------------------------------------------------------------


def test_places_are_utf_16(client: Client) -> None:
    text = 'parameter `\U0001f600 e\u0301` : share = 0.4 "\U0001f600"\nrule r when `\U0001f600 é` > 1 then x = 2\n'
    uri = client.open("untitled:wide.qa", text)
    client.settle(uri)
    found = client.ask(types.TEXT_DOCUMENT_HOVER, types.HoverParams, uri, *place_of(text, "e\u0301"))
    assert (found.range.start.character, found.range.end.character) == (10, 17)
    (first, second) = renamed(client, uri, "parameter `", "plain", inside=12, text=text)[uri]
    assert [(e.range.start.character, e.range.end.character) for e in (first, second)] == [(10, 17), (12, 18)]
    client.close(uri)


def test_a_library_that_is_not_saved_counts(client: Client, uri: str, folder: Path) -> None:
    library = client.open((folder / "cautious.qa").as_uri(), LIBRARY.replace("fear", "dread"))
    assert "QA215" in [d.code for d in client.settle(uri)]
    client.replace(library, LIBRARY)
    assert "QA215" not in [d.code for d in client.settle(uri)]
    client.close(library)


def test_libraries_come_and_go(client: Client, uri: str, folder: Path) -> None:
    path = folder / "cautious.qa"
    path.unlink()
    event = types.DidChangeWatchedFilesParams([types.FileEvent(path.as_uri(), types.FileChangeType.Deleted)])
    client.notify(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, event)
    assert "QA601" in [d.code for d in client.settle(uri)]
    path.write_text(LIBRARY, encoding="utf-8")
    client.notify(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, event)
    assert "QA601" not in [d.code for d in client.settle(uri)]


def test_two_files_that_use_each_other(client: Client, folder: Path) -> None:
    (folder / "one.qa").write_text("use two\nparameter a = 1\n", encoding="utf-8")
    (folder / "two.qa").write_text("use one\nparameter b = 1\n", encoding="utf-8")
    uris = [client.open_file(folder / name) for name in ("one.qa", "two.qa")]
    assert "QA604" in [d.code for uri in uris for d in client.settle(uri)]
    client.replace(uris[1], "parameter b = 1\n")
    assert "QA604" not in [d.code for d in client.settle(uris[0])]
    for uri in uris:
        client.close(uri)


def test_a_file_outside_the_workspace(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "alone.qa"
    path.write_text("parameter a = 1\ndefine b = a\n", encoding="utf-8")
    uri = client.open_file(path)
    assert "define b = c" in applied(
        path.read_text(encoding="utf-8"), renamed(client, uri, "a = 1", "c", text="parameter a = 1\n")[uri]
    )
    client.close(uri)


@pytest.mark.parametrize(
    "text",
    [
        "", "\0", "\ud800", "}" * 1000, "{" * 5000, "(" * 5000, '"', "`", "| | |\n" * 500, "use " + "a." * 3000,
        "\U0001f600" * 999, "e\u0301" * 3000, "scenario s { table { | self | partner |", "define a = " + "1 + " * 3000,
        "use ..", "use /etc/passwd", "parameter a = 1\n" * 200_000,
    ],
    ids=range(17),
)  # fmt: skip
def test_no_text_brings_it_down(client: Client, text: str) -> None:
    uri = client.open("untitled:bad.qa", text)
    for method, kind in (
        (types.TEXT_DOCUMENT_HOVER, types.HoverParams), (types.TEXT_DOCUMENT_DEFINITION, types.DefinitionParams),
        (types.TEXT_DOCUMENT_COMPLETION, types.CompletionParams),
        (types.TEXT_DOCUMENT_SIGNATURE_HELP, types.SignatureHelpParams),
    ):  # fmt: skip
        client.ask(method, kind, uri, 0, 3)
        client.ask(method, kind, uri, 99999, 99999)
    client.ask_text(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, types.SemanticTokensParams, uri)
    client.ask_text(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, types.DocumentSymbolParams, uri)
    client.ask_text(types.TEXT_DOCUMENT_FOLDING_RANGE, types.FoldingRangeParams, uri)
    client.settle(uri)
    client.replace(uri, "parameter a : share = 0.5\n")
    assert "parameter" in hover(client, uri, "a :", text="parameter a : share = 0.5\n")
    client.close(uri)


def test_nothing_is_known_of_what_is_not_open(client: Client) -> None:
    assert client.ask(types.TEXT_DOCUMENT_HOVER, types.HoverParams, "untitled:never.qa", 0, 0) is None
