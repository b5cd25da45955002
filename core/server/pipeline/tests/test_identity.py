import json
import stat
from pathlib import Path

from core.server.pipeline.identity import load_identity


def test_a_folder_keeps_its_identity_and_closes_it_to_others(tmp_path: Path) -> None:
    made = load_identity(tmp_path / "core")
    assert load_identity(tmp_path / "core") == made
    assert stat.S_IMODE((tmp_path / "core/identity.json").stat().st_mode) == 0o600
    assert len(bytes.fromhex(made.challenge_key)) == 32
    assert load_identity(tmp_path / "other").challenge_key != made.challenge_key


def test_a_folder_without_a_key_for_challenges_gets_one_and_stays_itself(tmp_path: Path) -> None:
    made = load_identity(tmp_path)
    path = tmp_path / "identity.json"
    path.write_text(json.dumps({k: v for k, v in json.loads(path.read_text()).items() if k != "challenge_key"}))
    again = load_identity(tmp_path)
    assert (again.log_id, again.hash_seed, again.first_revision) == (made.log_id, made.hash_seed, made.first_revision)
    assert again.challenge_key not in {"", made.challenge_key}
    assert load_identity(tmp_path) == again
