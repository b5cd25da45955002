"""How a command asks a core and tells by its exit code what came of it."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from dozor.core_client import CannotAskError, CoreClient, RefusedError
from dozor.explain import plain_text

DONE: Final = 0
REFUSED: Final = 1
CANNOT_ASK: Final = 2
DIFFERS: Final = 3


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom to ask, and whether programs or people read the answer."""

    url: str
    data: Path
    token: str | None
    as_json: bool = False


def asked(asking: Asking, run: Callable[[CoreClient], int], *, program: str) -> int:
    """Ask a core, and return the exit code; why it does not come to an answer is printed."""
    errors = Console(stderr=True)
    try:
        with CoreClient(url=asking.url, data=asking.data, token=asking.token) as core:
            return run(core)
    except RefusedError as error:
        print_refusal(error, errors)
        return REFUSED
    except (CannotAskError, OSError, UnicodeDecodeError) as error:
        errors.print(plain_text(f"{program}: {error}"), soft_wrap=True)
        return CANNOT_ASK


def print_answer(asking: Asking, answer: Any, people: Callable[[Console], None]) -> None:
    """Print an answer as it is for programs, by `people` for people."""
    if asking.as_json:
        sys.stdout.write(json.dumps(answer) + "\n")
    else:
        people(Console())


def print_refusal(error: RefusedError, console: Console) -> None:
    """Print why the core refused, each part in a line."""
    for place, message in error.errors:
        console.print(plain_text(f"{place}: {message}", "red"), soft_wrap=True)
    if not error.errors:
        console.print(plain_text(str(error), "red"), soft_wrap=True)
