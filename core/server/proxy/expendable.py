"""Asks a program of ours for what somebody's words may turn into work without an end: its process may be lost."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

_ISOLATED: Final = "-I"
_WITHOUT_PACKAGES: Final = "-S"


def ask(program: Path, question: object, *, within: float, packages: bool = False) -> list[Any]:
    """Return what the program answers to a question, a value for each line of JSON that it wrote. It blocks.

    A program that was lost (of itself, or after so many seconds) has written fewer lines than it was asked for: the
    first missing one is what it was lost over. It sees no paths but the installed ones, those with `packages` alone.
    """
    options = (_ISOLATED,) if packages else (_ISOLATED, _WITHOUT_PACKAGES)
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, *options, str(program)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
    ) as process:
        try:
            said, _ = process.communicate(json.dumps(question).encode(), timeout=within)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
    return [json.loads(line) for line in said.split(b"\n")[:-1]]  # what it was about when it was lost has no end
