"""Places in a text: an editor's units, the program's characters, and edits anywhere, inside of characters as well."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from qadsl.apps.lsp.shifts import back, forward
from qadsl.assist.texts import Text, edited

CHARS = "ab \n\r\u0301\u0308\U0001f600\U00020000\u1100\u1161\u11a8é語±\u2028\x0b\x85"
texts = st.text(alphabet=CHARS, max_size=30)


def units(text: str) -> list[int]:
    data = text.encode("utf-16-le", "surrogatepass")
    return [int.from_bytes(data[i : i + 2], "little") for i in range(0, len(data), 2)]


def from_units(found: list[int]) -> str:
    return b"".join(u.to_bytes(2, "little") for u in found).decode("utf-16-le", "surrogatepass")


def unit_offset(found: list[int], line: int, column: int) -> int:
    """Where a place is, as an editor written in JavaScript counts."""
    starts, i = [0], 0
    while i < len(found):
        if found[i] == 13 and found[i + 1 : i + 2] == [10]:
            i += 1
        if found[i] in (10, 13):
            starts.append(i + 1)
        i += 1
    if line >= len(starts):
        return len(found)
    end = starts[line + 1] if line + 1 < len(starts) else len(found)
    while end > starts[line] and line + 1 < len(starts) and found[end - 1] in (10, 13):
        end -= 1
    return min(starts[line] + column, end)


@given(texts, st.integers(0, 6), st.integers(0, 12))
def test_a_place_is_where_the_editor_says(raw: str, line: int, column: int) -> None:
    text = Text(raw)
    offset = text.offset((line, column))
    expected = unit_offset(units(raw), line, column)
    assert expected - 1 <= len(units(raw[:offset])) <= expected  # one less inside of a pair


@given(texts, st.integers(0, 40))
def test_places_and_characters_go_there_and_back(raw: str, offset: int) -> None:
    text = Text(raw)
    offset = min(offset, len(raw))
    if raw[offset - 1 : offset + 1] != "\r\n":
        assert text.offset(text.place(offset)) == offset


@given(
    texts,
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9), st.integers(0, 5), st.integers(0, 9), texts), max_size=5),
)
def test_edits_do_what_the_editor_does(raw: str, changes: list[tuple[int, int, int, int, str]]) -> None:
    text = Text(raw)
    for line, column, other, end, inserted in changes:
        first, last = sorted([(line, column), (other, end)])
        found = units(text.raw)
        start, stop = unit_offset(found, *first), unit_offset(found, *last)
        expected = from_units(found[:start] + units(inserted) + found[stop:])
        text, (at, removed, added) = edited(text, first, last, inserted)
        assert text.raw == expected
        assert at >= 0
        assert removed >= 0
        assert added >= 0 or removed


@given(texts)
def test_the_program_reads_the_normal_form_and_places_go_back(raw: str) -> None:
    text = Text(raw)
    normal = unicodedata.normalize("NFC", raw)
    assert text.normal == normal
    assert text.to_program(len(raw)) == len(normal)
    assert text.from_program(len(normal)) == len(raw)
    ends = [text.from_program(i) for i in range(len(normal) + 1)]
    assert ends == sorted(ends)
    for i in range(len(normal) + 1):
        if text.to_program(ends[i]) == i:
            assert unicodedata.normalize("NFC", raw[: ends[i]]) == normal[:i]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5), st.integers(0, 5)), max_size=4), st.integers(0, 40))
def test_shifts_are_undone(changes: list[tuple[int, int, int]], offset: int) -> None:
    moved = forward(offset, changes)
    assert moved >= 0
    if all(removed == 0 for _, removed, _ in changes):
        assert back(moved, changes) == offset
