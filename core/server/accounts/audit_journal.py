"""Where entries of the audit log wait on disk while the database is away, so that a crash loses none of them."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from core.server.accounts.audit_entry import Entry

_log: Final = logging.getLogger(__name__)
_encoder: Final = msgspec.json.Encoder()


class AuditJournal:
    """A file with the entries that the database does not have, one a line. Only its owner may read it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.holds_any = file.exists()

    def read(self) -> list[Entry]:
        """Return what waits; a line that a crash has cut is left out, and said."""
        found = []
        for line in filter(None, self._file.read_bytes().splitlines()):
            try:
                found.append(msgspec.json.decode(line, type=Entry))
            except msgspec.MsgspecError:
                _log.error("the audit journal has a line that cannot be read: %r", line[:200])
        return found

    def append(self, entries: Sequence[Entry]) -> None:
        """Add entries; they are on disk when this returns."""
        lines = b"\n" + b"".join(_encoder.encode(entry) + b"\n" for entry in entries)  # "\n": one may have been cut
        with os.fdopen(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as opened:
            opened.write(lines)
            opened.flush()
            os.fsync(opened.fileno())
        self.holds_any = True

    def clear(self) -> None:
        """Forget what is in the database by now."""
        self._file.unlink(missing_ok=True)
        self.holds_any = False
