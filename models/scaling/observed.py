"""What is known of a service in one second, as the scaling rule is told it."""

import math
from dataclasses import dataclass
from typing import Final

NOT_KNOWN: Final = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One second of a service. What is refused before it reaches an upstream is in none of the figures.

    Attributes:
        requests: that upstreams have answered, or were tried for.
        upstream_seconds: that these were at upstreams: by Little's law, the mean number in flight.
        cpu_share: of all ready replicas, the mean; 1 is all that one may use.
        custom: the custom metric's sum over all replicas.
        queue: requests that wait for a free place, where that is known.
        anomalous_share: of `requests` by sources that are found to attack and are let through still.
        incident: an incident of an attack runs.
        crowd: the rise was found to be a flash crowd of people: nothing of it is held against them.
        ready: replicas that answer.
        starting: replicas that are on their way.
        wanted: replicas that were ordered last.
        start_seconds: what the last replicas needed to be ready.
        age_seconds: of the newest report that the figures are from.
    """

    requests: float = NOT_KNOWN
    upstream_seconds: float = NOT_KNOWN
    cpu_share: float = NOT_KNOWN
    custom: float = NOT_KNOWN
    queue: float = NOT_KNOWN
    anomalous_share: float = 0.0
    incident: bool = False
    crowd: bool = False
    ready: int = 0
    starting: int = 0
    wanted: int = 0
    start_seconds: float = NOT_KNOWN
    age_seconds: float = 0.0
