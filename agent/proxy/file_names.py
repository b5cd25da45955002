"""Which files a manifest may name. Whatever sends manifests, nothing of them lands outside of a generation. Pure."""

import re
from typing import Final

from agent.contract.proxy import Manifest

FILES_LIMIT: Final = 20_000
_PART: Final = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_NAME: Final = re.compile(
    rf"common\.conf|(services|sites|page_sets)/{_PART}\.conf|certificates/{_PART}/{_PART}|auth/{_PART}|pages(/{_PART}){{1,4}}"
)
_CONFIGURATION: Final = re.compile(r"common\.conf|(services|sites|page_sets)/.*\.conf")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class ManifestError(ValueError):
    """A manifest names what no manifest may; the text says what."""


def check_names(manifest: Manifest) -> None:
    """Let only manifests pass that can become a generation.

    Raises:
        ManifestError: a name or hash is not one, there are too many, or a file stands where a folder has to.
    """
    if len(manifest.files) > FILES_LIMIT:
        raise ManifestError(f"more than {FILES_LIMIT} files")
    for name, content in manifest.files.items():
        if not _NAME.fullmatch(name):
            raise ManifestError(f"not the name of a file: {name[:200]!r}")
        if not _SHA256.fullmatch(content):
            raise ManifestError(f"not a sha256: {content[:80]!r}")
    folders = {name.rsplit("/", depth)[0] for name in manifest.files for depth in range(1, name.count("/") + 1)}
    for name in folders & manifest.files.keys():
        raise ManifestError(f"a file and a folder at once: {name!r}")


def is_configuration(name: str) -> bool:
    """Tell whether NGINX reads the file as configuration, so that it can be to blame for an error."""
    return bool(_CONFIGURATION.fullmatch(name))


def is_secret(name: str) -> bool:
    """Tell whether only the owner may read the file: a private key, or what passes a maintenance."""
    return (name.startswith("certificates/") and name.endswith("key.pem")) or _is_pass(name)


def is_read_by_workers(name: str) -> bool:
    """Tell whether NGINX opens the file anew for requests, so that workers of an older generation still want it."""
    return name.startswith(("pages/", "auth/")) and not _is_pass(name)


def _is_pass(name: str) -> bool:
    """Tell whether a file of `auth/` is no password file but included in the configuration, by NGINX's master."""
    return name.startswith("auth/") and name.endswith("--pass")
