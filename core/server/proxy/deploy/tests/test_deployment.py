from agent.contract.proxy import ApplyResult, CheckResult, NodeState, Problem
from core.server.proxy.deploy.deployment import (
    APPLY_SECONDS,
    SILENT_SECONDS,
    NodePart,
    advance,
    begin,
    cancel,
    wanted,
)

WRONG = [Problem(file="sites/shop.conf", line=7, message="unknown directive")]


def begun(*names):
    parts = {f"id-{name}": NodePart(name=name, candidate=f"new-{name}", before=f"old-{name}") for name in names}
    return begin("d1", 5, parts, 0.0)


def checked(name, *, ok=True, deployment="d1"):
    result = CheckResult(deployment=deployment, digest=f"new-{name}", ok=ok, problems=[] if ok else WRONG)
    return {f"id-{name}": NodeState(check=result)}


def applied(name, *, ok=True, deployment="d1"):
    result = ApplyResult(deployment=deployment, digest=f"new-{name}", ok=ok, problems=[] if ok else WRONG)
    return {f"id-{name}": NodeState(apply=result)}


def through_checks(*names):
    deployment = begun(*names)
    for name in names:
        deployment = advance(deployment, checked(name), 1.0)
    return deployment


def test_all_check_then_one_applies_then_the_rest():
    deployment = begun("a", "b", "c")
    assert {wanted(deployment, f"id-{name}") for name in "abc"} == {(f"new-{name}", "check") for name in "abc"}
    deployment = through_checks("a", "b", "c")
    assert deployment.phase == "trying"
    assert [wanted(deployment, f"id-{name}")[1] for name in "abc"] == ["apply", "check", "check"]
    deployment = advance(deployment, applied("a"), 2.0)
    assert deployment.phase == "spreading"
    assert [wanted(deployment, f"id-{name}")[1] for name in "abc"] == ["apply", "apply", "apply"]
    deployment = advance(advance(deployment, applied("b"), 3.0), applied("c"), 3.0)
    assert deployment.phase == "done"
    assert wanted(deployment, "id-a") == ("", "hold")


def test_where_nodes_are_many_a_tenth_follows_the_first_before_the_rest():
    names = [f"n{number:02}" for number in range(30)]
    deployment = advance(through_checks(*names), applied("n00"), 2.0)
    assert (deployment.phase, deployment.few) == ("widening", ["id-n01", "id-n02"])
    steps = {name: wanted(deployment, f"id-{name}")[1] for name in names}
    assert [name for name, step in steps.items() if step == "apply"] == ["n00", "n01", "n02"]
    deployment = advance(deployment, applied("n01"), 3.0)
    stopped = advance(deployment, applied("n02", ok=False), 4.0)
    assert (stopped.phase, stopped.reason) == ("failed", "n02: sites/shop.conf:7: unknown directive")
    deployment = advance(deployment, applied("n02"), 4.0)
    assert {wanted(deployment, f"id-{name}")[1] for name in names} == {"apply"}
    assert deployment.phase == "spreading"


def test_whoever_applied_it_waits_until_all_had_their_time():
    assert through_checks("a", "b").confirmed_within_seconds > APPLY_SECONDS
    assert through_checks(*(f"n{number:02}" for number in range(20))).confirmed_within_seconds > 2 * APPLY_SECONDS


def test_one_check_that_fails_ends_it_before_anything_was_applied():
    deployment = advance(begun("a", "b"), checked("b", ok=False), 1.0)
    assert deployment.phase == "failed"
    assert deployment.reason == "b: sites/shop.conf:7: unknown directive"
    assert all(line.what != "applied" for line in deployment.timeline)


def test_the_first_node_that_goes_back_ends_it():
    deployment = advance(through_checks("a", "b"), applied("a", ok=False), 2.0)
    assert deployment.phase == "failed"
    assert deployment.reason.startswith("a: ")


def test_a_later_node_that_goes_back_ends_it_for_all():
    deployment = advance(through_checks("a", "b"), applied("a"), 2.0)
    deployment = advance(deployment, applied("b", ok=False), 3.0)
    assert deployment.phase == "failed"
    assert wanted(deployment, "id-a") == ("", "hold")


def test_a_silent_node_is_left_behind():
    deployment = advance(begun("a", "b"), checked("a"), 1.0)
    deployment = advance(deployment, checked("a"), SILENT_SECONDS)
    assert deployment.nodes["id-b"].status == "away"
    assert deployment.phase == "trying"
    deployment = advance(deployment, applied("a"), SILENT_SECONDS + 1)
    assert deployment.phase == "done"


def test_a_node_that_is_back_in_time_takes_part_again():
    deployment = advance(through_checks("a", "b"), applied("a"), 2.0)
    deployment = advance(deployment, applied("a"), 2.0 + SILENT_SECONDS)
    assert deployment.phase == "done"  # b said nothing while the rest applied
    deployment = advance(begun("a", "b"), {}, SILENT_SECONDS)
    assert deployment.phase == "failed"
    assert deployment.reason == "none of the nodes is there"


def test_the_first_node_that_falls_silent_ends_it():
    deployment = advance(through_checks("a", "b"), {}, 1.0 + SILENT_SECONDS)
    assert deployment.phase == "failed"
    assert "away" in deployment.reason


def test_a_node_that_talks_and_does_not_apply_ends_it():
    deployment = through_checks("a", "b")
    now = 1.0
    while deployment.is_running and now < 1000:
        now += 5.0
        deployment = advance(deployment, {**checked("a"), **checked("b")}, now)
    assert deployment.reason == "a did not apply it in time"
    assert now < 1.0 + APPLY_SECONDS + 10


def test_what_is_said_about_another_deployment_does_not_count():
    deployment = advance(through_checks("a"), applied("a", deployment="d0"), 2.0)
    assert deployment.phase == "trying"
    assert advance(begun("a"), checked("a", ok=False, deployment="d0"), 1.0).phase == "checking"


def test_a_node_that_applied_and_fell_silent_is_not_sent_back_meanwhile():
    deployment = advance(through_checks("a", "b"), applied("a"), 2.0)
    for now in (8.0, 14.0, 20.0):
        deployment = advance(deployment, checked("b"), now)
    assert wanted(deployment, "id-a") == ("new-a", "apply")


def test_without_concerned_nodes_it_is_done_at_once():
    assert begin("d1", 5, {}, 0.0).phase == "done"


def test_who_cancels_is_told_and_all_hold():
    deployment = cancel(through_checks("a", "b"), "ann", 2.0)
    assert (deployment.phase, deployment.reason) == ("cancelled", "cancelled by ann")
    assert wanted(deployment, "id-a") == ("", "hold")
    assert cancel(deployment, "bob", 3.0) == deployment


def test_the_timeline_tells_what_happened_in_order():
    deployment = advance(through_checks("a"), applied("a"), 2.0)
    assert [line.what for line in deployment.timeline] == [
        "started",
        "checked",
        "trying",
        "applied",
        "spreading",
        "done",
    ]
