"""The keys that sign access tokens: the newest signs, those before it are believed while their tokens live."""

import hashlib
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from core.server.accounts.refusals import KeysOfTheEnvironment
from core.server.errors import DozorError

TOKENS_LIVE_SECONDS: Final = 630
"""How long a token of a replaced key may be shown: its ten minutes, and half a minute for clocks that differ."""
_ROTATE_AFTER_SECONDS: Final = 30 * 86_400
_SECRET_BYTES: Final = 32
_ID_BYTES: Final = 8


class BrokenSigningKeys(DozorError):  # noqa: N818 - as all errors of the core
    """The file of signing keys cannot be read: without it, new keys are made and nobody has to sign in again."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key. `id` stands in each token that it signed; `made_at` is Unix seconds."""

    id: str
    secret: bytes = field(repr=False)
    made_at: float


class SigningKeys:
    """All keys that are believed, the newest first.

    They live in `file` and change by themselves after 30 days, or they come from the environment (`file` None): then
    who set them changes them, and all that are listed are believed.
    """

    def __init__(self, keys: Sequence[SigningKey], file: Path | None) -> None:
        self._keys = tuple(keys)
        self._file = file

    @classmethod
    def of(cls, given: Sequence[bytes], folder: Path, now: float) -> Self:
        """Return the keys that the environment gives, or those that the data folder keeps."""
        return cls.given(given) if given else cls.kept(folder / "signing-keys.json", now)

    @classmethod
    def given(cls, given: Sequence[bytes]) -> Self:
        """Return the keys that the environment gives, the newest first."""
        return cls([SigningKey(_id_of(secret), secret, 0.0) for secret in given], None)

    @classmethod
    def kept(cls, file: Path, now: float) -> Self:
        """Return the keys of a file; the first start makes it.

        Raises:
            BrokenSigningKeys: what is there are no keys.
        """
        if not file.exists():
            made = cls([_new_key(now)], file)
            made._write()
            return made
        try:
            kept = [
                SigningKey(str(key["id"]), bytes.fromhex(key["secret"]), float(key["made_at"])) for key in _read(file)
            ]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BrokenSigningKeys(f"{file} cannot be read: {error}. Without it, new keys are made.") from error
        if not kept or any(len(key.secret) < _SECRET_BYTES for key in kept):
            raise BrokenSigningKeys(f"{file} holds no keys. Without it, new ones are made.")
        return cls(kept, file)

    @property
    def newest(self) -> SigningKey:
        """The key that signs."""
        return self._keys[0]

    @property
    def all(self) -> tuple[SigningKey, ...]:
        """Every key that is kept, the newest first."""
        return self._keys

    @property
    def rotate_themselves(self) -> bool:
        """Whether they are ours to change."""
        return self._file is not None

    def find(self, key_id: str, now: float) -> bytes | None:
        """Return the secret of a key that is believed at `now`, None where there is none."""
        for place, key in enumerate(self._keys):
            if key.id == key_id:
                return key.secret if self._believed(place, now) else None
        return None

    def rotate(self, now: float, *, forget_others: bool = False) -> SigningKey:
        """Sign with a new key from now on; `forget_others` is for a key that somebody else has come to know.

        Raises:
            Conflict: the keys are the environment's.
        """
        if self._file is None:
            raise KeysOfTheEnvironment
        others = [] if forget_others else [key for place, key in enumerate(self._keys) if self._believed(place, now)]
        self._keys = (_new_key(now), *others)
        self._write()
        return self.newest

    def rotate_when_old(self, now: float) -> bool:
        """Rotate if the newest key is 30 days old, and say whether it was."""
        if self._file is None or now - self.newest.made_at < _ROTATE_AFTER_SECONDS:
            return False
        self.rotate(now)
        return True

    def _believed(self, place: int, now: float) -> bool:
        """Tell whether tokens of a key may still be shown: of the newest, or until those it signed are over."""
        if self._file is None or place == 0:
            return True
        return now - self._keys[place - 1].made_at < TOKENS_LIVE_SECONDS

    def _write(self) -> None:
        assert self._file is not None
        kept = [{"id": key.id, "secret": key.secret.hex(), "made_at": key.made_at} for key in self._keys]
        new = self._file.with_name(f"{self._file.name}.new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
            json.dump(kept, opened)
            opened.flush()
            os.fsync(opened.fileno())
        new.replace(self._file)


def _read(file: Path) -> list[dict[str, str]]:
    read: list[dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return read


def _new_key(now: float) -> SigningKey:
    secret = secrets.token_bytes(_SECRET_BYTES)
    return SigningKey(_id_of(secret), secret, now)


def _id_of(secret: bytes) -> str:
    return hashlib.sha256(b"dozor signing key" + secret).digest()[:_ID_BYTES].hex()
