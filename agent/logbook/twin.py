"""The kernel's reference in plain Python: takes apart what comes in. The compiled one is held to it, line by line."""

import re
from datetime import UTC, datetime
from typing import Final

from agent.logbook.entry import CONTINUES, CUT_MOST, CUT_SHIFT, ENTRY, STDERR
from agent.logbook.twin_group import Group
from agent.logbook.twin_level import level_of

_HEADER: Final = 8
_STAMP_MOST: Final = 40
_MESSAGE_BYTES: Final = 16384
_STAMP: Final = re.compile(rb"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{0,9}))?Z")
_RECORD: Final = re.compile(rb'\{"log":"((?:[^"\\]|\\.)*)","stream":"std(.)..', re.DOTALL)
_TIME: Final = re.compile(rb'"time":"([^"]*)"')
_PART: Final = re.compile(rb"\\u[0-9a-fA-F]{4}|\\.|[^\\]+", re.DOTALL)
_FIRST_YEAR, _LAST_YEAR = 1970, 2500


class _HalfLine:
    """A line that is not over yet, one for each stream."""

    def __init__(self, *, stamped: bool) -> None:
        self.text, self.stamp = bytearray(), bytearray()
        self.cut = self.piece = self.at_ns = self.resume_ns = self.resume_count = 0
        self.open, self.stamping = False, stamped
        self.group = Group()

    def passes_over(self) -> bool:
        if self.at_ns < self.resume_ns:
            return True
        if self.at_ns == self.resume_ns and self.resume_count:
            self.resume_count -= 1
            return True
        if self.at_ns > self.resume_ns:
            self.resume_ns = 0
        return False


