"""What paths, queries and User-Agents give away: our own word lists, and the bits that they set.

A pattern is a substring of the *normalised* text (see `normalise`): decoded, in lower case, `+` as a space, backslashes
as slashes, no doubled slashes. In the lists a leading `^` means the start of the text, a trailing `$` its end, and `␣`
a space. A path and its query are two texts; the question mark between them belongs to neither.
"""

from typing import Final

from agent.parse.patterns_agent import BOTS, SCANNERS, TOOLS
from agent.parse.patterns_exploit import EXPLOITS
from agent.parse.patterns_injection import INJECTION
from agent.parse.patterns_path import LOGIN, SENSITIVE

LOGIN_BIT: Final = 1
SENSITIVE_BIT: Final = 2
INJECTION_BIT: Final = 4
TOOL_BIT: Final = 8
EXPLOIT_BIT: Final = 16
SCANNER_BIT: Final = 32
BOT_BIT: Final = 64

# Bits that may come with any part of a request, with a URL, with a User-Agent.
CARRIED_BITS: Final = INJECTION_BIT | EXPLOIT_BIT
PATH_BITS: Final = LOGIN_BIT | SENSITIVE_BIT | CARRIED_BITS
AGENT_BITS: Final = TOOL_BIT | SCANNER_BIT | BOT_BIT | CARRIED_BITS

# Extensions of files that a page pulls in by itself.
_ASSETS: Final = (
    b"avif bmp css eot gif ico jpeg jpg js json5 map mjs mp3 mp4 ogg otf png svg ttf wasm webm webmanifest webp "
    b"woff woff2"
)
ASSETS: Final = frozenset(_ASSETS.split())

_LISTS: Final = (
    (LOGIN_BIT, LOGIN),
    (SENSITIVE_BIT, SENSITIVE),
    (INJECTION_BIT, INJECTION),
    (EXPLOIT_BIT, EXPLOITS),
    (TOOL_BIT | SCANNER_BIT, SCANNERS),
    (TOOL_BIT, TOOLS),
    (BOT_BIT, BOTS),
)


def patterns() -> tuple[tuple[bytes, int], ...]:
    """Return every pattern with the bits that it sets; anchors stand as the bytes 2 and 3."""
    return tuple((_anchored(text), bits) for bits, texts in _LISTS for text in texts.split())


def _anchored(text: str) -> bytes:
    if text.startswith("^"):
        text = "\x02" + text[1:]
    if text.endswith("$"):
        text = text[:-1] + "\x03"
    return text.replace("␣", " ").encode()
