from random import Random

import numpy as np
import pytest

from agent.contract.columns import UrlFlag
from models.groups.members import surprisal_of
from models.groups.stage import GroupStage
from models.groups.state import GroupState
from models.groups.tests.simulation import START, WARM_SECONDS, World, address, ask, bots, visitors
from models.scores import Membership
from models.stage import ScoringStage
from models.tests.records import T0, crowd, record_of

LOGIN = UrlFlag.LOGIN | UrlFlag.POST


@pytest.fixture(scope="module")
def api():
    """A service that nobody asks for assets."""
    return saved(World().run(visitors(Random(1), T0, WARM_SECONDS, assets=False), START))


def saved(world):
    return world.scoring.to_bytes(), world.groups.to_bytes()


def later(seconds, *, assets=True):
    return visitors(Random(2), START, seconds, assets=assets, first=50_000)


def bot_addresses(count):
    return {address(100_000 + number) for number in range(count)}


def home(rows):
    """The same visits, with the front page in every second of them."""
    return [*rows, *(ask(row.second, row.address, 61, assets=4) for row in rows[::2])]


def test_a_leap_from_night_to_day_is_no_event_and_hides_no_attack():
    random = Random(1)
    night = [row for n in range(0, WARM_SECONDS, 4) for row in visitors(random, T0 + n, 1, first=n)]
    day = [row for k in range(4) for row in visitors(random, START, 360, first=20_000 + 5_000 * k)]
    world = World(*saved(World().run(home(night), START))).run(home(day), START + 240)
    assert not world.events
    rows = [row for row in home(day) if row.second >= START + 240] + bots(Random(3), START + 240, 120, 200, 5)
    world.run(rows, START + 360)
    assert len(world.attackers.keys() & bot_addresses(200)) >= 190
    assert world.attackers.keys() <= bot_addresses(200)


def test_everyday_traffic_is_no_event(site):
    world = World(*site).run(later(120), START + 120)
    assert not world.events
    assert not world.attackers


def test_many_sources_asking_for_one_thing_are_found(site):
    rows = later(90) + bots(Random(3), START, 90, 200, 5)
    world = World(*site).run(rows, START + 90)
    assert len(world.attackers.keys() & bot_addresses(200)) >= 196
    assert world.attackers.keys() <= bot_addresses(200)
    assert world.kinds() == {"distributed"}


def test_slow_bots_are_found(site):
    rows = later(240) + bots(Random(3), START, 240, 200, 30)
    world = World(*site).run(rows, START + 240)
    assert len(world.attackers.keys() & bot_addresses(200)) >= 190
    assert world.attackers.keys() <= bot_addresses(200)


def test_a_path_that_is_usual_here_tells_bots_where_it_is_asked_for_much_more_often(site):
    rows = later(120) + bots(Random(3), START, 120, 200, 5, path=5)
    world = World(*site).run(rows, START + 120)
    assert len(world.attackers.keys() & bot_addresses(200)) >= 190
    assert world.attackers.keys() <= bot_addresses(200)


def test_bots_that_ask_for_the_front_page_too_are_found():
    random = Random(3)
    rows = home(later(120))
    for number in range(200):
        at = START + random.uniform(0, 6)
        while at < START + 120:
            rows.append(ask(int(at), address(100_000 + number), random.choice((61, 61, 61, 900, 901))))
            at += random.uniform(3, 9)
    site = saved(World().run(home(visitors(Random(1), T0, WARM_SECONDS)), START))
    world = World(*site).run(rows, START + 120)
    assert len(world.attackers.keys() & bot_addresses(200)) >= 190
    assert world.attackers.keys() <= bot_addresses(200)


