import pytest

from agent.contract.asking import CountLogs, LogLine, ReadLogs
from agent.logbook.counting import count_logs
from agent.logbook.kernel import Splitter
from agent.logbook.reading import read_logs
from agent.logbook.shelf import Shelf

START = 1_700_000_000


class Logs:
    """A shelf, and what tests do with it: a line a second from START on."""

    def __init__(self, folder):
        self.folder = folder
        self.shelf = Shelf(folder, bound_bytes=1 << 30, source_bytes=1 << 28, keep_seconds=100.0)

    def put(self, text, *, name="web", at=None, step=1.0):
        """Keep lines; those of stderr begin with `!`."""
        spool = self.shelf.open("container", name).spool
        at = START + spool.next_line * step if at is None else at
        splitter = Splitter(framed=True, stamped=True, line_bytes=65536)
        for number, line in enumerate(text.encode("utf-8", "surrogateescape").split(b"\n")):
            nanoseconds = round((at + number * step - START) * 1e9)
            stamp = f"2023-11-14T22:{13 + (20 + nanoseconds // 10**9) // 60:02d}:"
            stamp += f"{(20 + nanoseconds // 10**9) % 60:02d}.{nanoseconds % 10**9:09d}Z "
            frame = stamp.encode() + line.removeprefix(b"!") + b"\n"
            splitter.feed(bytes([1 + line.startswith(b"!"), 0, 0, 0]) + len(frame).to_bytes(4, "big") + frame, 0)
        spool.append(*splitter.take())
        return spool

    async def read(self, *names, **asked):
        sources = [f"container:{name}" for name in names or ("web",)]
        return [answer async for answer in read_logs(self.shelf, ReadLogs(sources=sources, **asked))]

    async def texts(self, *names, **asked):
        return [answer.text for answer in await self.read(*names, **asked) if isinstance(answer, LogLine)]

    async def count(self, **asked):
        question = CountLogs(sources=["container:web"], **asked)
        return [answer async for answer in count_logs(self.shelf, question)]


@pytest.fixture
def logs(tmp_path):
    made = Logs(tmp_path / "logs")
    yield made
    made.shelf.close()
