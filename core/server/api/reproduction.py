"""A decision's score, made again from what is stored: the same features through the same parts of the detectors.

What the group head says of an attack's member is made again too, from what it was told from.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import zstandard
from numpy.typing import NDArray

from core.server.db.queries import load_queries
from models.codec import StateError
from models.ensemble import HEADS
from models.features import NAMES
from models.groups.members import EVIDENCE, surprisal_of
from models.part import Part
from models.rescore import rescore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.server.db.database import Database
    from core.server.decisions.decision import Decision, Evidence

_SQL: Final = load_queries(Path(__file__).with_name("reproduction.sql"))


@dataclass(frozen=True, slots=True)
class Reproduced:
    """What came of scoring again. `heads` are -log10 p by head; everything is empty where parts are `missing`."""

    equal: bool
    p_value: float | None = None
    score: float | None = None
    heads: "Mapping[str, float]" = field(default_factory=dict)
    missing: tuple[str, ...] = ()


async def load_parts(database: "Database", evidence: "Evidence") -> dict[str, Part]:
    """Return the parts that the evidence names, as far as they are stored and whole, by name."""
    if not evidence.parts:
        return {}
    async with database.connection() as connection:
        rows = await connection.fetch(_SQL["parts"], list(evidence.parts.values()))
    found = {row["digest"]: _part(row["data"]) for row in rows}
    named = {name: found.get(digest) for name, digest in evidence.parts.items()}
    return {name: part for name, part in named.items() if part is not None and part.digest == evidence.parts[name]}


def reproduce(decision: "Decision", parts: "Mapping[str, Part]") -> Reproduced | None:
    """Score a decision's features again and compare every bit; None where no detector made it."""
    evidence = decision.evidence
    if not evidence.parts:
        return None
    missing = tuple(name for name in evidence.parts if name not in parts)
    if missing or evidence.features.keys() != set(NAMES):
        return Reproduced(equal=False, missing=missing)
    features = np.array([[evidence.features[name] for name in NAMES]], np.float32)
    again = rescore(features, _group_head(evidence), parts)
    heads = {name: value for name, value in zip(HEADS, again.heads[0].tolist(), strict=True) if not np.isnan(value)}
    p_value, score = float(again.p_value[0]), float(again.score[0])
    equal = heads == evidence.heads and p_value == evidence.p_value and np.float32(decision.score) == again.score[0]
    return Reproduced(equal=bool(equal), p_value=p_value, score=score, heads=heads)


def _group_head(evidence: "Evidence") -> NDArray[np.float64]:
    """Return (1,) what the group head says: of an attack's member made again, else what is stored."""
    if evidence.membership != "attack":
        return np.array([evidence.heads.get("group", np.nan)])
    return surprisal_of(np.array([[evidence.group.get(name, np.nan) for name in EVIDENCE]]))


def _part(data: bytes) -> Part | None:
    try:
        return Part.from_bytes(zstandard.decompress(data))
    except (StateError, zstandard.ZstdError):
        return None
