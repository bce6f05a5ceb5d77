"""What a host has written, as HTML that is safe on a public page: Markdown without raw HTML, then only what is listed here."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

SCHEMES: Final = frozenset({"http", "https", "mailto"})
HEADINGS: Final = ("h3", "h4", "h5", "h6")
TAGS: Final = frozenset({
    "p", "br", "hr", "strong", "em", "s", "blockquote", "ul", "ol", "li", "code", "pre",
    "table", "thead", "tbody", "tr", "th", "td", "a", "img", *HEADINGS,
})  # fmt: skip
ATTRIBUTES: Final = {"a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}}
# The page above has a title and the name of the section; a heading of the text lies below these.
LEVEL_ABOVE: Final = 2
DEEPEST: Final = 6
# `![一堂课](图3)`: how a text names a picture of its own window.
MENTION: Final = "图"


@dataclass(frozen=True)
class Picture:
    """A picture a text may show: by what number it is named, where it lies, and what is told to those who do not see it."""

    number: int
    address: str
    alt: str


@dataclass(frozen=True)
class Rendered:
    """HTML that may be shown as it is, and the numbers of the pictures within it."""

    html: str
    placed: frozenset[int]


# Texts change rarely and are read often; one of the longest takes tens of milliseconds.
@lru_cache(maxsize=256)
def rendered(text: str, pictures: tuple[Picture, ...]) -> Rendered:
    """The text as HTML. A picture that is not among these is left out, and so is a link that leads nowhere we allow."""
    shown: dict[int, Picture] = {}
    environment = {"pictures": {f"{MENTION}{picture.number}": picture for picture in pictures}, "shown": shown}
    tokens = MARKDOWN.parse(text, environment)
    _settle_headings(tokens)
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, environment)
    addresses = {picture.address for picture in pictures}

    def kept(tag: str, name: str, value: str) -> str | None:
        if (tag, name) == ("a", "href"):
            return value if _leads_out(value) else None
        if (tag, name) == ("img", "src"):
            return value if value in addresses else None
        return value

    clean = nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=kept,
        url_schemes=set(SCHEMES),
        link_rel="noopener nofollow",
    )
    return Rendered(clean, frozenset(shown))


def _leads_out(address: str) -> bool:
    try:
        return urlsplit(address).scheme.lower() in SCHEMES
    except ValueError:
        return False


def _picture(
    self: RendererHTML, tokens: list[Token], index: int, options: Any, environment: MutableMapping[str, Any]
) -> str:
    """The `img` of a picture of this window, described by the text or else by the picture itself; nothing for another one."""
    token = tokens[index]
    picture = environment["pictures"].get(unquote(str(token.attrs["src"])))
    if picture is None:
        return ""
    environment["shown"][picture.number] = picture
    words = self.renderInlineAsText(token.children or [], options, environment).strip()
    token.attrs = {"src": picture.address, "alt": words or picture.alt}
    return self.renderToken(tokens, index, options, environment)


def _settle_headings(tokens: list[Token]) -> None:
    """Headings lie below those of the page and skip no level, whatever was typed."""
    level, above = LEVEL_ABOVE, LEVEL_ABOVE
    for token in tokens:
        if token.type == "heading_open":
            level = min(int(token.tag[1]) + LEVEL_ABOVE, above + 1, DEEPEST)
            above = level
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{level}"


class Parser(MarkdownIt):
    """CommonMark with tables and ~~strikethrough~~, without raw HTML."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False})
        self.enable(["table", "strikethrough"])
        self.add_render_rule("image", _picture)

    def validateLink(self, url: str) -> bool:  # noqa: N802  the name the parser asks for
        """What becomes a link or a picture at all; everything else stays the text that was typed."""
        return unquote(url).startswith(MENTION) or _leads_out(url)


MARKDOWN: Final = Parser()
