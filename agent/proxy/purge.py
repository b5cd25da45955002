"""Takes answers out of the cache: those of a site, or of them those whose key holds a text.

NGINX writes the key into each file of its cache, so the files themselves say whose they are; one that is gone is
fetched anew. Every file's beginning is read: purges are rare, and nothing has to be kept for them.
"""

import asyncio
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from agent.proxy.tasks import Handler, TaskError

_HEAD_BYTES: Final = 8192
_KEY: Final = re.compile(rb"\nKEY: ([^\n]*)\n")


def purge_of(cache: Path) -> Handler:
    """Return what does the task `purge` in a cache's folder.

    It takes `site` and, where not all of it is to go, `text`; it returns how many answers it `removed`.
    """

    async def purge(arguments: Mapping[str, str]) -> dict[str, str]:
        site = arguments.get("site", "")
        if not site:
            raise TaskError("a purge needs a site")
        removed = await asyncio.to_thread(_remove, cache, f"{site}:".encode(), arguments.get("text", "").encode())
        return {"removed": str(removed)}

    return purge


def _remove(cache: Path, beginning: bytes, text: bytes) -> int:
    removed = 0
    for path in _files(cache):
        key = _key(path)
        if key.startswith(beginning) and text in key[len(beginning) :]:
            with suppress(OSError):
                path.unlink()
                removed += 1
    return removed


def _files(cache: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(cache):
        for name in names:
            yield Path(folder) / name


def _key(path: Path) -> bytes:
    """Return the key that stands in a file of the cache, empty where none does."""
    try:
        with path.open("rb") as file:
            found = _KEY.search(file.read(_HEAD_BYTES))
    except OSError:
        return b""
    return found[1] if found else b""
