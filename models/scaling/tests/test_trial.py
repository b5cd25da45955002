from models.scaling.policy import Policy, Target
from models.scaling.scenarios import NO_DETECTION
from models.scaling.traces import DAY, seasonal
from models.scaling.trial import Trial, run

TRACE = seasonal(7, 2).part(DAY + 10 * 3600, 3600)
POLICY = Policy(most=200, target=Target(value=4.0))


def test_bans_and_the_rule_take_away_most_of_what_a_yo_yo_wastes():
    trial = Trial(policy=POLICY, against=("hpa",))
    calm, attacked = run(trial, TRACE, None, "none"), run(trial, TRACE, None, "yo-yo")
    wasted = {who: attacked[who].replica_hours - calm[who].replica_hours for who in calm}
    assert wasted["dozor"] < 0.15 * wasted["hpa"]


def test_a_flash_crowd_fails_half_as_many_requests_as_with_hpa():
    figures = run(Trial(policy=POLICY, against=("hpa",), detection=NO_DETECTION), TRACE, None, "flash")
    assert figures["dozor"].violating < 0.5 * figures["hpa"].violating
    assert figures["dozor"].replica_hours < 1.1 * figures["hpa"].replica_hours


def test_the_same_trial_gives_the_same_figures():
    trial = Trial(policy=POLICY)
    assert run(trial, TRACE.part(0, 1200), None, "fault") == run(trial, TRACE.part(0, 1200), None, "fault")
