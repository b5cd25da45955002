"""Telegram's HTML as the Bot API reads it: what is shown, and which words it refuses a text with."""

import re
from html import unescape

TAGS = {
    "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "blockquote", "tg-spoiler", "span",
    "tg-emoji",
}  # fmt: skip
_ENTITIES = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?)*)\s*>")


class BadMarkup(Exception):  # noqa: N818 - it is what Telegram says
    """The text is no HTML of Telegram's; the message is Telegram's."""


def shown(html: str) -> str:
    """Return the text as people read it.

    Raises:
        BadMarkup: as the Bot API would refuse it.
    """
    parts, open_tags, at = [], [], 0
    for match in re.finditer("<", html):
        if match.start() < at:
            continue
        parts.append(_text(html[at : match.start()]))
        tag = _TAG.match(html, match.start())
        if tag is None:
            raise BadMarkup(f'Unsupported start tag "{html[match.start() + 1 :][:12]}" at byte offset {match.start()}')
        _step(open_tags, tag)
        at = tag.end()
    if open_tags:
        raise BadMarkup(f'Can\'t find end tag corresponding to start tag "{open_tags[-1]}"')
    return "".join([*parts, _text(html[at:])])


def _step(open_tags: list[str], tag: re.Match[str]) -> None:
    closing, name = tag[1], tag[2].lower()
    if name not in TAGS:
        raise BadMarkup(f'Unsupported start tag "{name}" at byte offset {tag.start()}')
    if not closing:
        open_tags.append(name)
    elif not open_tags:
        raise BadMarkup(f"Unexpected end tag at byte offset {tag.start()}")
    elif (expected := open_tags.pop()) != name:
        raise BadMarkup(f'Unmatched end tag at byte offset {tag.start()}, expected "</{expected}>", found "</{name}>"')


def _text(html: str) -> str:
    """Only four names of entities are known; others stand as they are."""
    return _ENTITIES.sub(lambda match: unescape(match[0]), html)


def length(text: str) -> int:
    """Return how long Telegram counts a text: in UTF-16 code units, without space around it."""
    return len(text.strip().encode("utf-16-le")) // 2
