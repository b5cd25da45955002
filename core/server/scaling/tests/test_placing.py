from hypothesis import given
from hypothesis import strategies as st

from core.server.scaling.placing import Room, place


def test_replicas_are_spread_over_nodes_of_equal_traffic():
    rooms = {"a": Room(weight=10), "b": Room(weight=10), "c": Room(weight=10)}
    assert place({}, 7, rooms) == {"a": 3, "b": 2, "c": 2}


def test_a_node_with_more_traffic_gets_more():
    assert place({}, 8, {"a": Room(weight=30), "b": Room(weight=10)}) == {"a": 6, "b": 2}


def test_members_that_are_no_replicas_count():
    assert place({}, 1, {"a": Room(weight=10, others=1), "b": Room(weight=10)}) == {"b": 1}


def test_of_equal_nodes_the_one_with_more_free_memory_comes_first():
    assert place({}, 1, {"a": Room(free_bytes=1e9), "b": Room(free_bytes=2e9)}) == {"b": 1}


def test_what_does_not_fit_goes_elsewhere_or_nowhere():
    rooms = {"a": Room(weight=100, fits=1), "b": Room(weight=1, fits=2)}
    assert place({}, 2, rooms) == {"a": 1, "b": 1}
    assert place({}, 9, rooms) == {"a": 1, "b": 2}
    assert place({"a": 4}, 9, {}) == {"a": 4}


def test_a_busy_processor_comes_last():
    assert place({}, 2, {"a": Room(weight=100, is_busy=True), "b": Room(weight=1)}) == {"b": 2}


def test_one_goes_from_where_it_is_fullest():
    assert place({"a": 2, "b": 2}, 3, {"a": Room(weight=30), "b": Room(weight=10)}) == {"a": 2, "b": 1}
    assert place({"a": 2, "b": 2}, 3, {"a": Room(), "b": Room(is_busy=True)}) == {"a": 2, "b": 1}


def test_one_without_a_template_goes_first():
    assert place({"gone": 1, "a": 3}, 3, {"a": Room()}) == {"gone": 0, "a": 3}


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 8)),
    st.integers(0, 40),
    st.dictionaries(
        st.sampled_from("abcd"),
        st.builds(Room, weight=st.floats(0, 1e6), fits=st.integers(0, 8), is_busy=st.booleans()),
    ),
)
def test_nothing_moves_without_need_and_nothing_is_more_than_asked_for(counts, target, rooms):
    after, before = place(counts, target, rooms), sum(counts.values())
    if target <= before:
        assert sum(after.values()) == target
        assert all(after[node] <= counts[node] for node in counts)
    else:
        assert sum(after.values()) <= target
        assert all(after[node] >= counts[node] for node in counts)
        full = all(after.get(node, 0) - counts.get(node, 0) == room.fits for node, room in rooms.items())
        assert sum(after.values()) == target or full
