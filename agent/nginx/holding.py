"""What holds for the sources of this node: a fold over actions, and the words in which NGINX is told. Pure."""

import math
import re
from collections.abc import Iterable
from ipaddress import IPv4Address, ip_address
from typing import Final

from agent.contract.address import address_text, pack_address
from agent.contract.wire import Action

_VERDICTS: Final = {"ban": "ban", "limit": "limit", "challenge": "limit"}
"""Until there is a challenge page, a challenged source is limited."""

_SERVICE: Final = re.compile(r"[\x21-\x2b\x2d-\x3f\x41-\x7e]{0,253}")


class UnsupportedError(ValueError):
    """This NGINX cannot carry the action out; the text says why."""


def source_key(address: str) -> str:
    """Return how NGINX's script names a source: an IPv4 address, or the first four groups of an IPv6 address.

    Raises:
        UnsupportedError: it is no address.
    """
    try:
        source = ip_address(address_text(pack_address(address.removesuffix("/64"))))
    except ValueError as error:
        raise UnsupportedError(f"not an address: {address[:60]!r}") from error
    if isinstance(source, IPv4Address):
        return str(source)
    return ":".join(f"{int(group, 16):x}" for group in source.exploded.split(":")[:4])


def check(action: Action) -> str:
    """Return the source an action is about.

    Raises:
        UnsupportedError: it cannot be carried out here.
    """
    if action.scope != "ip":
        raise UnsupportedError(f"this node carries out decisions about addresses, not about scope {action.scope!r}")
    if not _SERVICE.fullmatch(action.service):
        raise UnsupportedError(f"not a service name: {action.service[:60]!r}")
    if not 0 <= action.until_at < 1e11:
        raise UnsupportedError(f"not an instant: {action.until_at!r}")
    return source_key(action.value)


class Holdings:
    """The decisions that hold, by id, and by source for telling NGINX."""

    def __init__(self) -> None:
        self._by_decision: dict[str, tuple[str, Action]] = {}
        self._by_source: dict[str, tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self._by_decision)

    @property
    def sources(self) -> set[str]:
        """Every source for which something holds."""
        return set(self._by_source)

    @property
    def actions(self) -> Iterable[Action]:
        """What holds, as the actions that brought it."""
        return (action for _, action in self._by_decision.values())

    def apply(self, action: Action) -> set[str]:
        """Take an action in; return the sources whose entries it changed.

        Raises:
            UnsupportedError: it cannot be carried out here; nothing changed.
        """
        if action.kind == "lift":
            return self._remove(action.decision_id)
        source = check(action)
        changed = self._remove(action.decision_id)
        self._by_decision[action.decision_id] = (source, action)
        self._by_source[source] = (*self._by_source.get(source, ()), action.decision_id)
        return changed | {source}

    def expire(self, now: float) -> None:
        """Forget what has ended; NGINX has forgotten it by itself."""
        over = [decision for decision, (_, action) in self._by_decision.items() if action.until_at <= now]
        for decision in over:
            self._remove(decision)

    def about(self, source: str) -> list[Action]:
        """Return what holds for a source."""
        return [self._by_decision[decision][1] for decision in self._by_source.get(source, ())]

    def decisions_but(self, kept: Iterable[str]) -> list[str]:
        """Return the ids of the decisions that hold and are not among `kept`."""
        return list(self._by_decision.keys() - set(kept))

    def change(self, source: str, now: float) -> tuple[str, str, int]:
        """Return what NGINX is to be told about a source: bans first, then limits, each with its end and service."""
        holding = [action for action in self.about(source) if action.until_at > now]
        entries = sorted({(_VERDICTS[each.kind], math.ceil(each.until_at), each.service) for each in holding})
        until_at = max((action.until_at for action in holding), default=now)
        return source, ",".join("@".join(map(str, entry)) for entry in entries), math.ceil((until_at - now) * 1000)

    def _remove(self, decision: str) -> set[str]:
        source, _ = self._by_decision.pop(decision, ("", None))
        if not source:
            return set()
        rest = tuple(each for each in self._by_source.pop(source) if each != decision)
        if rest:
            self._by_source[source] = rest
        return {source}
