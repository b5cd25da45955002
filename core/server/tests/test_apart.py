"""The module is its own program here: it answers itself."""

import os

import msgspec
import pytest

from core.server.apart import answered, serve
from core.server.errors import Invalid, Unavailable


class Double(msgspec.Struct):
    """Twice a number is asked for."""

    number: int


def twice(question: Double) -> list[int]:
    if question.number < 0:
        os._exit(3)
    return [2 * question.number, os.getpriority(os.PRIO_PROCESS, 0)]


async def test_another_process_answers_and_makes_way():
    assert await answered(__name__, Double(21), list[int], 60) == [42, 19]


async def test_a_question_that_takes_too_long_is_given_up():
    with pytest.raises(Invalid, match="shorter time"):
        await answered(__name__, Double(1), list[int], 0.001)


async def test_a_process_that_falls_is_told():
    with pytest.raises(Unavailable):
        await answered(__name__, Double(-1), list[int], 60)


if __name__ == "__main__":
    serve(Double, twice)
