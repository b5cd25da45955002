import stat

import pytest

from agent.state import InUseError, StateFolder


@pytest.fixture
def folder(tmp_path):
    folder = StateFolder(tmp_path / "state")
    yield folder
    folder.close()


def test_what_the_core_told_is_known_after_a_restart_and_closed_to_others(tmp_path):
    folder = StateFolder(tmp_path / "state")
    folder.hash_seed, folder.challenge_key = 7, "5f" * 32
    folder.challenge_key = "6a" * 32
    folder.close()
    again = StateFolder(folder.path)
    assert (again.hash_seed, again.challenge_key) == (7, "6a" * 32)
    assert {stat.S_IMODE((folder.path / name).stat().st_mode) for name in ("hash-seed", "challenge-key")} == {0o600}
    again.close()


def test_before_the_core_told_there_is_no_seed_and_no_key(folder):
    assert (folder.hash_seed, folder.challenge_key) == (0, "")
    (folder.path / "hash-seed").write_bytes(b"\xff")
    assert folder.hash_seed == 0


def test_a_folder_is_held_by_one_agent(folder):
    with pytest.raises(InUseError):
        StateFolder(folder.path)
