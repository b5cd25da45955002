"""What rules would have done, and which texts somebody has looked at so."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter

from core.server.api.caller import ChangesNothing
from core.server.api.long_questions import OneAtATime, span_of
from core.server.api.parts import PartsDep
from core.server.api.permissions import Trier
from core.server.api.rules_schemas import RuleTrialIn, RuleTrialOut
from core.server.api.rules_shapes import shown_trial
from core.server.db.queries import load_queries
from core.server.decisions.refused_decisions import RefusedDecision
from core.server.decisions.rules.grammar import RuleError, parse
from core.server.decisions.rules.statement import text_of
from core.server.errors import Invalid
from core.server.ingest.commands import Rule
from core.server.lab import rule_trial
from core.server.lab.refused import RefusedLab
from core.server.lab.registry import Registry
from core.server.lab.rule_trial import KnownDecision
from core.server.lab.rule_trial_apart import Question, answer_apart

if TYPE_CHECKING:
    from core.server.db.database import Database

router = APIRouter(prefix="/rules", tags=["rules"])
_SQL: Final = load_queries(Path(rule_trial.__file__).with_suffix(".sql"))
_MOST_DECIDED: Final = 50_000
_MOST_TRIED: Final = 1000
_place: Final = OneAtATime(RefusedLab.rule_tried())
_tried: dict[str, float] = {}


@router.post("/simulate", dependencies=[ChangesNothing])
async def simulate_rule(body: RuleTrialIn, parts: PartsDep, person: Trier) -> RuleTrialOut:
    """Put a rule to what was kept of a time, beside what was decided in fact. Nothing is changed.

    One question at a time, by a process that makes way for the pipeline.
    """
    span, registry = span_of(body.from_at, body.to_at), Registry(parts.database)
    try:
        statement = parse(body.text)
    except RuleError as error:
        raise Invalid(RefusedDecision.rule_wrong(why=str(error))) from error
    with _place.turn():
        rows, complete = await registry.rows(*span)
        question = Question(
            rule=_draft(text_of(statement), parts.clock.now(), person.login),
            rows=rows,
            context=parts.core.live.read(lambda live: live.context.to_bytes()),
            incidents=await registry.incidents(*span, ""),
            decided=await _decided(parts.database, *span),
        )
        found = await answer_apart(question)
    _remember(text_of(statement), parts.clock.now())
    return shown_trial(statement, found, len(rows), complete=complete)


def tried_at(text: str) -> float:
    """Return when a rule's text was last put to kept rows since the core started, 0 for never."""
    return _tried.get(text, 0.0)


def _remember(text: str, at: float) -> None:
    _tried.pop(text, None)
    _tried[text] = at
    while len(_tried) > _MOST_TRIED:
        del _tried[next(iter(_tried))]


def _draft(text: str, at: float, by: str) -> Rule:
    return Rule(id="draft", name="", text=text, mode="on", made_at=at, made_by=by, changed_at=at, changed_by=by)


async def _decided(database: "Database", since: float, until: float) -> list[KnownDecision]:
    async with database.connection() as connection:
        rows = await connection.fetch(_SQL["decided_between"], since, until, _MOST_DECIDED)
    return [KnownDecision(**row) for row in rows]
