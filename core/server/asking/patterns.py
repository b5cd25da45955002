"""Regular expressions of people, looked at before any node is asked. Nodes match them by RE2, in linear time."""

from typing import Final

import re2

from core.server.asking.refused import RefusedQuestion
from core.server.errors import Invalid

_MEMORY: Final = 8 * 2**20  # as much as a node gives it


def check_pattern(pattern: str) -> None:
    """Let a regular expression pass that nodes can match.

    Raises:
        Invalid: it is none of RE2's, or too large; the text says why.
    """
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    try:
        re2.compile(f"(?m){pattern}", options)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        reason = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        raise Invalid(RefusedQuestion.regex_unread(why=reason)) from error
