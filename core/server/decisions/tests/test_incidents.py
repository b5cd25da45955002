import msgspec
import pytest

from core.server.decisions.incident import MOST_ENTRIES, Incident
from core.server.decisions.incident_state import IncidentState
from core.server.decisions.incidents import LONGEST_SECONDS, advance
from core.server.decisions.tests.deciding import Deciding, event_of
from core.server.decisions.tests.scores import HUGE_FLOOD, SCAN, T0, Entry, scores_of
from models.groups.event import GroupEvent
from models.scores import Membership
from models.service_anomalies import ServiceAnomaly


class Watching(Deciding):
    """A decision stage whose decisions become incidents."""

    def __init__(self) -> None:
        super().__init__()
        self.incidents = IncidentState()

    def see(
        self,
        *entries: Entry,
        at: float = T0,
        events: tuple[GroupEvent, ...] = (),
        anomalies: tuple[ServiceAnomaly, ...] = (),
        lasting: tuple[ServiceAnomaly, ...] = (),
    ) -> list[Incident]:
        scores = scores_of(*entries, at=at, position=int(at), events=events)
        self.joined, changed = advance(self.decide(scores), anomalies, scores, self.incidents, lasting)
        return changed

    @property
    def running(self) -> dict[str, Incident]:
        return {service: running.incident for service, running in self.incidents.running.items()}


@pytest.fixture
def watching() -> Watching:
    return Watching()


def flooder(n: int = 1, **how: object) -> Entry:
    return Entry(f"192.0.2.{n}", **{"features": HUGE_FLOOD, **how})


def slow(ended_at: float = 0.0) -> ServiceAnomaly:
    return ServiceAnomaly(
        id="a1",
        service="shop",
        metric="latency",
        direction="up",
        value=2.5,
        expected_low=0.05,
        expected_high=0.2,
        started_at=T0 - 60,
        ended_at=ended_at,
        severity="medium",
        p_value=1e-9,
    )


def lines(incident: Incident) -> list[tuple[str, str]]:
    return [(entry.what, entry.subject) for entry in incident.timeline]


def test_a_ban_opens_an_incident_and_belongs_to_it(watching: Watching):
    (incident,) = watching.see(flooder())
    assert (incident.kind, incident.service, incident.sources, incident.severity) == ("flood", "shop", 1, "high")
    assert (incident.started_at, incident.detected_at, incident.ended_at, incident.verdict) == (T0, T0, 0, "open")
    assert lines(incident) == [("started", ""), ("detected", "flood"), ("escalated", "ban")]
    assert [decision.incident for decision in watching.joined] == [incident.id]


def test_watching_alone_opens_none(watching: Watching):
    assert watching.see(Entry(p_value=5e-3)) == []
    assert watching.running == {}


def test_decisions_at_one_service_belong_together_and_services_apart(watching: Watching):
    first = watching.see(flooder(1), flooder(2, service="api"))
    assert {incident.service for incident in first} == {"shop", "api"}
    (second,) = watching.see(flooder(3), at=T0 + 30)
    assert (second.id, second.sources) == (watching.running["shop"].id, 2)


def test_it_ends_where_it_was_last_seen_with_its_peak(watching: Watching):
    watching.see(flooder())
    watching.see(flooder(requests=0, refused=700, p_value=1.0), at=T0 + 1)
    assert watching.see(at=T0 + 61) == []
    (incident,) = watching.see(at=T0 + 62)
    assert (incident.ended_at, incident.peak_rps, incident.refused) == (T0 + 1, 700, 700)
    assert lines(incident)[-3:] == [("refused", ""), ("peak", ""), ("ended", "")]
    assert watching.running == {}


def test_it_goes_on_while_its_source_is_refused(watching: Watching):
    (incident,) = watching.see(flooder())
    for t in range(30, 300, 30):
        watching.see(flooder(requests=0, refused=50, p_value=1.0), at=T0 + t)
    assert watching.running["shop"].id == incident.id


def test_a_stranger_s_anomaly_does_not_keep_it_open(watching: Watching):
    watching.see(flooder())
    (ended,) = watching.see(Entry("198.51.100.1", p_value=9e-4), at=T0 + 61)
    assert ended.ended_at == T0


def test_severity_grows_with_the_sources(watching: Watching):
    (incident,) = watching.see(*(flooder(n) for n in range(1, 6)))
    assert incident.severity == "high"
    (incident,) = watching.see(*(flooder(n) for n in range(6, 80)), at=T0 + 1)
    assert incident.severity == "critical"
    assert [entry.value for entry in incident.timeline if entry.what == "grew"] == [5, 50]


def test_its_kind_is_what_most_sources_do(watching: Watching):
    watching.see(flooder(1))
    scanners = [Entry(f"198.51.100.{n}", features=SCAN) for n in range(3)]
    for t in (1, 2, 8):
        watching.see(*scanners, at=T0 + t)
    assert watching.running["shop"].kind == "scan"


def test_a_group_event_opens_one_names_it_and_tells_when_it_began(watching: Watching):
    member = Entry(p_value=5e-5, features={"requests_60s": 3.0}, membership=Membership.ATTACK)
    (incident,) = watching.see(member, events=(event_of(sources=400),))
    assert (incident.kind, incident.sources, incident.severity) == ("distributed", 400, "critical")
    assert (incident.started_at, incident.detected_at) == (T0 - 20, T0)
    assert ("event", "distributed: GET /search?") in lines(incident)


