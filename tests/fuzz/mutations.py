"""Changes of a text: of its characters, tokens and lines, with parts of others, and of its shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from tests.fuzz.words import FOREIGN, NUMBERS, ODDITIES, WORDS

__all__ = ["LONGEST", "TOKEN", "mutated"]

LONGEST = 60_000
TOKEN = re.compile(r'"[^"\n]*"|`[^`\n]*`|\w+(?:\.\d+)?|<->|->|\.\.|[-+*<>=!]=|[^\w\s]|\s+')

Mutation = Callable[[str, Random, Sequence[str]], str]


def mutated(text: str, rng: Random, texts: Sequence[str], *, is_mild: bool) -> str:
    """A text changed a few times; mildly: so that it has a chance to be a program still."""
    for _ in range(rng.choice((1, 1, 2, 3, 6, 12))):
        text = rng.choice(MILD if is_mild else ALL)(text, rng, texts)
    return text[:LONGEST]


# --- characters --------------------------------------------------------------------------------------------------


def place(text: str, rng: Random) -> tuple[int, int]:
    start = rng.randrange(len(text) + 1)
    return start, min(len(text), start + rng.choice((1, 1, 2, 5, 20, 100)))


def drop_characters(text: str, rng: Random, _: Sequence[str]) -> str:
    start, end = place(text, rng)
    return text[:start] + text[end:]


def change_byte(text: str, rng: Random, _: Sequence[str]) -> str:
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(rng.choice((1, 1, 4))):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)
    return data.decode("utf-8", "replace")


def insert_oddity(text: str, rng: Random, _: Sequence[str]) -> str:
    start, _ = place(text, rng)
    return text[:start] + rng.choice(ODDITIES) * rng.choice((1, 1, 1, 50)) + text[start:]


def insert_any_character(text: str, rng: Random, _: Sequence[str]) -> str:
    start, _ = place(text, rng)
    return text[:start] + chr(rng.choice((rng.randrange(0x300), rng.randrange(0x110000)))) + text[start:]


def end_lines_otherwise(text: str, rng: Random, _: Sequence[str]) -> str:
    return text.replace("\n", rng.choice(("\r\n", "\r", "\n\n", " ", "\u2028", "\t\n")), rng.choice((-1, 1, 5)))


def repeat_part(text: str, rng: Random, _: Sequence[str]) -> str:
    start, end = place(text, rng)
    return text[:end] + text[start:end] * rng.choice((1, 2, 200)) + text[end:]


# --- tokens ------------------------------------------------------------------------------------------------------


def by_tokens(edit: Callable[[list[str], Random], None]) -> Mutation:
    def mutate(text: str, rng: Random, _: Sequence[str]) -> str:
        tokens = TOKEN.findall(text)
        if tokens:
            edit(tokens, rng)
        return "".join(tokens)

    return mutate


def drop_token(tokens: list[str], rng: Random) -> None:
    del tokens[rng.randrange(len(tokens))]


def swap_tokens(tokens: list[str], rng: Random) -> None:
    i, j = rng.randrange(len(tokens)), rng.randrange(len(tokens))
    tokens[i], tokens[j] = tokens[j], tokens[i]


def copy_token(tokens: list[str], rng: Random) -> None:
    tokens[rng.randrange(len(tokens))] = rng.choice(tokens)


def put_word(tokens: list[str], rng: Random) -> None:
    tokens.insert(rng.randrange(len(tokens) + 1), f" {rng.choice(WORDS)} ")


def put_foreign(tokens: list[str], rng: Random) -> None:
    tokens.insert(rng.randrange(len(tokens) + 1), rng.choice((" {} ", "{}", "\n{}\n")).format(rng.choice(FOREIGN)))


def put_number(tokens: list[str], rng: Random) -> None:
    at = [i for i, token in enumerate(tokens) if token[0].isdigit()] or [0]
    tokens[rng.choice(at)] = rng.choice(NUMBERS)


def rename(tokens: list[str], rng: Random) -> None:
    names = [token for token in tokens if token[0].isalpha()]
    if names:
        old, new = rng.choice(names), rng.choice((*names, "x" * rng.choice((1, 199, 5000)), "`a b`", "伊朗"))
        tokens[:] = [new if token == old else token for token in tokens]


def put_comment(tokens: list[str], rng: Random) -> None:
    comment = rng.choice(("# a comment\n", "#\n", "# {\n", '# "\n', "\n\n# one\n# two\n\n", "#" * 300 + "\n", "#x\r\n"))
    tokens.insert(rng.randrange(len(tokens) + 1), comment)


def put_blanks(tokens: list[str], rng: Random) -> None:
    tokens.insert(rng.randrange(len(tokens) + 1), rng.choice(("\n", "\n\n\n", "    ", "\t", " \n ", "\u00a0", "\f")))


def tune_number(tokens: list[str], rng: Random) -> None:
    """Another number of the same text, or half of it."""
    at = [i for i, token in enumerate(tokens) if token[0].isdigit()]
    if at:
        tokens[rng.choice(at)] = rng.choice((tokens[rng.choice(at)], "0", "1", "0.15", "0.45", "0.5", "1e-9"))


def swap_names(tokens: list[str], rng: Random) -> None:
    at = [i for i, token in enumerate(tokens) if token[0].isalpha() and i and tokens[i - 1] != "."]
    if at:
        tokens[rng.choice(at)] = tokens[rng.choice(at)]


def swap_operator(tokens: list[str], rng: Random) -> None:
    kinds = (("+", "-", "*", "/", "^"), ("=", "<", ">", "<=", ">="), ("+=", "-=", "*="), ("->", "<->"), ("and", "or"))
    at = [(i, kind) for i, token in enumerate(tokens) for kind in kinds if token in kind]
    if at:
        i, kind = rng.choice(at)
        tokens[i] = rng.choice(kind)


# --- lines and other texts ---------------------------------------------------------------------------------------


def by_lines(edit: Callable[[list[str], Random], None]) -> Mutation:
    def mutate(text: str, rng: Random, _: Sequence[str]) -> str:
        lines = text.split("\n")
        edit(lines, rng)
        return "\n".join(lines)

    return mutate


def drop_line(lines: list[str], rng: Random) -> None:
    del lines[rng.randrange(len(lines))]


def double_line(lines: list[str], rng: Random) -> None:
    i = rng.randrange(len(lines))
    lines[i:i] = [lines[i]] * rng.choice((1, 1, 30))


def shuffle_lines(lines: list[str], rng: Random) -> None:
    i = rng.randrange(len(lines))
    part = lines[i : i + 6]
    rng.shuffle(part)
    lines[i : i + 6] = part


def splice(text: str, rng: Random, texts: Sequence[str]) -> str:
    other = rng.choice(texts)
    start, _ = place(text, rng)
    cut, _ = place(other, rng)
    return text[:start] + other[cut : cut + rng.choice((50, 500, 5000))] + rng.choice(("", text[start:]))


def join_programs(text: str, rng: Random, texts: Sequence[str]) -> str:
    return text + "\n" + rng.choice(texts)


# --- shape -------------------------------------------------------------------------------------------------------


def nest(text: str, rng: Random, _: Sequence[str]) -> str:
    start, _ = place(text, rng)
    depth = rng.choice((3, 99, 101, 3000))
    opening, closing = rng.choice(
        (("(", ")"), ("{", "}"), ("not ", ""), ("-", ""), ("min(", ", 1)"), ("if yes then ", " else 0"), ("1 + ", ""),
         ("against Egypt {", "}"), ("2 ^ ", ""), ("sum(", " for p in actors)"), ("given ", ""), ("a -> ", ""),
         ("a, ", ""), ("from 1956 {", "}"), ("[", "]"), ("x.", ""), ("f(x: ", ")"), ("given x = ", ""), ('"', '"'))
    )  # fmt: skip
    return text[:start] + opening * depth + rng.choice(("1", "yes", "")) + closing * depth + text[start:]


def crowd(text: str, rng: Random, _: Sequence[str]) -> str:
    """Many actors, rules, rows or periods."""
    count = rng.choice((30, 120))
    extra = rng.choice((
        "scenario crowd { state " + ", ".join(f"s{i}" for i in range(count)) + " against s0 { } } run crowd",
        "\n".join(f"rule r{i} then common_threat += 0.{i}" for i in range(count)),
        "\n".join(f"define d{i + 1} = d{i} + d{i}" for i in range(count)) + "\ndefine d0 = 1",
        "scenario ages { time 1000 .. 9999 by month state A, B, C against C { } } run ages",
        "\n".join(f"scenario x{i + 1} extends x{i} {{ }}" for i in range(count)) + "\nscenario x0 { }",
        "group g0 = actors where self in g1 group g1 = actors where self in g0",
        "scenario rows { table {\n" + "| self | partner | x |\n" + "| A | B | 0.5 |\n" * count * 10 + "} }",
        'test "rows" {\ntable {\n| x | expect y |\n' + "| 0.5 | 0.5 |\n" * count * 5 + "} }",
        "group many = " + ", ".join(f"m{i}" for i in range(count * 20)),
        "parameter long = " + " + ".join("1" for _ in range(count * 10)),
    ))  # fmt: skip
    return text + "\n" + extra


# fmt: off
ALL: tuple[Mutation, ...] = (
    drop_characters, change_byte, insert_oddity, insert_any_character, end_lines_otherwise, repeat_part, splice,
    join_programs, nest, crowd, by_tokens(drop_token), by_tokens(swap_tokens), by_tokens(copy_token),
    by_tokens(put_word), by_tokens(put_foreign), by_tokens(put_foreign), by_tokens(put_number), by_tokens(rename),
    by_tokens(put_comment), by_tokens(put_blanks), by_tokens(put_number), by_tokens(copy_token),
    by_lines(drop_line), by_lines(double_line), by_lines(shuffle_lines),
)
MILD: tuple[Mutation, ...] = (
    by_tokens(tune_number), by_tokens(swap_names), by_tokens(swap_operator), by_tokens(put_comment),
    by_tokens(put_blanks), by_lines(drop_line), by_lines(shuffle_lines), by_lines(double_line),
)
# fmt: on
