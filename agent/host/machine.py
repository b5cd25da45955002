"""The machine as the core is told of it."""

from typing import Final

from agent.contract.inventory import HostFacts, Inventory
from agent.host.identity import host_facts
from agent.host.roots import Roots
from agent.metrics.sheet import Sheet

LOOKS: Final = 60
"""The facts, which hardly ever change, are looked at anew every so many times that they are asked for."""


class Machine:
    """Tells what the machine is, and what of it, and of what runs on it, cannot be measured."""

    def __init__(self, roots: Roots, sheet: Sheet) -> None:
        self._roots = roots
        self._sheet = sheet
        self._facts = HostFacts()
        self._asked = 0

    def inventory(self) -> Inventory:
        """Return it."""
        if self._asked % LOOKS == 0:
            self._facts = host_facts(self._roots)
        self._asked += 1
        troubles = {"metrics": "; ".join(f"{part}: {why}" for part, why in sorted(self._sheet.troubles.items()))}
        left_out = self._sheet.left_out
        return Inventory(host=self._facts, series_left_out=left_out, troubles=troubles if self._sheet.troubles else {})
