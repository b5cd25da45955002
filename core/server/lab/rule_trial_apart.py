"""Answers what a rule would have done in a process of its own, which makes way for the pipeline."""

from collections.abc import Sequence
from typing import Final

import msgspec

from core.server.apart import answered, serve
from core.server.decisions.context import Context
from core.server.ingest.commands import Rule
from core.server.lab.rule_trial import Found, KnownDecision, tried
from core.server.lab.what_if import KnownIncident
from core.server.lab.what_if_apart import unpacked

MOST_SECONDS: Final = 120.0


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A rule, stored rows (see `pack_rows`) in the order of time, and what is known beside."""

    rule: Rule
    rows: Sequence[bytes]
    context: bytes
    incidents: Sequence[KnownIncident]
    decided: Sequence[KnownDecision]


def answer(question: Question) -> Found:
    """Put the rule to the rows."""
    context = Context.from_bytes(question.context)
    return tried(question.rule, unpacked(question.rows), context, question.incidents, question.decided)


async def answer_apart(question: Question, *, most_seconds: float = MOST_SECONDS) -> Found:
    """Answer in another process, of the least priority. It ends with whoever asks.

    Raises:
        Invalid: it takes longer than `most_seconds`.
        Unavailable: the process fell.
    """
    return await answered(__name__, question, Found, most_seconds)


if __name__ == "__main__":
    serve(Question, answer)
