"""One form of a text, however it was disguised: the reference that the kernel is held to.

A server, a framework and a language may each decode once more, so what a text means is what is left when nothing can be
decoded any further (three rounds of it: nothing decodes more often).
"""

import re
from typing import Final

_ROUNDS: Final = 3
_LOGGED = re.compile(rb"\\x([0-9A-Fa-f]{2})")
_PERCENT = re.compile(rb"%(?:([0-9A-Fa-f]{2})|[uU]([0-9A-Fa-f]{4}))")
# ASCII written in two, three or four bytes of UTF-8, and the halves of it that IIS took for the whole.
_OVERLONG = re.compile(
    rb"[\xc0\xc1][\x80-\xbf]|\xe0[\x80\x81][\x80-\xbf]|\xf0\x80[\x80\x81][\x80-\xbf]|\xc0[\x2e\x2f\x5c]|\xc1\x1c"
)
_FORMS = bytes.maketrans(b"+\\\t\n\v\f\r", b" /     ")
_SLASHES = re.compile(rb"/(?:\.?/)+")
_SPACES = re.compile(rb"  +")
_FRACTION_SLASHES: Final = (0x2044, 0x2215, 0x2216)


def normalise(text: bytes) -> bytes:
    """Return `text` as patterns expect it.

    Undone: NGINX's escapes, percent and %u encoding, overlong UTF-8, NUL bytes, upper case, `+` and control bytes for
    a space, backslashes, `/./` and doubled slashes, empty SQL comments and runs of spaces.
    """
    text = _LOGGED.sub(_byte, text)
    for _ in range(_ROUNDS):
        if b"%" in text:
            text = _PERCENT.sub(_character, text)
    text = _OVERLONG.sub(_short, text).lower().translate(_FORMS, b"\0")
    return _SPACES.sub(b" ", _SLASHES.sub(b"/", text).replace(b"/**/", b" "))


def _byte(found: re.Match[bytes]) -> bytes:
    return bytes((int(found[1], 16),))


def _character(found: re.Match[bytes]) -> bytes:
    """The byte of a `%41` or `%u0041`, or what ASCII its character stands in for; else a question mark."""
    code = int(found[1] or found[2], 16)
    if 0xFF01 <= code <= 0xFF5E:
        code -= 0xFEE0
    elif code in _FRACTION_SLASHES:
        code = ord("/")
    return bytes((code if code < 256 else ord("?"),))


def _short(found: re.Match[bytes]) -> bytes:
    *_, high, low = found[0]
    return bytes(((high & 1) << 6 | low & 0x3F,))
