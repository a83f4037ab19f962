"""Names that nobody should be able to do harm with, and a scenario of actors who bear them."""

from __future__ import annotations

import unicodedata

NAMES = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "\"double\" & 'single' \\ back",
    "مصر العربية",
    "🇫🇷🤝🇬🇧",
    unicodedata.normalize("NFC", "Z\u0351\u036b\u0343\u036aa\u0302\u0303lgo\u0323"),
    "very long " * 19 + "name",
    "__proto__",
    "constructor",
    "${alert(3)} {{7*7}} $x^2$",
)
TITLE = "</title><script>alert(4)</script>"
QUOTED = [f"`{name}`" for name in NAMES]
SCENARIO = f"""use multifacet
scenario hostile "{TITLE}" {{
  state {", ".join(QUOTED)}
  against {QUOTED[3]} {{
    among {", ".join(one for one in QUOTED if one != QUOTED[3])} {{ common_threat = high, divergence = medium }}
  }}
}}
run hostile
"""
CELL = f"%%quasi hostile --draws 40\n{SCENARIO}"
