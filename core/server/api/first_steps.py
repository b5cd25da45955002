"""The way from an empty system to one that protects: each step knows by itself whether it is done."""

from typing import TYPE_CHECKING, Final

from core.server.api.live_reads import services_with_a_mode
from core.server.api.overview_schemas import FirstStep, FirstStepName, FirstSteps

if TYPE_CHECKING:
    from core.server.api.parts import Parts

NOTE: Final = "first-steps:dismissed"


def first_steps(parts: "Parts") -> FirstSteps | None:
    """Return the steps, None once all that are needed are done.

    Where an NGINX of one's own is only watched, its services come with their first requests, and nobody need write
    down a service or a domain.
    """
    state = parts.proxy.documents.state
    seen = next(iter(parts.services.all()), "")
    steps = [
        _node(parts),
        _step("service", next(iter(state.services), seen)),
        _step("domain", next(iter(parts.proxy.deployer.deployed()[1].domains), seen)),
        _step("certificate", next(iter(state.certificates), ""), optional=True),
        _step("traffic", seen),
        _step("mode", next(iter(services_with_a_mode(parts.core)), "")),
    ]
    if all(step.done or step.optional for step in steps):
        return None
    return FirstSteps(dismissed=bool(parts.attention.notes.of(NOTE).assignee), steps=steps)


def _node(parts: "Parts") -> FirstStep:
    """A node is there once its agent has reported; before that the step names the one that is waited for."""
    nodes = parts.fleet.all()
    reports = next((node for node in nodes if node.seen.last_report_at), None)
    waiting = nodes[0].name if nodes else ""
    return FirstStep(
        name="node", done=reports is not None, optional=False, subject=reports.name if reports else waiting
    )


def _step(name: FirstStepName, subject: str, *, optional: bool = False) -> FirstStep:
    return FirstStep(name=name, done=bool(subject), optional=optional, subject=subject)
