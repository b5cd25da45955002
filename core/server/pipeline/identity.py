"""What makes a data folder itself: made once, kept with the log."""

import os
import secrets
from pathlib import Path

import msgspec


class Identity(msgspec.Struct, frozen=True):
    """The folder's name, seeds and key.

    `log_id` names the log that positions count in; `hash_seed` seeds the fleet's hashes of URLs; `first_revision`
    is where actions begin to count: higher for a newer folder, so that nodes notice; `challenge_key` signs the
    fleet's challenges (64 hex digits, secret).
    """

    log_id: str
    hash_seed: int
    first_revision: int
    challenge_key: str


def load_identity(folder: Path) -> Identity:
    """Return the folder's identity, made on the first call.

    Raises:
        OSError: it cannot be read or written.
        msgspec.MsgspecError: the file is damaged.
    """
    path = folder / "identity.json"
    if path.exists():
        known = msgspec.json.decode(path.read_bytes())
        if "challenge_key" in known:
            return msgspec.convert(known, Identity)
        return _keep(path, msgspec.convert(known | {"challenge_key": _new_key()}, Identity))
    folder.mkdir(parents=True, exist_ok=True)
    made_at = int(_unfinished(path).stat().st_mtime)
    return _keep(path, Identity(secrets.token_hex(16), secrets.randbits(63), made_at * 1000, _new_key()))


def _new_key() -> str:
    return secrets.token_hex(32)


def _keep(path: Path, identity: Identity) -> Identity:
    unfinished = _unfinished(path)
    with unfinished.open("wb") as file:
        file.write(msgspec.json.encode(identity))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return identity


def _unfinished(path: Path) -> Path:
    unfinished = path.with_suffix(".tmp")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    return unfinished
