"""The twin's samples: which requests are kept as evidence, and how much of them."""

from typing import Final, NamedTuple

from agent.aggregate.rows import Row
from agent.contract.wire import Sample
from agent.parse.classify import Request

_ROWS: Final = 64
_QUIET_ROWS: Final = 32  # rows that only failed leave room for worse
_EACH: Final = 3
_METHOD, _PATH, _TEXT, _ID = 16, 512, 200, 64


class Texts(NamedTuple):
    """What else a request said."""

    user_agent: bytes
    referrer: bytes
    request_id: bytes


class Samples:
    """The samples of one drain."""

    def __init__(self) -> None:
        self.kept: list[Sample] = []
        self._rows = 0

    def add(self, row: Row, index: int, request: Request, *, status: int, texts: Texts, loud: bool) -> None:
        """Keep a request of a row, unless the row or the drain has enough."""
        if row.samples == _EACH or (not row.samples and self._rows >= (_ROWS if loud else _QUIET_ROWS)):
            return
        self._rows += not row.samples
        row.samples += 1
        self.kept.append(
            Sample(
                row=index,
                method=_text(request.method, _METHOD),
                path=_text(request.url, _PATH),
                status=status,
                user_agent=_text(texts.user_agent, _TEXT),
                referrer=_text(texts.referrer, _TEXT),
                request_id=_text(texts.request_id, _ID),
            )
        )


def _text(value: bytes, most: int) -> str:
    return value[:most].decode("utf-8", "replace")
