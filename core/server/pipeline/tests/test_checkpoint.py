import pytest

from core.server.pipeline.checkpoint import Checkpoints


@pytest.fixture
def checkpoints(tmp_path):
    return Checkpoints(tmp_path)


def restored(checkpoints):
    taken = []
    found = checkpoints.restore(lambda data, position: taken.append((position, data)))
    return taken[-1] if found else None


def test_the_newest_is_restored_and_two_are_kept(checkpoints, tmp_path):
    assert restored(checkpoints) is None
    for position in (5, 9, 100):
        checkpoints.write(position, b"state %d" % position)
    assert restored(checkpoints) == (100, b"state 100")
    assert len(list(tmp_path.iterdir())) == 2
    assert checkpoints.oldest_position == 9


def test_a_damaged_one_is_passed_over(checkpoints, tmp_path):
    for position in (5, 9):
        checkpoints.write(position, b"state %d" % position)
    newest = max(tmp_path.iterdir())
    for content in (b"", newest.read_bytes()[:-1], b"x" * 100):
        newest.write_bytes(content)
        assert restored(checkpoints) == (5, b"state 5")


def test_what_repeats_itself_takes_little_room(checkpoints, tmp_path):
    data = b"the same evidence again, " * 10_000
    checkpoints.write(5, data)
    assert restored(checkpoints) == (5, data)
    (file,) = tmp_path.iterdir()
    assert file.stat().st_size < len(data) / 100


def test_one_of_another_version_is_passed_over(checkpoints):
    checkpoints.write(5, b"old")

    def refuse(data, position):
        raise ValueError("of another version")

    assert not checkpoints.restore(refuse)


def test_one_checkpoint_alone_frees_nothing(checkpoints):
    checkpoints.write(5, b"only")
    assert checkpoints.oldest_position == 0


def test_what_was_not_finished_is_gone_after_a_restart(tmp_path):
    (tmp_path / "00000000000000000007.tmp").write_bytes(b"half")
    assert restored(Checkpoints(tmp_path)) is None
    assert list(tmp_path.iterdir()) == []
