"""What JupyterLab leaves of an output that it does not trust: few attributes, some styles, neither script nor style.

The lists are those of its sanitiser as far as our outputs meet them; what they do not name is taken away.
"""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

_TAGS = """
a abbr b bdi bdo big blockquote br button caption center cite code col colgroup data dd del details dfn div dl
dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd label li mark meter nav ol output p pre
progress q s samp section select small span strike strong sub summary sup table tbody td tfoot th thead time tr
tt u ul var wbr
"""
TAGS = frozenset(_TAGS.split())
DROPPED = frozenset(("script", "style", "textarea", "option", "noscript"))
"""Elements that go with what is in them."""
EVERYWHERE = frozenset(
    ("class", "dir", "draggable", "hidden", "id", "lang", "spellcheck", "style", "title", "translate")
)
OF = {
    "img": frozenset(("align", "alt", "border", "height", "hspace", "src", "usemap", "vspace", "width")),
    "details": frozenset(("open",)),
    "td": frozenset(
        ("abbr", "align", "axis", "colspan", "headers", "height", "nowrap", "rowspan", "scope", "valign", "width")
    ),
    "th": frozenset(
        ("abbr", "align", "axis", "colspan", "headers", "height", "nowrap", "rowspan", "scope", "valign", "width")
    ),
    "a": frozenset(("accesskey", "coords", "href", "hreflang", "rel", "shape", "tabindex", "target", "type")),
    "button": frozenset(("accesskey", "disabled", "tabindex", "type", "value")),
}
_PROPERTIES = """
background background-color border border-bottom border-collapse border-color border-left border-radius border-
right border-spacing border-style border-top border-width box-sizing clear color column-gap cursor direction
display flex flex-basis flex-direction flex-grow flex-shrink flex-wrap float font font-family font-size font-
style font-variant font-weight gap height justify-content letter-spacing line-height list-style margin margin-
bottom margin-left margin-right margin-top max-height max-width min-height min-width opacity overflow overflow-
wrap overflow-x overflow-y padding padding-bottom padding-left padding-right padding-top position text-align
text-decoration text-indent vertical-align visibility white-space width word-break word-wrap
"""
PROPERTIES = frozenset(_PROPERTIES.split())


def untrusted(html: str) -> str:
    """The HTML that is left."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.kept)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self.dropping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DROPPED:
            self.dropping += 1
        elif not self.dropping and tag in TAGS:
            told = "".join(_attribute(tag, name, value or "") for name, value in attrs)
            self.kept.append(f"<{tag}{told}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in DROPPED:
            self.dropping -= 1
        elif not self.dropping and tag in TAGS:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.dropping:
            self.kept.append(escape(data, quote=False))


def _attribute(tag: str, name: str, value: str) -> str:
    if name not in EVERYWHERE | OF.get(tag, frozenset()):
        return ""
    if name == "style":
        pairs = [part.partition(":") for part in value.split(";")]
        value = ";".join(f"{key.strip()}:{said}" for key, _, said in pairs if key.strip() in PROPERTIES)
    return f' {name}="{escape(value)}"'
