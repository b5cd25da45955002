"""Labels and candidates, as the API shows them."""

from typing import TYPE_CHECKING

from msgspec import to_builtins

from core.server.api.decision_shapes import instant
from core.server.api.labels_schemas import CandidateOut, LabelOut
from core.server.api.schemas import SourceSample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.server.decisions.decision import SampleRecord
    from core.server.lab.labels import StoredLabel
    from core.server.lab.worth_labelling import Candidate


def shown_label(label: "StoredLabel") -> LabelOut:
    """Return a label."""
    return LabelOut(
        service=label.service,
        source=label.source,
        label=label.label,
        incident_id=label.incident or None,
        said_at=label.said_at,
        said_by=label.said_by,
        reason=label.reason,
        seen_at=label.seen_at,
    )


def shown_candidate(candidate: "Candidate", samples: "Sequence[SampleRecord]") -> CandidateOut:
    """Return a candidate with some of its requests."""
    told = to_builtins(candidate)
    told["at"], told["incident_id"] = instant(candidate.at), told.pop("incident") or None
    requests = [
        SourceSample(at=instant(s.at), method=s.method, path=s.path, status=s.status, user_agent=s.user_agent)
        for s in samples
    ]
    return CandidateOut(**told, samples=requests)
