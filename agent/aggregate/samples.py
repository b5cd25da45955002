"""The twin's samples: which requests are kept as evidence, and how much of them."""

from typing import Final, NamedTuple

from agent.aggregate.rows import Row
from agent.contract.wire import Sample
from agent.parse.classify import Request

LOUD_ROWS: Final = 64
FAILED_ROWS: Final = 32  # rows that only failed leave room for worse
PLAIN_ROWS: Final = 4  # and plain ones, which show what many ask for, for both
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
        self.rows = 0

    def add(self, row: Row, index: int, request: Request, *, status: int, texts: Texts, rows: int) -> None:
        """Keep a request of a row, unless the row has enough; from `rows` sampled rows on none is begun for it."""
        if row.samples == _EACH or (not row.samples and self.rows >= rows):
            return
        self.rows += not row.samples
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