class Splitter:
    """Takes apart what comes in, as `_kernel.Splitter`."""

    def __init__(self, *, framed: bool, stamped: bool, line_bytes: int) -> None:
        self._framed, self._stamped, self._line_bytes = framed, stamped, line_bytes
        self._header, self._frame_left = bytearray(), 0
        self._streams = (_HalfLine(stamped=stamped), _HalfLine(stamped=stamped))
        self._current = self._streams[0]
        self._text, self._index = bytearray(), bytearray()

    def resume(self, stream: int, at_ns: int, count: int) -> None:
        """Pass over a stream's lines before an instant, and the first so many of that very instant."""
        self._streams[stream].resume_ns, self._streams[stream].resume_count = at_ns, count

    def feed(self, data: bytes | bytearray | memoryview, now_ns: int) -> None:
        """Take in what came."""
        data = bytes(data)
        while data:
            if self._framed and not self._frame_left:
                part = self._take_header(data)
            else:
                part = min(self._frame_left, len(data)) if self._framed else len(data)
                self._take(self._current, data[:part], now_ns)
                self._frame_left -= part if self._framed else 0
            data = data[part:]

    def feed_records(self, data: bytes | bytearray | memoryview, now_ns: int) -> None:
        """Take in whole lines of an engine's json-file log; what is no record of one is a line by itself."""
        for record in bytes(data).removesuffix(b"\n").split(b"\n") if data else ():
            found = _RECORD.match(record)
            at_ns = found and (stamp := _TIME.search(record, found.end())) and _instant(stamp[1])
            if found and at_ns:
                self._take_record(self._streams[found[2] == b"e"], found[1], at_ns)
                continue
            line = self._streams[0]
            line.at_ns = line.at_ns if line.open else now_ns
            self._add(line, record)
            self._end(line)

    @property
    def is_open(self) -> bool:
        """Whether a line has begun that is not over."""
        return any(line.open for line in self._streams)

    def _take_record(self, line: _HalfLine, text: bytes, at_ns: int) -> None:
        line.at_ns = line.at_ns if line.open else at_ns
        line.open = True
        for part in _PART.finditer(text):
            line.at_ns = line.at_ns if line.open else at_ns
            if part[0] == b"\\n":
                self._end(line)
            else:
                self._add(line, _unescaped(part[0]))

    def finish(self) -> None:
        """End what no newline ended."""
        for line in self._streams:
            if line.open:
                self._end(line)
        self._frame_left = 0
        self._header.clear()

    def take(self) -> tuple[bytes, bytearray]:
        """Return the text of all lines, and their index for it."""
        taken = bytes(self._text), self._index
        self._text, self._index = bytearray(), bytearray()
        return taken

    def _take_header(self, data: bytes) -> int:
        part = min(_HEADER - len(self._header), len(data))
        self._header += data[:part]
        if len(self._header) == _HEADER:
            self._frame_left = int.from_bytes(self._header[4:], "big")
            self._current = self._streams[self._header[0] == 2]
            self._current.stamping = self._stamped
            self._current.stamp.clear()
            self._header.clear()
        return part

    def _take(self, line: _HalfLine, data: bytes, now_ns: int) -> None:
        while data:
            if line.stamping:
                data = data[self._take_stamp(line, data, now_ns) :]
                if line.stamping:
                    return
                continue
            if not self._stamped and not line.open:
                line.at_ns = now_ns
            cuts = self._stamped and not self._framed
            most = _MESSAGE_BYTES - line.piece if cuts else len(data)
            part, newline, rest = data[:most].partition(b"\n")
            self._add(line, part)
            line.piece += len(part)
            data = rest + data[most:]
            if newline:
                self._end(line)
            elif cuts and line.piece == _MESSAGE_BYTES:
                line.stamping, line.piece = True, 0
                line.stamp.clear()

    def _take_stamp(self, line: _HalfLine, data: bytes, now_ns: int) -> int:
        at = 0
        while at < len(data) and len(line.stamp) < _STAMP_MOST and data[at] not in b" \n":
            line.stamp.append(data[at])
            at += 1
        if at == len(data) and len(line.stamp) < _STAMP_MOST:
            return at
        line.stamping = False
        found = _instant(bytes(line.stamp))
        if not line.open:
            line.at_ns = found or now_ns
        if not found:
            self._add(line, bytes(line.stamp))
        return at + (found > 0 and data[at : at + 1] == b" ")

    def _add(self, line: _HalfLine, data: bytes) -> None:
        taken = data[: self._line_bytes - len(line.text)]
        line.text += taken
        line.cut += len(data) - len(taken)
        line.open = True

    def _end(self, line: _HalfLine) -> None:
        self._emit(line)
        line.text.clear()
        line.stamp.clear()
        line.cut, line.piece, line.open, line.stamping = 0, 0, False, self._stamped

    def _emit(self, line: _HalfLine) -> None:
        text = bytes(line.text)
        if not line.cut and text.endswith(b"\r"):
            text = text[:-1]
        level = level_of(text)
        joins = line.group.joins(text, level)
        if line.passes_over():
            return
        self._text += text + b"\n"
        marks = min(line.cut, CUT_MOST) << CUT_SHIFT | (line.group.level | CONTINUES if joins else level)
        marks |= STDERR if line is self._streams[1] else 0
        self._index += ENTRY.pack(line.at_ns, len(self._text), marks)


def _unescaped(part: bytes) -> bytes:
    if not part.startswith(b"\\"):
        return part
    if len(part) == 6:
        number = int(part.removeprefix(b"\\u"), 16)
        return chr(0xFFFD if 0xD800 <= number < 0xE000 else number).encode()
    return {b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}.get(part[1:], part[1:])


def _instant(stamp: bytes) -> int:
    """Nanoseconds of an instant as engines write it; 0 where it is none."""
    found = _STAMP.fullmatch(stamp)
    if not found:
        return 0
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    if not _FIRST_YEAR <= year <= _LAST_YEAR or not 1 <= month <= 12 or not 1 <= day <= 31:
        return 0
    if hour > 23 or minute > 59 or second > 60:
        return 0
    start = datetime(year, month, 1, tzinfo=UTC).timestamp()
    seconds = int(start) + (((day - 1) * 24 + hour) * 60 + minute) * 60 + second
    return seconds * 10**9 + int((found[7] or b"").ljust(9, b"0"))
