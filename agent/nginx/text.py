"""Values of a node that may stand in its NGINX configuration; everything else is refused. Pure."""

import re
from pathlib import Path
from typing import Final

_SAFE_PATH: Final = re.compile(r"/[A-Za-z0-9._/+@=-]*")


class NginxConfigError(ValueError):
    """A value cannot stand in an NGINX configuration."""


def safe_path(path: Path) -> str:
    """Return a path as NGINX reads it.

    Raises:
        NginxConfigError: it is not absolute, or has characters that could end a directive.
    """
    return checked(_SAFE_PATH, str(path))


def checked(pattern: re.Pattern[str], text: str) -> str:
    """Return a text that is as a pattern says.

    Raises:
        NginxConfigError: it is not.
    """
    if not pattern.fullmatch(text):
        raise NginxConfigError(f"not allowed in the NGINX configuration: {text!r}")
    return text
