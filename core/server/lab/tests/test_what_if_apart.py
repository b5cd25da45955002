import pytest

from core.server.decisions.context import Context
from core.server.errors import Invalid
from core.server.ingest.commands import SetThresholds
from core.server.lab.feature_rows import feature_rows, pack_rows
from core.server.lab.what_if_apart import Question, answer, answer_apart
from models.stage import ScoringStage
from models.state import ScoringState
from models.tests.records import T0, flood, record_of

STRICT = SetThresholds(at=0, service="", by="ada", observe=1e-11, limit=1e-12, challenge=1e-12, ban=1e-12)


@pytest.fixture
def question():
    records = [record_of([flood(T0 + n, "10.9.9.9", 500)], position=n) for n in range(10)]
    kept = (feature_rows(scores) for scores in ScoringStage().process(records, ScoringState()))
    return Question(
        rows=[pack_rows(rows) for rows in kept if rows is not None],
        context=Context("enforce").to_bytes(),
        thresholds=STRICT,
        service="",
        incidents=[],
    )


async def test_another_process_answers_the_same(question):
    apart = await answer_apart(question)
    assert apart == answer(question)
    assert apart.current.bans_per_day > apart.proposed.bans_per_day


async def test_a_question_that_takes_too_long_is_given_up(question):
    with pytest.raises(Invalid, match="shorter time"):
        await answer_apart(question, most_seconds=0.001)
