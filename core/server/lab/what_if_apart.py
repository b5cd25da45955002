"""Answers what other thresholds would have done in a process of its own, which makes way for the pipeline."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from core.server.apart import answered, serve
from core.server.decisions.context import Context
from core.server.ingest.commands import SetThresholds
from core.server.lab.feature_rows import FeatureRows, unpack_rows
from core.server.lab.what_if import Found, KnownIncident, replayed

MOST_SECONDS: Final = 120.0


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Stored rows (see `pack_rows`) in the order of time, thresholds to try on them, and what is known beside."""

    rows: Sequence[bytes]
    context: bytes
    thresholds: SetThresholds
    service: str
    incidents: Sequence[KnownIncident]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the thresholds in question come to, and what those of the context do."""

    proposed: Found
    current: Found


def answer(question: Question) -> Answer:
    """Put the rows through the policy twice."""
    context = Context.from_bytes(question.context)
    service, incidents = question.service, question.incidents
    return Answer(
        proposed=replayed(unpacked(question.rows), context, question.thresholds, service, incidents),
        current=replayed(unpacked(question.rows), context, None, service, incidents),
    )


async def answer_apart(question: Question, *, most_seconds: float = MOST_SECONDS) -> Answer:
    """Answer in another process, of the least priority. It ends with whoever asks.

    Raises:
        Invalid: it takes longer than `most_seconds`.
        Unavailable: the process fell.
    """
    return await answered(__name__, question, Answer, most_seconds)


def unpacked(stored: Sequence[bytes]) -> Iterator[FeatureRows]:
    """Yield stored rows as they are taken in; those of another program are passed over."""
    return (rows for data in stored if (rows := unpack_rows(data)) is not None)


if __name__ == "__main__":
    serve(Question, answer)
