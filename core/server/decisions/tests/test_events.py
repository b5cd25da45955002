import pytest

from core.server.decisions.context import Context
from core.server.decisions.events import Event, EventState, advance, mark
from core.server.decisions.policy import DecisionStage
from core.server.decisions.state import DecisionState
from core.server.decisions.tests.scores import HUGE_FLOOD, SCAN, T0, Entry, scores_of
from core.server.ingest.commands import MarkExpected


class Watching:
    def __init__(self) -> None:
        self.events = EventState()
        self._decisions = DecisionState()
        self._context = Context(default_mode="enforce")

    def take(self, *entries: Entry, at: float = T0) -> list[Event]:
        scores = scores_of(*entries, at=at, position=int(at))
        changed = DecisionStage().process(scores, (), self._context, self._decisions)
        decisions = [decision for decision in changed if not decision.lifted_at]
        return advance(decisions, scores, self.events)


@pytest.fixture
def watching() -> Watching:
    return Watching()


def flooder(n: int = 1, **how: object) -> Entry:
    return Entry(f"192.0.2.{n}", **{"features": HUGE_FLOOD, **how})


def test_a_ban_opens_an_event(watching: Watching):
    (event,) = watching.take(flooder())
    assert (event.kind, event.service, event.sources, event.severity) == ("flood", "shop", 1, "high")
    assert (event.started_at, event.ended_at, event.verdict) == (T0, 0, "open")


def test_watching_alone_opens_none(watching: Watching):
    assert watching.take(Entry(p_value=5e-3)) == []
    assert watching.events.open == {}


def test_decisions_at_one_service_belong_together(watching: Watching):
    (first,) = watching.take(flooder(1))
    (second,) = watching.take(flooder(2), at=T0 + 30)
    assert (second.id, second.sources) == (first.id, 2)


def test_services_have_events_of_their_own(watching: Watching):
    events = watching.take(flooder(1), flooder(2, service="api"))
    assert {event.service for event in events} == {"shop", "api"}


def test_it_ends_where_it_was_last_seen(watching: Watching):
    watching.take(flooder())
    assert watching.take(at=T0 + 60) == []
    (event,) = watching.take(at=T0 + 61)
    assert event.ended_at == T0
    assert watching.events.open == {}
    assert watching.events.recent == [event]


def test_it_goes_on_while_its_source_is_refused(watching: Watching):
    (event,) = watching.take(flooder())
    for t in range(30, 300, 30):
        watching.take(flooder(requests=0, refused=50, p_value=1.0), at=T0 + t)
    assert watching.events.open["shop"].id == event.id


def test_a_stranger_s_anomaly_does_not_keep_it_open(watching: Watching):
    watching.take(flooder())
    (ended,) = watching.take(Entry("198.51.100.1", p_value=9e-4), at=T0 + 61)
    assert ended.ended_at == T0


def test_severity_grows_with_the_sources(watching: Watching):
    (event,) = watching.take(*(flooder(n) for n in range(1, 6)))
    assert event.severity == "high"
    (event,) = watching.take(*(flooder(n) for n in range(6, 80)), at=T0 + 1)
    assert event.severity == "critical"


def test_its_kind_is_what_most_sources_do(watching: Watching):
    watching.take(flooder(1))
    scanners = [Entry(f"198.51.100.{n}", features=SCAN) for n in range(3)]
    watching.take(*scanners, at=T0 + 1)
    (event,) = watching.take(*scanners, at=T0 + 2)
    assert event.kind == "scan"


def test_nothing_new_is_no_change(watching: Watching):
    watching.take(flooder())
    assert watching.take(flooder(), at=T0 + 1) == []


@pytest.mark.parametrize("ended", [False, True])
def test_a_person_s_verdict_stays_with_it(watching: Watching, *, ended: bool):
    (event,) = watching.take(flooder())
    if ended:
        watching.take(at=T0 + 61)
    (marked,) = mark(MarkExpected(at=T0, event_id=event.id, verdict="expected", by="ann"), watching.events)
    assert marked.verdict == "expected"
    assert mark(MarkExpected(at=T0, event_id="none", verdict="expected", by="ann"), watching.events) == []


def test_it_survives_as_bytes(watching: Watching):
    watching.take(flooder())
    watching.take(flooder(2, service="api"), at=T0 + 50)
    watching.take(at=T0 + 70)
    restored = EventState.from_bytes(watching.events.to_bytes())
    assert restored.open == watching.events.open
    assert restored.recent == watching.events.recent
