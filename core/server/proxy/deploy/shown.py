"""What people may see of the files that nodes run, and of what becomes different in them. Pure."""

import difflib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from agent.contract.proxy import Manifest
from core.server.proxy.deploy.build import is_secret

_FILE_BYTES: Final = 200_000
_ALL_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class FileDifference:
    """What becomes different in a file; `text` is a unified diff, None where it is secret, no text or too long."""

    file: str
    what: Literal["new", "changed", "gone"]
    text: str | None


def file_differences(
    before: Manifest, after: Manifest, content: Callable[[str], bytes | None]
) -> Iterator[FileDifference]:
    """Yield what differs between two manifests; `content` gives a file's bytes by its sha256."""
    left = _ALL_BYTES
    for name in sorted({*before.files, *after.files}):
        was, becomes = before.files.get(name), after.files.get(name)
        if was == becomes:
            continue
        what: Literal["new", "changed", "gone"] = "changed" if was and becomes else "new" if becomes else "gone"
        text = None
        if left > 0:
            text = _difference(name, *(shown_text(name, content(each) if each else b"") for each in (was, becomes)))
        left -= len(text or "")
        yield FileDifference(name, what, text)


def shown_text(file: str, content: bytes | None) -> str | None:
    """Return a file as people may see it; None where it is one, or no text of a fair length."""
    if is_secret(file) or content is None or len(content) > _FILE_BYTES:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


def readable(manifest: Manifest) -> Collection[str]:
    """Return the contents of a manifest that people may see."""
    return {digest for name, digest in manifest.files.items() if not is_secret(name)}


def _difference(name: str, before: str | None, after: str | None) -> str | None:
    if before is None or after is None:
        return None
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", lineterm="")
    return "\n".join(lines)
