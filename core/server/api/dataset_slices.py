"""Which part of a data set somebody asks for, and may see."""

from typing import TYPE_CHECKING, Final, Literal

from core.server.api.datasets_schemas import SliceQuery
from core.server.api.reach import check_service, decided_about, nodes_seen, services_seen
from core.server.api.refused import RefusedQuestionTime
from core.server.errors import Invalid
from core.server.lab.dataset_rows import DatasetRows, Slice
from core.server.lab.datasets import DATASETS, DAY_SECONDS, Dataset
from core.server.lab.refused import RefusedLab

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts

Name = Literal["features", "traffic", "sources", "decisions", "incidents", "labels", "metrics"]
_USUAL_STEP: Final = 60


def rows_of(parts: "Parts", name: str) -> DatasetRows:
    """Return what reads a data set."""
    return DatasetRows(parts.database, parts.core.names_read, DATASETS[name])


def slice_of(parts: "Parts", person: "Person", name: str, query: SliceQuery) -> Slice:
    """Return what of it somebody asks for, and may see.

    Raises:
        Invalid: it makes no sense.
        Forbidden: it is of a service that they may not see.
    """
    dataset, now = DATASETS[name], int(parts.clock.now())
    to_at = now + 1 if query.to is None else min(query.to, now + 1)
    from_at = to_at - DAY_SECONDS if query.from_ is None else query.from_
    if from_at > to_at:
        raise Invalid(RefusedQuestionTime.span_reversed())
    steps = [tier.step_seconds for tier in dataset.tiers]
    step = query.step or (_USUAL_STEP if steps else 0)
    if step not in (steps or [0]):
        said = ", ".join(map(str, steps or ()))
        raise Invalid(
            RefusedLab.dataset_steps(dataset=name, steps=said) if steps else RefusedLab.dataset_stepless(dataset=name)
        )
    from_at = max(from_at, _begin(dataset, step, now))
    return Slice(
        from_at=from_at, to_at=max(to_at, from_at), services=_services(parts, person, name, query.service), step=step,
        nodes=tuple(node.id for node in nodes_seen(parts, person)),
    )  # fmt: skip


def _begin(dataset: Dataset, step: int, now: int) -> int:
    """Return from when on there can be anything: what is read piece by piece is not looked for in years without any."""
    kept = next(
        (tier.keep_seconds + 2 * tier.partition_seconds for tier in dataset.tiers if tier.step_seconds == step), 0
    )
    return now - kept if kept else 0


def _services(parts: "Parts", person: "Person", name: str, service: str) -> list[str] | None:
    if service:
        check_service(person, service)
        return [service]
    seen = decided_about(parts, person) if name == "decisions" else services_seen(parts, person)
    return None if seen is None else sorted(seen)