def test_neither_a_redirect_nor_a_monitor_that_was_there_before_is_a_member(site):
    person, monitor = address(300_001), address(300_002)
    rows = [*later(180), *bots(Random(3), START + 90, 90, 200, 5)]
    at = START + 130
    rows += [ask(at, person, 900), ask(at + 2, person, 900), ask(at + 3, person, 901, assets=3)]
    rows += [ask(at, monitor, 900) for at in range(START, START + 180, 5)]
    world = World(*site).run(rows, START + 180)
    assert len(world.attackers.keys() & bot_addresses(200)) >= 190
    assert world.attackers.keys() <= bot_addresses(200)


def test_browsers_that_follow_one_link_are_a_flash_crowd_and_none_is_banned(site):
    random = Random(4)
    rows = later(120)
    for number in range(500):
        at = START + int(random.betavariate(1.5, 3) * 100)
        rows.append(ask(at, address(200_000 + number), 900, assets=random.randint(2, 9)))
        rows += [ask(at + 5 + k, address(200_000 + number), 900, assets=random.randint(0, 4)) for k in range(3)]
    world = World(*site).run(rows, START + 120)
    assert not world.attackers
    assert world.kinds() == {"flash_crowd"}


def test_apps_that_were_told_to_open_are_never_banned(api):
    random = Random(4)
    rows = later(120, assets=False)
    for number in range(500):
        at = START + int(random.betavariate(1.2, 4) * 100)
        rows += [ask(at + 2 * k, address(200_000 + number), 900 + k % 2) for k in range(5)]
    world = World(*api).run(rows, START + 120)
    assert not world.attackers
    assert world.crowd
    assert world.kinds() == {"flash_crowd"}


def test_bots_at_an_api_are_a_crowd_as_nothing_tells_them_from_apps(api):
    rows = later(90, assets=False) + bots(Random(3), START, 90, 200, 5)
    world = World(*api).run(rows, START + 90)
    assert not world.attackers
    assert len(world.crowd.keys() & bot_addresses(200)) >= 190


@pytest.mark.parametrize("service", ["site", "api"])
def test_passwords_tried_by_sixty_addresses_once_a_minute_are_stuffing(service, request):
    rows = later(420, assets=service == "site") + bots(Random(3), START, 420, 60, 40, flags=LOGIN)
    world = World(*request.getfixturevalue(service)).run(rows, START + 420)
    assert len(world.attackers.keys() & bot_addresses(60)) >= 58
    assert world.attackers.keys() <= bot_addresses(60)
    assert "stuffing" in world.kinds()


def test_people_who_log_in_at_once_are_not_stuffing(site):
    rows = later(120)
    for number in range(200):
        at, source = START + number // 3, address(200_000 + number)
        rows += [
            ask(at, source, 77, assets=5),
            ask(at + 9, source, 78, flags=LOGIN),
            ask(at + 12, source, 79, assets=2),
        ]
    world = World(*site).run(rows, START + 120)
    assert not world.attackers


def test_one_flood_is_not_a_distributed_attack(site):
    flood = [ask(START + s, address(300_000), 900) for s in range(60)]
    for row in flood:
        row.counts = {**row.counts, "requests": 300, "gets": 300}
    world = World(*site).run(later(90) + flood, START + 90)
    assert not world.attackers
    assert not world.crowd


def test_who_was_known_before_is_no_member(site):
    regulars = [address(number) for number in range(100)]  # visitors of the first minutes
    rows = later(90) + bots(Random(3), START, 90, 200, 5)
    rows += [ask(START + 5 * k, source, 900) for source in regulars for k in range(18)]
    world = World(*site).run(rows, START + 90)
    assert len(world.attackers.keys() & bot_addresses(200)) >= 190
    assert not world.attackers.keys() & set(regulars)


def test_an_event_ends_when_the_excess_is_over(site):
    rows = later(240) + bots(Random(3), START, 60, 200, 5)
    world = World(*site).run(rows, START + 240)
    assert world.events
    assert not world.groups.running


