"""Studies what was kept in a process of its own, which makes way for the pipeline."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from core.server.apart import answered, serve
from core.server.lab.kept import Kept
from core.server.lab.study import NOTHING, Known, Study, study_of
from core.server.lab.what_if_apart import unpacked
from models.part import Part

MOST_SECONDS: Final = 60.0


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Stored rows (see `pack_rows`) in the order of time, the parts that judge, by name, and what is known beside.

    `challenger` is empty where nothing is on trial.
    """

    rows: Sequence[bytes]
    champion: Mapping[str, bytes]
    challenger: Mapping[str, bytes]
    known: Known


def answer(question: Question) -> Study:
    """Return the study; of nothing, where nothing was kept."""
    kept = Kept.of(unpacked(question.rows))
    if kept is None:
        return NOTHING
    champion, challenger = _parts(question.champion), _parts(question.challenger)
    return study_of(kept, len(question.rows), champion, challenger or None, question.known)


async def answer_apart(question: Question) -> Study:
    """Answer in another process, of the least priority.

    Raises:
        Invalid: it takes longer than a minute.
        Unavailable: the process fell.
    """
    return await answered(__name__, question, Study, MOST_SECONDS)


def _parts(packed: Mapping[str, bytes]) -> dict[str, Part]:
    return {name: Part.from_bytes(data) for name, data in packed.items()}


if __name__ == "__main__":
    serve(Question, answer)
