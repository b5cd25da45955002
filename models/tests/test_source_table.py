import numpy as np
import pytest

from models.codec import StateError
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
    assert len(table.key) == 1024
    for start in range(1, 40_001, 2000):
        add(table, range(start, start + 2000), NOW + start)
    assert len(table.key) == 4096
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
    assert len(table.key) == 1024


def test_a_forgotten_source_starts_anew():
    table = SourceTable(TableConfig(slots=1024))
    slots = add(table, range(1, 1025))
    table.ew[slots] = 7
    table.bits[slots] = 1
    (slot,) = add(table, range(9000, 9001), NOW + 1)
    assert table.ew[slot].sum() == 0
    assert table.bits[slot].sum() == 0
    assert table.first[slot] == NOW + 1


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
