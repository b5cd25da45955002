"""The subset of HTML that Telegram takes, checked, counted, cut and turned into plain text.

Telegram refuses a message for one tag that it does not know or that is not closed ("can't parse entities"), and for
more than 4,096 characters, which it counts as UTF-16 code units after tags and entities are taken out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final, Literal

_PLAIN: Final = frozenset(
    {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "tg-spoiler", "pre", "code", "blockquote", "span", "a"}
)
_ATTRIBUTES: Final = {
    "a": re.compile(r' href="(?:https?|tg|mailto|tel):[^"<>\s]{1,2000}"'),
    "span": re.compile(r' class="tg-spoiler"'),
    "code": re.compile(r'(?: class="language-[\w.+#-]{1,40}")?'),
    "blockquote": re.compile(r"(?: expandable)?"),
}
_NONE: Final = re.compile("")
_TOKEN: Final = re.compile(r"<(/?)([a-z-]+)((?:\s[^<>]*)?)>|(&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});)|([<>&])")
_CUT: Final = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: characters to be shown, or a tag."""

    kind: Literal["text", "entity", "open", "close", "wrong"]
    raw: str
    tag: str = ""


def faults(text: str) -> list[str]:
    """Return what Telegram would refuse a text for, in words; nothing where it is well."""
    found: list[str] = []
    open_tags: list[str] = []
    for piece in _pieces(text):
        if piece.kind == "wrong":
            found.append(f"{piece.raw[:60]} is no tag or entity that Telegram knows: write &lt; &gt; &amp; for < > &")
        elif piece.kind == "open":
            open_tags.append(piece.tag)
        elif piece.kind == "close" and (not open_tags or open_tags.pop() != piece.tag):
            found.append(f"{piece.raw} closes what is not open")
            break
    else:
        found += [f"<{tag}> is not closed" for tag in open_tags]
    if not found and not plain(text).strip():
        found.append("the message is empty")
    return found


def length(text: str) -> int:
    """Return how long a text is by Telegram's count: UTF-16 code units of what is shown."""
    return units(plain(text))


def units(text: str) -> int:
    """Return the UTF-16 code units of a plain text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(text: str) -> str:
    """Return what is shown of a text, without tags; of links what they are called."""
    return "".join(unescape(each.raw) for each in _pieces(text) if each.kind in {"text", "entity", "wrong"})


def shortened(text: str, most: int) -> str:
    """Return a plain text, cut to so many units where it is longer."""
    return text if units(text) <= most else _first(text, most - 1) + _CUT


def cut(text: str, most: int) -> str:
    """Return a well-formed text, cut to so many units where it is longer; what was open then is closed."""
    if length(text) <= most:
        return text
    left, kept, open_tags = most - 1, [], list[str]()
    for piece in _pieces(text):
        if piece.kind == "open":
            open_tags.append(piece.tag)
        elif piece.kind == "close":
            open_tags.pop()
        else:
            shown = piece.raw if piece.kind == "text" else unescape(piece.raw)
            if units(shown) > left:
                kept.append(_first(piece.raw, left) if piece.kind == "text" else "")
                break
            left -= units(shown)
        kept.append(piece.raw)
    return "".join(kept) + _CUT + "".join(f"</{tag}>" for tag in reversed(open_tags))


def _first(text: str, most: int) -> str:
    """Return as much of a plain text as fits into so many units; no character is torn."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * most].decode("utf-16-le", "ignore")


def _pieces(text: str) -> Iterator[Piece]:
    at = 0
    for found in _TOKEN.finditer(text):
        if found.start() > at:
            yield Piece("text", text[at : found.start()])
        at = found.end()
        yield _piece(found)
    if at < len(text):
        yield Piece("text", text[at:])


def _piece(found: re.Match[str]) -> Piece:
    closing, tag, attributes, entity, _ = found.groups()
    if entity:
        return Piece("entity" if _is_character(entity) else "wrong", entity)
    if tag in _PLAIN and closing and not attributes.strip():
        return Piece("close", found[0], tag)
    if tag in _PLAIN and not closing and _ATTRIBUTES.get(tag, _NONE).fullmatch(attributes):
        return Piece("open", found[0], tag)
    return Piece("wrong", found[0])


def _is_character(entity: str) -> bool:
    return not entity.startswith("&#") or (len(unescape(entity)) == 1 and unescape(entity) != "\ufffd")
