"""What a line may do to who looks at it: nothing but be in colour."""

import re
from typing import Final

_HARMLESS: Final = re.compile(rb"[\x20-\x7e\t\n]*")
_COLOUR: Final = re.compile(r"\x1b\[[0-9;:]{0,32}m")
_HARMFUL: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)


def visible(line: bytes) -> str:
    r"""Return a line as text: what is no UTF-8 replaced, control characters shown, ANSI colours kept.

    Control characters become Unicode's pictures of them; the second set, and those that turn the direction of writing
    or separate lines, become `\u` and their number. Terminals obey all of these, and some of them make a line read
    as what it is not.
    """
    if _HARMLESS.fullmatch(line):
        return line.decode("ascii")
    text = line.decode("utf-8", "replace")
    parts, at = [], 0
    for colour in _COLOUR.finditer(text):
        parts += [_HARMFUL.sub(_shown, text[at : colour.start()]), colour[0]]
        at = colour.end()
    return "".join([*parts, _HARMFUL.sub(_shown, text[at:])])


def _shown(found: re.Match[str]) -> str:
    number = ord(found[0])
    if number < 0x20:
        return chr(0x2400 + number)
    return "\u2421" if number == 0x7F else f"\\u{number:04x}"
