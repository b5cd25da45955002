import pytest

from core.server.seal import CannotOpen, Seal

KEY = bytes(range(32))


def test_what_is_sealed_opens_for_the_same_purpose_alone():
    seal = Seal(KEY)
    sealed = seal.seal(b"content", "secret a")
    assert seal.open(sealed, "secret a") == b"content"
    assert b"content" not in sealed
    with pytest.raises(CannotOpen):
        seal.open(sealed, "secret b")


@pytest.mark.parametrize("at", [0, 3, 8, -1])
def test_what_was_touched_does_not_open(at):
    sealed = bytearray(Seal(KEY).seal(b"content", "p"))
    sealed[at] ^= 1
    with pytest.raises(CannotOpen):
        Seal(KEY).open(bytes(sealed), "p")


def test_nothing_and_a_part_do_not_open():
    sealed = Seal(KEY).seal(b"content", "p")
    for part in (b"", sealed[:10], sealed[:20]):
        with pytest.raises(CannotOpen):
            Seal(KEY).open(part, "p")


def test_after_a_change_of_the_key_the_old_one_still_opens_and_the_new_one_seals():
    other = bytes(32)
    both = Seal(other, KEY)
    assert both.open(Seal(KEY).seal(b"x", "p"), "p") == b"x"
    with pytest.raises(CannotOpen):
        Seal(KEY).open(both.seal(b"x", "p"), "p")
