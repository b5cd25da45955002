"""Texts of clients in files that people open with a spreadsheet."""

from typing import Final

_FORMULA: Final = frozenset("=+-@\t\r\n|%")


def harmless(text: str) -> str:
    """Return a text so that no spreadsheet takes it for a formula (OWASP: CSV injection)."""
    return f"'{text}" if text[:1] in _FORMULA and text else text
