import msgspec
import pytest

from agent.contract.proxy import ApplyResult, CheckResult, Order
from agent.proxy.decision import Answer, Check, Confirm, GoBack, Rest, Run, Try, decide
from agent.proxy.kept import Kept, Trial

NOW = 1000.0
TRIAL = Trial(deployment="d", digest="new", generation="g", until_at=1060.0, verified=True)
PASSED = CheckResult(digest="new", ok=True)
RUNNING = Kept(confirmed="old", good="g0")
CHECKED = msgspec.structs.replace(RUNNING, check=PASSED, checked_for="d")
TRYING = msgspec.structs.replace(CHECKED, trial=TRIAL)
APPLY = Order(version=1, confirmed="old", deployment="d", candidate="new", step="apply")


def order(**changes):
    return msgspec.structs.replace(APPLY, **changes)


def kept(base=RUNNING, **changes):
    return msgspec.structs.replace(base, **changes)


@pytest.mark.parametrize(
    ("said", "remembered", "next_"),
    [
        (None, Kept(), Rest()),
        (None, RUNNING, Rest()),
        (Order(), RUNNING, Rest()),
        (Order(confirmed="old"), RUNNING, Rest()),
        (Order(confirmed="new"), RUNNING, Run("new")),
        (order(step="hold"), RUNNING, Rest()),
        (order(step="check"), RUNNING, Check("d", "new")),
        (order(step="check"), CHECKED, Rest()),
        (order(), RUNNING, Check("d", "new")),
        (order(), CHECKED, Try("d", "new")),
        (order(deployment="e"), CHECKED, Check("e", "new")),
        (order(), kept(CHECKED, check=CheckResult(digest="new", ok=False)), Answer("d", "new", ok=False)),
        (order(), kept(CHECKED, apply=ApplyResult(deployment="d", digest="new", ok=False)), Rest()),
        (order(deployment="e", candidate="old"), RUNNING, Answer("e", "old", ok=True)),
        (order(confirmed="other"), CHECKED, Run("other")),
    ],
)
def test_without_a_trial_the_confirmed_manifest_comes_first_then_the_candidate(said, remembered, next_):
    assert decide(said, remembered, NOW) == next_


@pytest.mark.parametrize(
    ("said", "now", "next_"),
    [
        (APPLY, NOW, Rest(1060.0)),
        (None, NOW, Rest(1060.0)),
        (order(confirmed="new", deployment="", candidate="", step="hold"), NOW, Confirm(TRIAL)),
        (order(confirmed="new", deployment="", candidate="", step="hold"), 2000.0, Confirm(TRIAL)),
        (APPLY, 1060.0, GoBack(TRIAL, "the core did not confirm it in time")),
        (None, 1060.0, GoBack(TRIAL, "the core did not confirm it in time")),
        (order(step="hold"), NOW, GoBack(TRIAL, "the deployment was withdrawn")),
        (order(deployment="e"), NOW, GoBack(TRIAL, "the deployment was withdrawn")),
        (order(confirmed="other"), NOW, Rest(1060.0)),
    ],
)
def test_a_trial_ends_by_confirmation_by_withdrawal_or_by_time(said, now, next_):
    assert decide(said, TRYING, now) == next_


def test_a_trial_that_was_interrupted_is_gone_back_from_without_a_reason():
    interrupted = msgspec.structs.replace(TRIAL, verified=False)
    assert decide(APPLY, kept(TRYING, trial=interrupted), NOW) == GoBack(interrupted)


def test_what_failed_waits_and_what_else_there_is_goes_on():
    assert decide(order(confirmed="new"), RUNNING, NOW, waiting={"new"}) == Rest()
    assert decide(order(confirmed="other"), RUNNING, NOW, waiting={"other"}) == Check("d", "new")
    assert decide(APPLY, CHECKED, NOW, waiting={"new"}) == Rest()


def test_what_is_damaged_is_built_anew_also_without_a_core():
    assert decide(None, RUNNING, NOW, rebuild=True) == Run("old")
    assert decide(None, RUNNING, NOW, rebuild=True, waiting={"old"}) == Rest()
    assert decide(None, TRYING, NOW, rebuild=True) == Rest(1060.0)
