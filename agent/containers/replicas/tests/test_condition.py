"""How a container is, as it is told."""

from agent.containers.replicas.condition import death_of, hindrance, life_of, lived_seconds
from agent.containers.replicas.tests.told import AT, START, container
from agent.contract.proxy import MemberState


def test_a_container_can_be_asked_when_it_runs_and_is_not_known_to_be_unwell():
    assert [life_of(container(Health=health)) for health in (None, {"Status": "none"}, {"Status": "healthy"})] == [
        "up", "up", "up",
    ]  # fmt: skip
    assert [life_of(container(Health={"Status": each})) for each in ("starting", "unhealthy")] == ["starting"] * 2
    assert [life_of(container(Status=each)) for each in ("paused", "restarting", "odd")] == ["starting"] * 3
    assert [life_of(container(Status=each)) for each in ("exited", "dead", "created", "removing")] == ["dead"] * 4


def test_what_keeps_a_replica_from_getting_ready_is_said_in_words():
    unwell = MemberState(service="shop", member="m", serving=False, healthy=False, reason="answered 500")
    assert hindrance(container(StartedAt=START), unwell, AT + 5) == ""
    assert hindrance(container(StartedAt=START), unwell, AT + 60) == "is not ready: answered 500"
    assert hindrance(container(StartedAt=START), None, AT + 60) == "is not ready: takes its time"
    assert hindrance(container(Status="restarting", ExitCode=3), None, AT) == ("ends again and again, with exit code 3")
    assert hindrance(container(Health={"Status": "unhealthy"}), None, AT) == "is unhealthy by its own check"
    assert hindrance(container(Paused=True, Status="paused"), None, AT) == "is paused"


def test_how_a_container_ended_is_said_in_words():
    ended = container(Status="exited", ExitCode=137, OOMKilled=True, StartedAt=START, FinishedAt=START)
    assert death_of(ended) == "ended with exit code 137, killed for its memory"
    assert lived_seconds(ended) == 0
