"""Takes metrics that nobody could trust out of reports: the traffic beside them counts all the same."""

import logging
from typing import Final

from agent.contract.wire import Report
from core.server.errors import Invalid, TooLarge
from core.server.metrics.check import check_metrics
from core.server.metrics.names_budget import NamesBudget

_LOG: Final = logging.getLogger(__name__)
_MOST_COMPLAINTS: Final = 10_000


class Admission:
    """Counts since the start, of all nodes: reports whose metrics were `refused`, and those that were too `late`."""

    def __init__(self, budget: NamesBudget | None = None) -> None:
        self.refused = 0
        self.late = 0
        self._budget = budget or NamesBudget()
        self._complaints: dict[str, str] = {}

    def admit(self, node: str, report: Report, now: float) -> None:
        """Leave the metrics in a report that came at `now` where they are in order; else take them out, count, tell."""
        if report.metrics is None:
            return
        try:
            check_metrics(report.metrics)
            self._budget.spend(node, report.metrics.names, now)
        except (Invalid, TooLarge) as error:
            report.metrics = None
            self.refused += 1
            self._complain(node, str(error))
        else:
            self._complaints.pop(node, None)

    def _complain(self, node: str, why: str) -> None:
        """Say it once: an agent repeats itself every second."""
        if self._complaints.get(node) != why:
            _LOG.warning("Metrics of %s are left out: %s", node, why)
        if len(self._complaints) < _MOST_COMPLAINTS:
            self._complaints[node] = why
