"""Where in a JSON document a number stands: the singular queries of RFC 9535, which find one value or none.

`$.orders.pending`, `$["a name"][0].value`, `$[-1]`. No wildcards, slices, filters and `..`: a metric is one number.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

_STEP: Final = re.compile(
    r"""\.(?P<name>[A-Za-z_][A-Za-z0-9_-]*)      # RFC 9535 knows no "-" here; many names have one
    |\[(?P<index>-?\d{1,9})\]
    |\["(?P<double>[^"\\\x00-\x1f]*)"\]
    |\['(?P<single>[^'\\\x00-\x1f]*)'\]""",
    re.VERBOSE,
)
_ABSENT: Final = object()
MOST_STEPS: Final = 32

Path = Sequence[str | int]


class NotThereError(LookupError):
    """The document has nothing at this place; the text says how far it leads."""


def compile_path(text: str) -> Path:
    """Return the names and indexes that a query leads through.

    Raises:
        ValueError: it is no such query.
    """
    steps: list[str | int] = []
    at = 1
    while at < len(text) and (step := _STEP.match(text, at)):
        steps.append(int(step["index"]) if step["index"] else step["name"] or step["double"] or step["single"] or "")
        at = step.end()
    if not text.startswith("$") or at != len(text) or len(steps) > MOST_STEPS:
        raise ValueError(f"a path such as $.queues[0].length is expected, not {text[:100]!r:.120}")
    return tuple(steps)


def find(document: Any, path: Path) -> Any:
    """Return what stands there.

    Raises:
        NotThereError: nothing does.
    """
    found = document
    for depth, step in enumerate(path):
        fits = isinstance(found, dict) if isinstance(step, str) else isinstance(found, list)
        try:
            found = found[step] if fits else _ABSENT
        except LookupError:
            found = _ABSENT
        if found is _ABSENT:
            raise NotThereError(f"there is no {_shown(path[: depth + 1])}")
    return found


def _shown(path: Path) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f'["{step}"]' for step in path)
