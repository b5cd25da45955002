"""Regular expressions of people, looked for in a path without the risk that the core never comes back from it.

NGINX gives up on one that goes back and forth too often (PCRE's match limit); Python's goes on, and lets nothing else
of its process run meanwhile. So the search is in another process, which may be lost.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from core.server.errors import Invalid
from core.server.proxy.expendable import ask
from core.server.proxy.refused import RefusedLook

_PROGRAM: Final = Path(__file__).with_name("regex_process.py")
_WITHIN_SECONDS: Final = 10.0

Groups = tuple[bytes | None, ...]


def searched(patterns: Sequence[tuple[str, bool]], path: bytes) -> list[Groups | None]:
    """Return the groups of what each pattern finds in a path, None where it finds nothing. It blocks for a moment.

    Patterns come with whether their case is ignored.

    Raises:
        Invalid: one of them takes too long; the text says which.
    """
    if not patterns:
        return []
    found = ask(_PROGRAM, [list(patterns), path.decode("latin-1")], within=_WITHIN_SECONDS)
    if len(found) < len(patterns):
        raise Invalid(RefusedLook.regex_slow(regex=patterns[len(found)][0]))
    return [_groups(each) for each in found]


def _groups(said: list[str | None] | None) -> Groups | None:
    return None if said is None else tuple(None if each is None else each.encode("latin-1") for each in said)
