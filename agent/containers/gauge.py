"""The metrics of containers, of which the entity is the container's name."""

from collections.abc import Iterator
from typing import Final

from agent.containers.measuring import Measuring
from agent.containers.stats import METRICS
from agent.docker.told import Inspected
from agent.docker.watch import Watch
from agent.metrics.gauge import Reading
from agent.metrics.naming import named
from agent.metrics.rates import Rates

STALE_SECONDS: Final = 3.0


class ContainersGauge:
    """Reads what is known of each container that runs. What was measured STALE_SECONDS ago and before is a gap."""

    def __init__(self, watch: Watch, measuring: Measuring) -> None:
        self._watch = watch
        self._measuring = measuring
        self._rates = Rates()

    def read(self, now: float) -> Iterator[Reading]:
        """See Gauge."""
        for identity, container in self._watch.containers.items():
            if container.state.running:
                yield from self._measured(identity, container.plain_name, now)
                yield from self._states(identity, container, now)

    def _measured(self, identity: str, name: str, now: float) -> Iterator[Reading]:
        latest = self._measuring.latest.get(identity)
        if latest and latest.values and now - latest.at < STALE_SECONDS:
            for metric, value in zip(METRICS, latest.values, strict=True):
                if value is not None:
                    yield named("container", name, metric), value

    def _states(self, identity: str, container: Inspected, now: float) -> Iterator[Reading]:
        name = container.plain_name
        if container.state.health and container.state.health.status:
            yield named("container", name, "healthy_share"), float(container.state.health.status == "healthy")
        yield named("container", name, "restarts_count"), float(container.restart_count)
        killed = self._rates.rate(identity, self._watch.killed.get(identity, 0), now)
        yield named("container", name, "oom_kills_per_second"), killed