def test_bots_that_come_back_are_not_known_by_then(site):
    rows = later(900) + bots(Random(3), START, 60, 200, 5) + bots(Random(4), START + 800, 60, 200, 5)
    world = World(*site).run(rows, START + 780)
    world.attackers.clear()
    world.run(rows := [row for row in rows if row.second >= START + 780], START + 860)
    assert len(world.attackers.keys() & bot_addresses(200)) >= 190


def test_state_as_bytes_goes_on_as_if_nothing_had_happened(site):
    rows = later(60) + bots(Random(3), START, 60, 200, 5)
    whole = World(*site).run(rows, START + 60)
    half = World(*site).run(rows, START + 20)
    rest = World(*saved(half)).run([row for row in rows if row.second >= START + 20], START + 60)
    assert rest.groups.to_bytes() == whole.groups.to_bytes()
    assert {**rest.attackers, **half.attackers} == whole.attackers


def test_a_clock_that_jumps_ends_what_was_running_and_accuses_nobody(site):
    world = World(*site).run(later(30) + bots(Random(3), START, 30, 200, 5), START + 30)
    assert world.groups.running
    for as_of in (START + 10 * 86400, START - 3600, START + 10 * 86400 + 1):
        record = record_of([ask(as_of, "1.2.3.4", 1)], position=1, as_of=as_of)
        (scores,) = ScoringStage().process([record], world.scoring)
        told = GroupStage().process(record, scores, world.groups)
        assert not told.membership.any()
    assert not world.groups.running


def test_a_clock_that_was_ahead_for_a_moment_does_not_blind(site):
    world = World(*site)
    for as_of in (START + 86_400, START):
        record = record_of([], position=1, as_of=as_of)
        (scores,) = ScoringStage().process([record], world.scoring)
        GroupStage().process(record, scores, world.groups)
    world.run(later(150) + bots(Random(3), START + 30, 120, 200, 5), START + 150)
    assert len(world.attackers.keys() & bot_addresses(200)) >= 190


def test_an_empty_report_and_late_rows_change_nothing_but_time(site):
    world = World(*site)
    for rows in ([], [ask(START - 500, address(900_000 + n), 900) for n in range(500)]):
        record = record_of(rows, position=1, as_of=START)
        (scores,) = ScoringStage().process([record], world.scoring)
        told = GroupStage().process(record, scores, world.groups)
        assert not told.event
        assert not told.membership.any()
    assert world.groups.recent.visits[-1][1].key.size == 0


def test_a_log_in_which_everyone_attacks_from_its_first_second_has_nothing_to_compare_with():
    world = World().run(bots(Random(3), T0, 300, 100, 5), T0 + 300)
    assert not world.attackers


def test_memory_does_not_grow_with_the_attackers():
    state, scoring = GroupState(slots=1 << 12), World().scoring
    sizes = []
    for i in range(6):
        record = crowd(30_000, T0 + 5 * i, position=i)
        (scores,) = ScoringStage().process([record], scoring)
        GroupStage().process(record, scores, state)
        sizes.append(len(state.register.to_bytes()))
    assert max(sizes) < 1_000_000
    assert len(state.register.key) == 1 << 12


def test_the_scores_say_what_the_group_head_says(site):
    world = World(*site)
    rows = later(40) + bots(Random(3), START, 40, 200, 5)
    world.run(rows, START + 39)
    record = record_of([row for row in rows if row.second == START + 39], position=9, as_of=START + 39)
    (scores,) = ScoringStage().process([record], world.scoring)
    told = GroupStage().process(record, scores, world.groups)
    member = told.membership == Membership.ATTACK
    assert member.any()
    assert np.isnan(told.heads[~member, 4]).all()
    assert (surprisal_of(told.group_evidence[member]).astype(np.float32) == told.heads[member, 4]).all()
    assert (told.score[member] >= scores.score[member]).all()
    assert (told.heads[:, :4] == scores.heads[:, :4])[~np.isnan(scores.heads[:, :4])].all()
