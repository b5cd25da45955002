"""Sealing what is secret: AES-256-GCM under the key of the environment, bound to what it is for."""

import hashlib
import os
from typing import ClassVar, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.server.errors import DozorError

_VERSION: Final = b"\x01"
_NONCE_BYTES: Final = 12
_ID_BYTES: Final = 4


class CannotOpen(DozorError):  # noqa: N818 - as all errors of the core
    """A secret cannot be opened: it was sealed by another key, or damaged."""

    status: ClassVar[int] = 503


class Seal:
    """Seals and opens. The first key seals; every one opens, so that a key can be changed.

    A sealed text is a version, four bytes that tell the key, a nonce, and the ciphertext with its tag. `purpose` is
    bound to it: what was sealed for one name does not open under another.
    """

    def __init__(self, *keys: bytes) -> None:
        self._keys = {_key_id(key): AESGCM(key) for key in reversed(keys)}
        self._first = _key_id(keys[0])

    def seal(self, content: bytes, purpose: str) -> bytes:
        """Return the content so that only a holder of the key can read it."""
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + self._first + nonce + self._keys[self._first].encrypt(nonce, content, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """Return what was sealed.

        Raises:
            CannotOpen: by none of the keys, for another purpose, or it is damaged.
        """
        version, key_id = sealed[:1], sealed[1 : 1 + _ID_BYTES]
        nonce, content = sealed[5 : 5 + _NONCE_BYTES], sealed[5 + _NONCE_BYTES :]
        key = self._keys.get(key_id)
        if version != _VERSION or key is None:
            raise CannotOpen
        try:
            return key.decrypt(nonce, content, purpose.encode())
        except (InvalidTag, ValueError) as error:
            raise CannotOpen from error


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"dozor seal" + key).digest()[:_ID_BYTES]
