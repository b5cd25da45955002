"""What is wrong between documents, remembered: to save a change, the states around it are looked at several times."""

from collections import deque
from collections.abc import Sequence
from typing import Final

from core.server.proxy.specs.references import Finding, check_references
from core.server.proxy.specs.state import DesiredState

_KEPT: Final = 4
_Asked = tuple[DesiredState, frozenset[str], frozenset[str]]


class ReferencesMemory:
    """The findings of the last few states. States are told apart by identity, as they never change."""

    def __init__(self) -> None:
        self._kept: deque[tuple[_Asked, Sequence[Finding]]] = deque(maxlen=_KEPT)

    def check(self, state: DesiredState, nodes: frozenset[str], secrets: frozenset[str]) -> Sequence[Finding]:
        """Return what `check_references` does."""
        for (known, *around), findings in self._kept:
            if known is state and around == [nodes, secrets]:
                return findings
        found = check_references(state, nodes=nodes, secrets=secrets)
        self._kept.append(((state, nodes, secrets), found))
        return found
