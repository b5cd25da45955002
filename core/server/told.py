"""What people are told, as a code with its arguments: the app says it in their language, English is made here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from string import Formatter
from typing import Final

Arg = bool | int | float | str
_LONGEST_READ: Final = 500


class Words(Enum):
    """All that one part of the program may tell: by codes, with the English as values, arguments in braces."""

    def __call__(self, **args: Arg) -> "Told":
        """Return it with its arguments."""
        return Told(self, args)

    @classmethod
    def recognised(cls, text: str) -> "Told | None":
        """Return what a text in English says, if it is one of these: for what comes from where there are no codes."""
        if len(text) > _LONGEST_READ:
            return None
        matches = ((each, _pattern(each.value).fullmatch(text)) for each in cls)
        return next((Told(each, match.groupdict()) for each, match in matches if match), None)


class Refused(Words):
    """All that one part of the program may refuse somebody with. The codes of all parts are of one list."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something told; its text is English."""

    words: Words
    args: Mapping[str, Arg]

    @property
    def code(self) -> str:
        """By what the app knows it."""
        return self.words.name

    def __str__(self) -> str:
        return str(self.words.value).format_map(self.args)


@lru_cache(maxsize=256)
def _pattern(template: str) -> re.Pattern[str]:
    pieces = (
        re.escape(text) + (f"(?P<{name}>.+?)" if name else "") for text, name, _, _ in Formatter().parse(template)
    )
    return re.compile("".join(pieces), re.DOTALL)
