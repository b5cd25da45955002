from agent.proxy.kept import Kept, KeptFile, Trial


def test_what_is_kept_outlives_the_agent_and_the_newest_counts(tmp_path):
    file = KeptFile(tmp_path / "kept")
    assert file.value == Kept()
    for number in range(5):
        file.change(confirmed=str(number), trial=Trial(deployment="d", digest="x", generation="g"))
    file.close()
    again = KeptFile(tmp_path / "kept")
    assert (again.value.confirmed, again.value.trial.deployment) == ("4", "d")
    again.change(trial=None)
    assert KeptFile(tmp_path / "kept").value.trial is None


def test_a_torn_write_leaves_the_value_before(tmp_path):
    file = KeptFile(tmp_path / "kept")
    file.change(confirmed="1")
    file.change(confirmed="2")
    data = bytearray((tmp_path / "kept").read_bytes())
    data[64 * 1024 + 12] ^= 0xFF
    (tmp_path / "kept").write_bytes(data)
    assert KeptFile(tmp_path / "kept").value.confirmed == "1"


def test_what_cannot_be_read_is_nothing(tmp_path):
    (tmp_path / "kept").write_bytes(b"\x00\xff" * 65536)
    assert KeptFile(tmp_path / "kept").value == Kept()
