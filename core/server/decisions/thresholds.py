"""From which p-values on a source is watched, limited, challenged or banned."""

from typing import Self

import msgspec

from core.server.decisions.refused_decisions import RefusedDecision
from core.server.ingest.commands import SetThresholds
from core.server.told import Told


class ThresholdsError(ValueError):
    """The thresholds contradict each other; `told` says how."""

    def __init__(self, told: Told) -> None:
        self.told = told
        super().__init__(str(told))


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """p-values: a source is taken to a step where it is less likely than this to be harmless.

    A ban needs harm as its second key (see `harm`). `shared_ban` holds for addresses that many people share,
    `damning_ban` where what the source asks for condemns it.
    """

    observe: float = 1e-2
    limit: float = 1e-3
    challenge: float = 1e-3
    ban: float = 1e-4
    shared_ban: float = 1e-5
    damning_ban: float = 1e-3

    def __post_init__(self) -> None:
        steps = (self.observe, self.limit, self.challenge, self.ban)
        if not all(1e-12 <= p <= 0.1 for p in steps):
            raise ThresholdsError(RefusedDecision.thresholds_wrong())
        if not self.ban <= min(self.limit, self.challenge) <= max(self.limit, self.challenge) <= self.observe:
            raise ThresholdsError(RefusedDecision.thresholds_order())

    @classmethod
    def of(cls, command: SetThresholds) -> Self:
        """Return the thresholds that a command sets; what it leaves out is as it is shipped.

        The thresholds of a ban in other circumstances move with the ban's: a tenth, and ten times.

        Raises:
            ThresholdsError: they contradict each other.
        """
        steps = ("observe", "limit", "challenge", "ban")
        said = {name: float(value) for name in steps if (value := getattr(command, name)) is not None}
        ban = said.get("ban", cls.__struct_defaults__[3])
        limit = said.get("limit", cls.__struct_defaults__[1])
        return cls(**said, shared_ban=ban / 10, damning_ban=min(ban * 10, limit))

    def as_evidence(self) -> dict[str, float]:
        """Return all of them by name."""
        return {name: float(value) for name, value in msgspec.structs.asdict(self).items()}
