import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.codec import StateError, pack_state, unpack_state
from models.decay import COUNTERS
from models.source_table import TTL_SECONDS, SourceTable, TableConfig

NOW = 1_700_000_000


def add(table: SourceTable, keys: range, second: int = NOW) -> np.ndarray:
    slots = table.find_or_add(np.array(keys, np.uint64), np.full(len(keys), second), second)
    table.last[slots] = second
    return slots


def test_a_source_keeps_its_slot():
    table = SourceTable()
    assert add(table, range(1, 50)).tolist() == add(table, range(1, 50), NOW + 5).tolist()


def test_memory_follows_use_up_to_its_bound():
    table = SourceTable(TableConfig(slots=4096))
    assert table.opened == 1024
    for start in range(1, 40_001, 2000):
        add(table, range(start, start + 2000), NOW + start)
    assert table.opened == 4096
    assert len(table) <= 4096


def test_the_stalest_are_forgotten_first():
    table = SourceTable(TableConfig(slots=1024))
    add(table, range(1, 513))
    kept = add(table, range(513, 1025), NOW + 1)
    add(table, range(2000, 2100), NOW + 2)
    assert add(table, range(513, 1025), NOW + 3).tolist() == kept.tolist()
    assert table.evicted >= 100


def test_what_is_silent_for_an_hour_makes_room_before_anything_grows():
    table = SourceTable(TableConfig(slots=4096))
    add(table, range(1, 1025))
    add(table, range(5000, 5500), NOW + TTL_SECONDS + 1)
    assert len(table) == 500
    assert table.opened == 1024


def test_a_forgotten_source_starts_anew():
    table = SourceTable(TableConfig(slots=1024))
    slots = add(table, range(1, 1025))
    table.ew[slots] = 7
    table.bits[slots] = 1
    (slot,) = add(table, range(9000, 9001), NOW + 1)
    assert table.ew[slot].sum() == 0
    assert table.bits[slot].sum() == 0


def test_it_survives_as_bytes():
    table = SourceTable()
    slots = add(table, range(1, 3000))
    table.ew[slots] = np.arange(len(COUNTERS), dtype=np.float32)
    restored = SourceTable.from_bytes(table.to_bytes())
    assert restored.to_bytes() == table.to_bytes()
    slot = add(restored, range(1, 2))
    assert restored.ew[slot].tolist() == [list(range(len(COUNTERS)))]


def test_too_many_sources_for_the_configuration_are_refused():
    table = SourceTable()
    add(table, range(1, 3000))
    with pytest.raises(StateError, match="2999 sources for 1024 slots"):
        SourceTable.from_bytes(table.to_bytes(), TableConfig(slots=1024))


@pytest.mark.parametrize("data", [b"", b"\x00", b"junk", SourceTable().to_bytes()[:-3]])
def test_damaged_bytes_are_refused(data: bytes):
    with pytest.raises(StateError):
        SourceTable.from_bytes(data)


def test_a_table_too_small_to_work_is_refused():
    with pytest.raises(ValueError, match="1024"):
        TableConfig(slots=10)


def test_what_was_restored_forgets_the_same_sources():
    table = SourceTable(TableConfig(slots=1024))
    keys = np.random.default_rng(1).permutation(np.arange(1, 5000, dtype=np.uint64))
    table.find_or_add(keys[:1000], np.full(1000, NOW), NOW)
    table.find_or_add(keys[1000:1500], np.full(500, NOW), NOW)  # some of the first give way to them
    restored = SourceTable.from_bytes(table.to_bytes(), table.config)
    for start in range(1500, 4500, 500):
        for each in (table, restored):
            each.find_or_add(keys[start : start + 500], np.full(500, NOW), NOW)
    held = np.sort(table.key[table._used])
    np.testing.assert_array_equal(held, np.sort(restored.key[restored._used]))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sets(st.integers(1, 3000), max_size=400), st.integers(0, 9000)), max_size=30), st.booleans()
)
def test_every_key_has_a_slot_of_its_own(calls, saved):
    table = SourceTable(TableConfig(slots=1024))
    for keys, second in calls:
        wanted = np.array(sorted(keys), np.uint64)
        slots = table.find_or_add(wanted, np.full(len(wanted), second), second)
        np.testing.assert_array_equal(table.key[slots], wanted)
        assert len(set(slots.tolist())) == len(wanted)
        table.last[slots] = np.maximum(table.last[slots], second)
        assert len(table) <= table.opened <= 1024
        table = SourceTable.from_bytes(table.to_bytes(), table.config) if saved else table
    assert len(table) == np.count_nonzero(table._used)


def test_a_clock_that_jumps_back_forgets_nobody_who_is_there():
    table = SourceTable(TableConfig(slots=1024))
    slots = add(table, range(1, 900))
    assert add(table, range(1, 900), NOW - 90_000).tolist() == slots.tolist()


@pytest.mark.parametrize("name", ["filled", "words", "ew", "last"])
def test_columns_that_do_not_fit_are_refused(name: str):
    table = SourceTable()
    table.bits[add(table, range(1, 50))] = 3
    arrays, values = unpack_state("source_table", 3, table.to_bytes())
    with pytest.raises(StateError, match="damaged"):
        SourceTable.from_bytes(pack_state("source_table", 3, {**arrays, name: arrays[name][:-1]}, values))
