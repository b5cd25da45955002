"""A file on its way into a spool: where both stand is noted together, so that each line is kept once."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from agent.logbook.entry import CUT_MOST, CUT_SHIFT, ENTRY, LINE_BYTES
from agent.logbook.kernel import Splitter
from agent.logbook.shelf import Kept
from agent.opening import open_any, open_guarded
from agent.position import Position
from agent.tail import LogTail

logger = logging.getLogger(__name__)

ROUND_BYTES: Final = 1024**2
LOOK_SECONDS: Final = 1.0
"""How often a file is looked at closely though its name leads to the same one of the same size: for its rotation."""

SAVE_SECONDS: Final = 15.0
"""How often it is noted where both stand: what was read since is read again after a crash, and cut from the spool.

For fifty containers that speak a file system takes 2 % of a core for these notes where they are made every 3 s.
"""

HALF_LINE_SECONDS: Final = 60.0
"""How long a note may wait for the end of a line: a prompt has none, and is a line by itself then."""

LATE_SECONDS: Final = 5.0
"""Lines of files that say when they were written are of that time where they were seen so much later."""

LATE_BYTES: Final = 16 * 1024
"""Of such lines so many at a time are of the same instant."""

_CHECKPOINT: Final = "positions.json"
Stamp = Callable[[bytes], float | None]
"""Reads when a line was written (Unix seconds), None where it does not say."""


class Checkpoint(msgspec.Struct, frozen=True):
    """Where the tail stood when the spool's next line was `next_line`: both go back to that after a crash."""

    next_line: int
    positions: list[Position]


class TailedFile:
    """A file, and the spool that its lines go to. `records`: it is an engine's json-file log.

    Where there is no checkpoint, an engine's lines from before `since_ns`, and those that are kept, are passed over.
    """

    def __init__(
        self,
        path: Path,
        kept: Kept,
        buffer: bytearray,
        *,
        records: bool = False,
        since_ns: int = 0,
        stamp: Stamp | None = None,
    ) -> None:
        self.kept = kept
        self._stamp = stamp
        self._file = kept.spool.folder / _CHECKPOINT
        self._splitter = Splitter(framed=False, stamped=False, line_bytes=LINE_BYTES)
        self._feed = self._splitter.feed_records if records else self._splitter.feed
        checkpoint = self._load()
        if checkpoint:
            kept.spool.cut_to(checkpoint.next_line)
        elif records:
            for stream, (at_ns, count) in enumerate(kept.spool.resume_points()):
                self._splitter.resume(stream, *max((at_ns, count), (since_ns, 0)))
        opener = open_any if records else open_guarded  # an engine's folders are its own
        self.tail = LogTail(path, buffer, checkpoint.positions if checkpoint else (), opener=opener)
        self._seen: tuple[int, int] | None = None
        self._look_at = float("-inf")
        self._save_at = float("-inf")
        self._waits_since: float | None = None  # with a note, for the end of a line
        self._is_noted = True

    def read(self, now: float, at: float) -> int:
        """Read up to about ROUND_BYTES, and return how many bytes that was. `now` is monotonic, `at` Unix seconds."""
        if not self._has_news(now):
            self._note(now)
            return 0
        files = self.tail.identities
        at_ns = int(at * 1e9)
        done = self.tail.read(lambda lines: self._fed(lines, at_ns), now, limit_bytes=ROUND_BYTES)
        skipped = self.tail.take_skipped()
        if done or skipped:
            self.kept.spool.append(*self._splitter.take())
            if skipped:
                marks = min(skipped, CUT_MOST) << CUT_SHIFT
                self.kept.spool.append(b"\n", bytearray(ENTRY.pack(at_ns, 1, marks)))
            self._is_noted = False
        self._note(now, at_once=files != self.tail.identities)  # what was rotated away may be gone soon
        if done >= ROUND_BYTES:
            self._seen = None  # there is more
        return done

    def finish(self) -> None:
        """Keep the last line though no newline ended it: nobody goes on with it."""
        if self._splitter.is_open:
            self._end_half_lines()
            self._save()

    def close(self) -> None:
        """Let the file go."""
        self._note(0.0, at_once=True)
        self.tail.close()

    def _fed(self, lines: memoryview, at_ns: int) -> None:
        """Split whole lines, each piece of those that were written long ago as of its own time."""
        if self._stamp is None or not self._is_late(bytes(lines[: LINE_BYTES + 1]), at_ns):
            self._feed(lines, at_ns)
            return
        text, done = bytes(lines), 0
        while done < len(text):
            end = text.find(b"\n", done + LATE_BYTES) + 1 or len(text)
            piece = text[done:end]
            self._feed(piece, min(self._written_ns(piece) or at_ns, at_ns))
            done = end

    def _is_late(self, lines: bytes, at_ns: int) -> bool:
        written_ns = self._written_ns(lines)
        return written_ns is not None and at_ns - written_ns > LATE_SECONDS * 1e9

    def _written_ns(self, lines: bytes) -> int | None:
        head, newline, _ = lines.partition(b"\n")
        written_at = self._stamp(head) if self._stamp and newline else None
        return None if written_at is None else int(written_at * 1e9)

    def _end_half_lines(self) -> None:
        self._splitter.finish()
        self.kept.spool.append(*self._splitter.take())

    def _note(self, now: float, *, at_once: bool = False) -> None:
        """Save what is not yet, if it is time and no line is half read."""
        if self._is_noted or not (at_once or now >= self._save_at):
            return
        if self._splitter.is_open:
            self._waits_since = now if self._waits_since is None else self._waits_since
            if now - self._waits_since < HALF_LINE_SECONDS:
                return
            self._end_half_lines()
        self._save()
        self._save_at, self._waits_since = now + SAVE_SECONDS, None

    def _has_news(self, now: float) -> bool:
        """Tell by one look whether there is something to read: most of many files are quiet most of the time."""
        try:
            status = self.tail.path.stat()
            seen = status.st_ino, status.st_size
        except OSError:
            seen = 0, 0
        if seen == self._seen and now < self._look_at:
            return False
        self._seen, self._look_at = seen, now + LOOK_SECONDS
        return True

    def _load(self) -> Checkpoint | None:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=Checkpoint)
        except (OSError, msgspec.MsgspecError):
            return None

    def _save(self) -> None:
        fresh = self._file.with_suffix(".new")
        try:
            fresh.write_bytes(msgspec.json.encode(Checkpoint(self.kept.spool.next_line, self.tail.positions)))
            fresh.replace(self._file)
            self._is_noted = True
        except OSError as error:
            logger.warning("where %s stands cannot be kept: %s", self.tail.path, error)


def forget_checkpoint(kept: Kept) -> None:
    """Have the spool go on by the instants of its lines: they come from elsewhere than the file."""
    (kept.spool.folder / _CHECKPOINT).unlink(missing_ok=True)
