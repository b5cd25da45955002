from collections.abc import Iterable
from typing import Protocol

from agent.contract.metrics import SeriesName

Reading = tuple[SeriesName, float]
"""A number of now; NaN where there is nothing to read. What is whole seconds old or older is better left out."""


class Gauge(Protocol):
    """A part that measures."""

    def read(self, now: float) -> Iterable[Reading]:
        """Return what is known now; `now` is monotonic.

        It is called on the event loop once a second: cheap, never waiting. What takes its time is gathered by a task
        or a thread of the part's own. The same names in the same order from one second to the next, best the very same
        objects, make it cheaper still.
        """
        ...
