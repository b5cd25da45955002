"""How many replicas a service is to have: what a document says of it, checked as a whole."""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from core.server.proxy.specs.spec import Spec
from core.server.proxy.specs.text import DocumentName
from core.server.proxy.specs.wrong import UnfitError, Wrong
from models.scaling.policy import Policy, PolicyError

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="Time of day, HH:MM")]
_OWN: Final = frozenset({"template", "nodes", "stop_seconds"})
_USUAL: Final = Policy()


class ScalingTargetSpec(Spec):
    """How busy a replica is to be: `value` is what fills one, of that `utilisation` is aimed at.

    `concurrency`: requests in flight; `rps`: requests a second; `cpu`: all that it may use; `custom`: units of the
    service's own metric named `metric`.
    """

    kind: Literal["concurrency", "rps", "cpu", "custom"] = "concurrency"
    value: float = _USUAL.target.value
    utilisation: float = _USUAL.target.utilisation
    metric: Annotated[str, Field(max_length=200)] = ""


class ScalingWindowSpec(Spec):
    """Bounds of their own from one time of day to another; an end that is not later is of the next day."""

    model_config = ConfigDict(populate_by_name=True)

    days: Annotated[tuple[Day, ...], Field(min_length=1, max_length=7)] = (
        "mon", "tue", "wed", "thu", "fri", "sat", "sun",
    )  # fmt: skip
    from_: Annotated[Clock, Field(alias="from")] = "00:00"
    to: Clock = "00:00"
    min: int | None = None
    max: int | None = None

    @model_serializer(mode="wrap")
    def _as_written(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {"from" if name == "from_" else name: value for name, value in serialize(self).items()}


class ScalingPolicySpec(Spec):
    """How many replicas there are to be, and how soon (docs/scaling.md). `min` and `max` count all that answer."""

    min: int = _USUAL.least
    max: int = _USUAL.most
    target: ScalingTargetSpec = ScalingTargetSpec()
    window_seconds: int = _USUAL.window_seconds
    panic_window_seconds: int = _USUAL.panic_window_seconds
    panic_threshold: float = _USUAL.panic_threshold
    scale_up_delay_seconds: float = _USUAL.scale_up_delay_seconds
    scale_down_delay_seconds: float = _USUAL.scale_down_delay_seconds
    tolerance: float = _USUAL.tolerance
    headroom_deviations: float = _USUAL.headroom_deviations
    drain_seconds: float = _USUAL.drain_seconds
    start_seconds: float = _USUAL.start_seconds
    flap_budget: int = _USUAL.flap_budget
    attack_budget: float = _USUAL.attack_budget
    event_down_delay_seconds: float = _USUAL.event_down_delay_seconds
    stale_seconds: float = _USUAL.stale_seconds
    forecast: bool = _USUAL.forecast
    pause_in: bool = _USUAL.pause_in
    pause_out: bool = _USUAL.pause_out
    dry_run: bool = _USUAL.dry_run
    idle_seconds: float = _USUAL.idle_seconds
    timezone: Annotated[str, Field(max_length=64)] = _USUAL.timezone
    schedule: Annotated[tuple[ScalingWindowSpec, ...], Field(max_length=100)] = ()

    @model_validator(mode="after")
    def _can_be_followed(self) -> Self:
        try:
            self.policy()
        except PolicyError as error:
            raise UnfitError(Wrong.said(text="; ".join(str(error).splitlines()))) from error
        return self

    @property
    def may_sleep(self) -> bool:
        """Whether there may be no replica at all, now or in some window."""
        return 0 in (self.min, *(window.min for window in self.schedule))

    def policy(self) -> Policy:
        """Return what the rule is told."""
        return Policy.of({name: value for name, value in self.model_dump().items() if name not in _OWN})


class ScalingSpec(ScalingPolicySpec):
    """The scaling of a service. Replicas are made after the container of the member `template`, and answer beside it.

    Only on `nodes` (none: wherever the service's domains are). One that is too many is drained for up to
    `stop_seconds` before it is stopped.
    """

    template: DocumentName
    nodes: Annotated[tuple[DocumentName, ...], Field(max_length=1000)] = ()
    stop_seconds: Annotated[float, Field(ge=0, le=3600)] = 30.0
