import numpy as np
import pytest

from models.groups.register import Register
from models.shard import mix64

KEYS = mix64(np.arange(1, 5000, dtype=np.uint64))


def find(register, keys, second):
    return register.find_or_add(keys, np.zeros(len(keys), np.int64), np.full(len(keys), second))


def test_a_source_keeps_its_slot():
    register = Register(1 << 14)
    slots = find(register, KEYS[:1000], 100)
    assert len(set(slots.tolist())) == 1000
    assert (find(register, KEYS[:1000], 200) == slots).all()
    assert (register.find(KEYS[:1000]) == slots).all()
    assert (register.first[slots] == 100).all()
    assert (register.last[slots] == 200).all()


def test_an_unknown_source_has_no_slot():
    register = Register(1 << 10)
    assert (register.find(KEYS[:9]) == -1).all()


def test_where_a_set_is_full_the_longest_silent_is_forgotten():
    register = Register(4)
    find(register, KEYS[:4], 100)
    find(register, KEYS[1:4], 200)
    assert find(register, KEYS[4:5], 300)[0] >= 0
    assert register.find(KEYS[:1])[0] == -1
    assert (register.find(KEYS[1:5]) >= 0).all()


def test_who_finds_no_room_has_no_slot_and_displaces_nobody_of_the_same_moment():
    register = Register(4)
    slots = find(register, KEYS[:10], 100)
    assert sorted(slots.tolist()) == [-1] * 6 + [0, 1, 2, 3]


def test_a_new_source_starts_with_nothing():
    register = Register(4)
    register.asked[find(register, KEYS[:4], 100)] = 9
    slots = find(register, KEYS[10:14], 200)
    assert (register.asked[slots] == 0).all()


def test_it_survives_as_bytes():
    register = Register(1 << 10)
    register.matching[find(register, KEYS[:50], 100), 1] = 3
    again = Register.from_bytes(register.to_bytes())
    assert again.to_bytes() == register.to_bytes()
    assert (again.find(KEYS[:50]) == register.find(KEYS[:50])).all()


def test_slots_are_a_power_of_two():
    with pytest.raises(ValueError, match="power of two"):
        Register(1000)