def test_what_an_event_has_in_common_is_told_once_as_it_is_known_now(watching: Watching):
    watching.see(events=(event_of(),))
    shown = msgspec.structs.replace(event_of(), signature="GET /find")
    (incident,) = watching.see(events=(shown,), at=T0 + 5)
    assert [subject for what, subject in lines(incident) if what == "event"] == ["distributed: GET /find"]
    assert watching.see(events=(shown,), at=T0 + 6) == []


def test_a_flash_crowd_is_an_incident_of_low_severity_without_decisions(watching: Watching):
    (incident,) = watching.see(events=(event_of("flash_crowd", sources=2500),))
    assert (incident.kind, incident.severity, incident.decisions) == ("flash_crowd", "low", 0)


def test_it_began_when_its_first_source_was_first_watched(watching: Watching):
    watching.see(Entry(p_value=5e-3), at=T0)
    (incident,) = watching.see(flooder(), at=T0 + 8)
    assert (incident.started_at, incident.detected_at) == (T0, T0 + 8)
    assert lines(incident)[:2] == [("started", ""), ("detected", "flood")]


def test_a_service_as_far_out_as_at_first_keeps_the_incident_open_that_runs(watching: Watching):
    watching.see(flooder())
    (incident,) = watching.see(anomalies=(slow(),), at=T0 + 30)
    assert lines(incident).count(("anomaly", "latency_up")) == 1
    watching.see(lasting=(slow(),), at=T0 + 200)
    assert lines(watching.running["shop"]).count(("anomaly", "latency_up")) == 1
    (ended,) = watching.see(at=T0 + 261)
    assert ended.ended_at == T0 + 200


def test_a_service_that_comes_back_to_normal_keeps_none_open(watching: Watching):
    watching.see(flooder(), anomalies=(slow(),))
    (ended,) = watching.see(at=T0 + 61)
    assert ended.ended_at == T0
    assert watching.see(anomalies=(slow(ended_at=T0 + 300),), at=T0 + 300) == []


def test_a_service_that_goes_far_out_again_opens_another_that_tells_only_of_that(watching: Watching):
    watching.see(flooder(), anomalies=(slow(),))
    (ended,) = watching.see(at=T0 + 61)
    (again,) = watching.see(lasting=(slow(),), at=T0 + 90)
    assert again.id != ended.id
    assert (again.started_at, again.detected_at) == (T0 + 90, T0 + 90)


def test_a_service_anomaly_alone_opens_one_of_its_own_severity(watching: Watching):
    (incident,) = watching.see(anomalies=(slow(),))
    assert (incident.kind, incident.severity, incident.sources) == ("unknown", "medium", 0)
    assert incident.started_at == T0 - 60


def test_nothing_new_is_no_news_and_figures_wait_a_little(watching: Watching):
    watching.see(flooder())
    watching.see(flooder(requests=0, refused=9, p_value=1.0), at=T0 + 1)
    refused = flooder(requests=0, refused=9, p_value=1.0)
    assert [len(watching.see(refused, at=T0 + 1 + t)) for t in range(1, 6)] == [0, 0, 0, 0, 1]
    assert watching.see(at=T0 + 10) == []


def test_a_range_belongs_to_the_incident_of_its_members_and_counts_none_anew(watching: Watching):
    watching.see(*(flooder(n) for n in range(1, 9)))
    refused = [flooder(n, requests=0, refused=9, p_value=1.0) for n in range(1, 9)]
    for t in (30, 61):
        watching.see(*refused, at=T0 + t)
    assert [(made.scope, made.incident) for made in watching.joined[:1]] == [("range", watching.running["shop"].id)]
    assert watching.running["shop"].sources == 8


def test_a_timeline_is_bounded_and_still_ends(watching: Watching):
    watching.see(flooder())
    for t in range(100):
        kind = ("distributed", "stuffing")[t % 2]
        watching.see(flooder(requests=0, refused=9, p_value=1.0), at=T0 + t, events=(event_of(kind),))
    (incident,) = watching.see(at=T0 + 300)
    assert len(incident.timeline) <= MOST_ENTRIES + 2
    assert incident.timeline[-1].what == "ended"


def test_it_survives_as_bytes(watching: Watching):
    watching.see(flooder(), anomalies=(slow(),))
    watching.see(flooder(2, service="api"), at=T0 + 50)
    restored = IncidentState.from_bytes(watching.incidents.to_bytes())
    assert restored.running == watching.incidents.running
    assert restored.recent == watching.incidents.recent
    with pytest.raises(msgspec.MsgspecError):
        IncidentState.from_bytes(b"damaged")


def test_what_goes_on_for_long_is_cut_into_incidents_that_name_the_one_before(watching: Watching):
    (first,) = watching.see(flooder())
    for t in range(30, int(LONGEST_SECONDS), 30):
        watching.see(flooder(requests=0, refused=9, p_value=1.0), at=T0 + t)
    assert watching.running["shop"].id == first.id
    ended, _ = watching.see(flooder(2), at=T0 + LONGEST_SECONDS)
    after = watching.running["shop"]
    assert (ended.id, ended.ended_at) == (first.id, T0 + LONGEST_SECONDS - 30)
    assert (after.started_at, after.timeline[0].subject) == (T0 + LONGEST_SECONDS, first.id)


def test_an_incident_after_a_quiet_time_goes_on_from_none(watching: Watching):
    watching.see(flooder())
    watching.see(at=T0 + 100)
    watching.see(flooder(2), at=T0 + 200)
    assert watching.running["shop"].timeline[0].subject == ""
