"""Documents as PostgreSQL has them. What an older Dozor accepted and this one does not is kept and told, never lost."""

import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any, Final

from core.server.errors import Invalid
from core.server.proxy.documents.change import Key, read_change, state_of
from core.server.proxy.specs.state import KINDS, DesiredState, Unreadable

_log: Final = logging.getLogger(__name__)


def read_stored(rows: Iterable[Mapping[str, Any]]) -> DesiredState:
    """Return the state that rows of `proxy_document` say; what cannot be read stands in its `unreadable`."""
    specs: dict[Key, Any] = {}
    unreadable: dict[Key, Unreadable] = {}
    for row in rows:
        kind, name, value = row["kind"], row["name"], json.loads(row["spec"])
        if kind not in KINDS:
            _log.error("the %s %s is of a kind that this version does not know", kind, name)
            continue
        try:
            specs[kind, name] = read_change(kind, name, value)
        except Invalid as error:
            unreadable[kind, name] = Unreadable(value if isinstance(value, dict) else {}, error.detail)
    return state_of(specs, unreadable)


def tell_unreadable(state: DesiredState) -> None:
    """Log each document of a state that cannot be read."""
    for (kind, name), each in state.unreadable.items():
        _log.error("the %s %s cannot be read, nothing is deployed until it is mended: %s", kind, name, each.message)
