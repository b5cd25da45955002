"""The roles as settings name them; what each may do is said in core.server.accounts.person."""

from typing import Final

ROLES: Final = frozenset({"viewer", "analyst", "operator", "data_scientist", "admin"})


def roles(text: str) -> frozenset[str]:
    """Return roles that are listed with commas.

    Raises:
        ValueError: one is none.
    """
    listed = frozenset(part.strip() for part in text.split(",") if part.strip())
    if not listed <= ROLES:
        raise ValueError(f"wanted are roles of {', '.join(sorted(ROLES))}, with commas")
    return listed
