"""What mutations put into programs: numbers, odd characters, words of this language and of others."""

from __future__ import annotations

# fmt: off
NUMBERS = (
    "0", "-1", "1e308", "1e-320", "9" * 400, "0.1", "1e999", "100%", "1_0", "00", "1e5", "2147483648", ".5", "5%%",
    "0,5", "1.000,5", "1956-13", "1956-02-30", "99999-01", "-0", "1e", "0x1F", "1/0", "NaN", "inf", "½", "٣", "1__0",
)
ODDITIES = (
    "\u202e", "\u0000", "\ufeff", "é", "e\u0301", "İ", "ß", "\u200d", "\U0001f469\u200d\U0001f467", "\u2028", "\x0b",
    "\r", "\r\n", "\U0001d518", "٣", "²", "ﬁ", "\ue000", "\U0010ffff", "½", "−", "×", "→", "\u00a0", "\x1b[31m", "\\",
    "\ud800", "\udfff", "عربي", "\u0301", "e" + "\u0301" * 40, "\u1160", "각", "ǅ", "\x85", "\u2029", "\x0c", "\x1c",
    "`", '"', "|", "#", "\t", "'", "“", "”", "«", "–", "—", "…", "·", "$", "@", "~", "?", "!", "&", "[", "]", ";",
)
WORDS = (
    "scenario", "theory", "rule", "when", "then", "overrides", "extends", "against", "among", "otherwise", "table",
    "if", "else", "unknown", "given", "previous", "self", "partner", "target", "actors", "run", "expect", "explain",
    "why not", "use multifacet", "use scales.kent", "strict", "from 1956", "until 1957", "at 1955",
    "time 1 .. 9999", "by month", "property", "test", "because", "define", "group", "state", "entity", "library",
    "->", "<->", "..", "±", "{", "}", "(", ")", ",", ":", "=", "*=", "at least", "^", "/ 0", "is given", "in", "not",
    "and", "count(p in actors where p.nuclear)", "discrete(0: 50%, 1: 50%)", "pert(0, 0, 0)", "beta(0, 0)",
    "beta(1e9, 1e-9)", "0 ± 0", "0.5 ± 1e9", "1 .. 0", "draws 1000000000", "seed -1", "never lowers commitment",
    "raising fear from 0 to 1", "can be reached", "| expect choice |", "within -1", "| - | - |", "|---|---|",
)
FOREIGN = (
    "<-", "<<-", "==", "===", "!=", "&&", "||", "**", "%in%", "%>%", "|>", ":=", "=>", "+=", "++", "--", "//", "/*",
    "'single'", "“curly”", "«angle»", "x[1]", "x$y", "c(1, 2)", "function(x) { x }", "library(qadsl)", "NA", "NULL",
    "TRUE", "False", "None", "import os", "def f(x):", "return x", "lambda x: x", "for i in range(10):", "elif",
    "while true { }", "class A:", "print('x')", "gen x = 1", "replace x = 1 if y == 2", "regress y x", "local i = 1",
    "=IF(A1>0;1;0)", "$A$1", "SUM(A1:A3)", "#REF!", "VLOOKUP", "SELECT * FROM t WHERE 1", "let x = 1;", "const",
    "int x = 0;", "begin", "end", "<b>", "</b>", "{{ x }}", "${x}", "%%quasi", "!ls", "<?xml?>", "- item", "key: value",
    "@decorator", "x -> y", "model { }", "real<lower=0> x;", "y ~ normal(0, 1);", "rule a :- b.", "\\alpha", "0.5f",
    "UK\tFrance\t0.5", "a;b;c", "1,5", "20%%", "01.02.1956", "1/2/1956", "’", "…",
)
# fmt: on
