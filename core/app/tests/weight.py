"""What a page fetches of the built application, and what that weighs."""

import gzip
import os
from pathlib import Path

from playwright.sync_api import Page

from core.app.tests.conftest import APP

_BUILT = Path(os.environ.get("DOZOR_APP_DIR", APP / "dist"))


def fetched(page: Page) -> frozenset[str]:
    """Return the names of the built files that a page has fetched."""
    names: list[str] = page.evaluate(
        "performance.getEntriesByType('resource').map(each => new URL(each.name).pathname)"
    )
    return frozenset(name.rsplit("/", 1)[-1] for name in names if "/assets/" in name)


def kibibytes(files: frozenset[str], ending: str) -> float:
    """Return what the files with an ending weigh compressed; fonts are compressed already."""
    contents = [(_BUILT / "assets" / name).read_bytes() for name in files if name.endswith(ending)]
    return round(sum(len(each if ending == ".woff2" else gzip.compress(each)) for each in contents) / 1024, 1)
