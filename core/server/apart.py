"""Answers a question in a process of its own, of the least priority: long work that makes way for the pipeline.

A module that answers names itself: `answered` starts it as a program, which is to call `serve`. What somebody's words
may turn into work without an end is asked by `core.server.proxy.expendable`: that process sees nothing of ours.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable
from typing import Any, Final, TypeVar

import msgspec

from core.server.errors import Invalid, Unavailable
from core.server.told import Refused

_LEAST_PRIORITY: Final = 19
_Question = TypeVar("_Question")
_Answer = TypeVar("_Answer")


class RefusedWork(Refused):
    """What somebody is told whose question is too large."""

    takes_long = "This takes longer than {seconds} seconds: ask about a shorter time."


async def answered(module: str, question: msgspec.Struct, kind: type[_Answer], most_seconds: float) -> _Answer:
    """Return what a module's program answers to a question. The program ends with whoever asks.

    Raises:
        Invalid: it takes longer than `most_seconds`.
        Unavailable: the process fell.
    """
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, stdin=PIPE, stdout=PIPE)
    try:
        told, _ = await asyncio.wait_for(process.communicate(msgspec.msgpack.encode(question)), most_seconds)
    except TimeoutError as error:
        raise Invalid(RefusedWork.takes_long(seconds=round(most_seconds))) from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise Unavailable
    return msgspec.msgpack.decode(told, type=kind)


def serve(kind: type[_Question], answer: Callable[[_Question], Any]) -> None:
    """Be the program: answer the one question that stands on the standard input."""
    os.nice(_LEAST_PRIORITY)
    question = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=kind)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer(question)))
