"""Looks for regular expressions of people in a path, as a process of its own: some of them never come to an end.

It reads one JSON value from its input, `[[[pattern, ignore_case], ...], text]`, and writes a line of JSON for each
pattern: null, or the groups that it found. It imports nothing of Dozor, as it is started by its path (`searching.py`).
"""

import json
import re
import resource
import sys
from typing import Final

_SECONDS: Final = 1
_MEMORY_BYTES: Final = 256 * 1024**2


def _found(pattern: str, text: str, *, ignore_case: bool) -> list[str | None] | None:
    match = re.search(pattern.encode(), text.encode("latin-1"), re.IGNORECASE if ignore_case else 0)
    return match and [None if group is None else group.decode("latin-1") for group in match.groups()]


def _main() -> None:
    patterns, text = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for pattern, ignore_case in patterns:
        sys.stdout.write(json.dumps(_found(pattern, text, ignore_case=ignore_case)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
