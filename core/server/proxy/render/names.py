"""How documents are called within a configuration and in the names that members are asked for by."""

import hashlib
import re
from typing import Final

_LABEL_LENGTH: Final = 45  # with a hash and a word before it still within the 63 of a DNS label
_NOT_A_LABEL: Final = re.compile(r"[^a-z0-9]+")


def label(name: str) -> str:
    """Return a name as a DNS label, which also is part of zones' and variables' names; different names stay different.

    A name of letters and digits stays as it is; another gets a few digits of its hash, behind `--`, which stands in no
    label of the first kind.
    """
    plain = _NOT_A_LABEL.sub("-", name.lower()).strip("-")[:_LABEL_LENGTH]
    if plain == name:
        return name
    return f"{plain or 'x'}--{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def variable(*parts: str) -> str:
    """Return the name of a variable of Dozor's own, without its `$`, or of a zone; the last part is a label.

    Each `-` becomes a `_`, so that different labels stay different.
    """
    return "_".join(("dozor", *(part.replace("-", "_") for part in parts)))


def upstream(service: str) -> str:
    """Return the name of a service's upstream block."""
    return f"dozor_service--{label(service)}"


def authorities_file(service: str) -> str:
    """Return the file with the certificates by which a service's members are known."""
    return f"certificates/_{service}/fullchain.pem"


def relay_file(node: str) -> str:
    """Return the file of the upstream that is another node; no service's is called so."""
    return f"services/_node.{node}.conf"


def site_file(domain: str) -> str:
    """Return the file of a domain's site."""
    return f"sites/{domain}.conf"


def service_file(service: str) -> str:
    """Return the file of a service's upstream."""
    return f"services/{service}.conf"
