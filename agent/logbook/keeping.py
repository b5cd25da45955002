"""What an operator says of logs."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """Which logs are kept, how much of them, and for how long after their source is gone.

    `files` and `exclude` are patterns: of paths, and of names of containers that are left out. With `requests` the
    lines of access logs are kept, too, so that requests can be searched.
    """

    files: Sequence[str] = ()
    exclude: Sequence[str] = ()
    bound_bytes: int = 2 * 1024**3
    source_bytes: int = 256 * 1024**2
    keep_seconds: float = 86400.0
    requests: bool = False
