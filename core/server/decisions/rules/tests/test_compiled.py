from dataclasses import replace

import numpy as np
import pytest

from core.server.decisions.rules.compiled import compiled
from core.server.decisions.tests.scores import Entry, scores_of
from core.server.ingest.commands import Rule
from core.server.places.database import number_of

TOOL = {"tool_agent_share": 0.9}
SCANNER = {"tool_agent_share": 0.9, "scanner_agents_600s": 3.0}
CRAWLER = {"bot_share": 1.0}
SCORES = replace(
    scores_of(
        Entry("192.0.2.1", p_value=1e-6, features=TOOL, service="shop.example"),
        Entry("198.51.100.1", p_value=1e-3, features=SCANNER, service="api.shop.example"),
        Entry("2001:db8::1", p_value=0.5, features=CRAWLER, service="blog.example"),
        Entry("203.0.113.1", p_value=0.5, features={}, service="Shop.Example"),
    ),
    systems=np.array([64500, 64501, 0, 0], np.uint32),
    countries=np.array([number_of("DE"), number_of("NL"), 0, number_of("DE")], np.uint16),
)


def ready(text: str):
    said = {"id": "r", "name": "r", "made_by": "ann", "changed_by": "ann"}
    return compiled(Rule(text=f"when {text} then ban for 1h", mode="on", made_at=0.0, changed_at=0.0, **said))


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("score >= 0.5", [0, 1]),
        ("score > 0.5", [0]),
        ("score < 0.5", [2, 3]),
        ("tool_agent_share > 0.5", [0, 1]),
        ("service is shop.example", [0, 3]),
        ("service is *shop.example", [0, 1, 3]),
        ("service is not shop.example, blog.*", [1]),
        ("address in 192.0.2.0/24, 2001:db8::/32", [0, 2]),
        ("address not in 192.0.2.0/24", [1, 2, 3]),
        ("asn in AS64500, AS64501", [0, 1]),
        ("asn not in AS64500", [1]),
        ("country in de, NL", [0, 1, 3]),
        ("country not in DE", [1]),
        ("agent is tool", [0, 1]),
        ("agent is scanner, crawler", [1, 2]),
        ("agent is browser", [3]),
        ("agent is not browser and score >= 0.5", [0, 1]),
    ],
)
def test_a_condition_is_met_by_whom_it_says(text: str, met: list[int]):
    assert np.flatnonzero(ready(text).matches(SCORES)).tolist() == met


def test_a_score_that_is_not_known_yet_meets_no_condition_about_it():
    warming = replace(SCORES, score=np.full(4, np.nan, np.float32))
    assert not ready("score >= 0").matches(warming).any()
    assert not ready("score < 1").matches(warming).any()


def test_an_empty_record_meets_nothing():
    nothing = ready("service is * and agent is browser and address not in 192.0.2.1 and asn not in 1 and score >= 0")
    assert nothing.matches(scores_of()).tolist() == []


def test_what_a_source_had_is_told_where_a_number_is_compared():
    assert ready("score > 0.9 and service is * and tool_agent_share > 0.5").values(SCORES, 0) == [
        1.0,
        None,
        pytest.approx(0.9),
    ]
