"""What makes a data folder itself: made once, kept with the log."""

import os
import secrets
from pathlib import Path

import msgspec


class Identity(msgspec.Struct, frozen=True):
    """The folder's name and seeds.

    `log_id` names the log that positions count in; `hash_seed` seeds the fleet's hashes of URLs; `first_revision`
    is where actions begin to count: higher for a newer folder, so that nodes notice.
    """

    log_id: str
    hash_seed: int
    first_revision: int


def load_identity(folder: Path) -> Identity:
    """Return the folder's identity, made on the first call.

    Raises:
        OSError: it cannot be read or written.
        msgspec.MsgspecError: the file is damaged.
    """
    path = folder / "identity.json"
    if path.exists():
        return msgspec.json.decode(path.read_bytes(), type=Identity)
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    unfinished.touch(mode=0o600)
    made_at = int(unfinished.stat().st_mtime)
    identity = Identity(secrets.token_hex(16), secrets.randbits(63), made_at * 1000)
    with unfinished.open("wb") as file:
        file.write(msgspec.json.encode(identity))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return identity
