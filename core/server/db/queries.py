"""Named queries: SQL stands in `.sql` files as SQL, each query under a line `-- name: what_it_does`."""

import re
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)


def load_queries(path: Path) -> dict[str, str]:
    """Return the queries of a file by name.

    Raises:
        ValueError: a name stands twice, or text stands before the first name.
    """
    before, *parts = _NAME.split(path.read_text(encoding="utf-8"))
    names = parts[::2]
    if re.sub(r"--.*", "", before).strip() or len(set(names)) != len(names):
        raise ValueError(f"{path.name}: every query needs a name of its own")
    return {name: body.strip() for name, body in zip(names, parts[1::2], strict=True)}
