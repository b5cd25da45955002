"""The version of this program, and which versions are older."""

import re
from typing import Final

VERSION: Final = "0.1.0"
_NUMBERS: Final = re.compile(r"\d+(?:\.\d+)*")


def is_older(version: str, than: str = VERSION) -> bool:
    """Tell whether a version is known to come before another; of what is no version nothing is known.

    >>> is_older("0.0.9"), is_older("0.1.0"), is_older("0.10"), is_older("")
    (True, False, False, False)
    """
    numbers, of_other = (_NUMBERS.match(each) for each in (version, than))
    return numbers is not None and of_other is not None and _parts(numbers[0]) < _parts(of_other[0])


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
