from core.server.telegram.patience import Patience


def test_each_is_granted_so_many_within_the_time():
    patience = Patience(2, 60.0)
    assert [patience.grants(7, at) for at in (0.0, 1.0, 2.0, 59.0)] == [True, True, False, False]
    assert patience.grants(8, 2.0)
    assert patience.grants(7, 60.5)


def test_all_together_are_granted_no_more_than_the_bound():
    patience = Patience(2, 60.0, in_all=3)
    assert sum(patience.grants(user, 1.0) for user in range(100)) == 3
    assert patience.grants(1, 62.0)


def test_what_is_remembered_is_bounded():
    patience = Patience(1, 60.0)
    for user in range(20_000):
        patience.grants(user, 0.0)
    assert len(patience._by_key) == 10_000


def test_a_clock_that_was_set_back_silences_nobody():
    patience = Patience(1, 60.0, in_all=1)
    assert patience.grants(7, 9000.0)
    assert patience.grants(7, 10.0)
