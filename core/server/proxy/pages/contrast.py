"""Which texts of a page are hard to read: colours that its styles put together, by WCAG's measure."""

import re
from collections.abc import Iterator
from typing import Final

LEAST: Final = 4.5
"""As much contrast as small text needs (WCAG 2.2, 1.4.3)."""

_JUDGED: Final = frozenset({"color", "background", "background-color"})
_LONGEST: Final = 200  # of a value: no colour takes more
_VARIABLE: Final = re.compile(r"var\(\s*(--[\w-]+)[^)]*\)")
_HEX: Final = re.compile(r"#([0-9a-f]{3,8})\b", re.IGNORECASE)
_RGB: Final = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)", re.IGNORECASE)
_NAMED: Final = {"black": (0, 0, 0), "white": (255, 255, 255), "gray": (128, 128, 128), "silver": (192, 192, 192)}
_OPENED: Final = re.compile(r"<style", re.IGNORECASE)
_CLOSED: Final = re.compile(r"</style>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"""\bstyle\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
Colour = tuple[int, int, int]


def faint(page: str) -> Iterator[tuple[str, float]]:
    """Yield what sets a colour and its background too close to each other, with their contrast (1 to 21).

    Only what one rule, or one `style`, says of both is judged; variables are those that were set first. What comes
    together by inheritance, or over a picture, is not seen.
    """
    known: dict[str, str] = {}
    for where, declared in _declarations(page):
        for name, value in declared.items():
            if name.startswith("--"):
                known.setdefault(name, value)
        ink = _colour(declared.get("color", ""), known)
        paper = _colour(declared.get("background-color", declared.get("background", "")), known)
        if ink and paper and (ratio := contrast(ink, paper)) < LEAST:
            yield where, ratio


def contrast(one: Colour, other: Colour) -> float:
    """Return how far apart two colours are to the eye: 1 is not at all, 21 as black and white."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _declarations(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    for style in _styles(page):
        for rule in _without_comments(style).split("}")[:-1]:
            before, _, body = rule.rpartition("{")
            yield " ".join(before.rpartition("{")[2].split())[:80], _declared(body)
    for style in _ATTRIBUTE.findall(page):
        yield "style", _declared(style[1:-1])


def _styles(page: str) -> Iterator[str]:
    for piece in _CLOSED.split(page)[:-1]:
        opened = _OPENED.search(piece)
        if opened:
            yield piece[opened.end() :].partition(">")[2]


def _without_comments(style: str) -> str:
    end = style.rfind("*/") + 2  # each comment before it has an end, and none is looked for in vain
    return _COMMENT.sub("", style[:end]) + style[end:]


def _declared(body: str) -> dict[str, str]:
    pairs = (each.partition(":") for each in body.split(";"))
    said = ((name.strip(), value.strip()) for name, _, value in pairs if len(value) <= _LONGEST)
    return {name: value for name, value in said if name.startswith("--") or name in _JUDGED}


def _colour(value: str, known: dict[str, str]) -> Colour | None:
    value = _VARIABLE.sub(lambda found: known.get(found[1], ""), value).strip().lower()
    if value in _NAMED:
        return _NAMED[value]
    if found := _RGB.fullmatch(value):
        return (int(found[1]), int(found[2]), int(found[3]))
    digits = found[1] if (found := _HEX.fullmatch(value)) else ""
    if len(digits) == 3:
        digits = "".join(each * 2 for each in digits)
    return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)) if len(digits) == 6 else None


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(min(each, 255) / 255) for each in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return float(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
