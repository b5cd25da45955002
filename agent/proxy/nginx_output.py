"""What NGINX says about a configuration, read into problems of files. Pure."""

import re
from typing import Final

from agent.contract.proxy import Problem

PROBLEMS_LIMIT: Final = 20
_MESSAGE_CHARACTERS: Final = 500
_FAILURE: Final = re.compile(r"\[(?:emerg|alert|crit)\] (?:\d+#\d+: )?(?P<message>.*)")
_PLACE: Final = re.compile(r"^(?P<message>.*) in (?P<file>/\S+):(?P<line>\d+)$")
_INNER_PATH: Final = re.compile(r'"(?P<file>[a-z]+/[A-Za-z0-9_./-]+)"')


def problems_of(output: str, prefixes: tuple[str, ...]) -> list[Problem]:
    """Return the failures in what NGINX wrote; files are named relative to the generation, whose paths `prefixes` are.

    A failure that names no file's line is about the first file of the generation that it names, or else `nginx.conf`.
    """
    found = (_FAILURE.search(line) for line in output.splitlines())
    said = dict.fromkeys(match["message"].strip() for match in found if match)
    return [_problem(message, prefixes) for message in said][:PROBLEMS_LIMIT]


def reason(output: str) -> str:
    """Return the last line of what NGINX wrote, for where it failed without a word about why."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1][:_MESSAGE_CHARACTERS] if lines else "NGINX failed and did not say why"


def _problem(message: str, prefixes: tuple[str, ...]) -> Problem:
    place = _PLACE.match(message)
    text = _relative(place["message"] if place else message, prefixes)[:_MESSAGE_CHARACTERS]
    if place:
        return Problem(file=_relative(place["file"], prefixes), line=int(place["line"]), message=text)
    inner = _INNER_PATH.search(text)
    return Problem(file=inner["file"] if inner else "nginx.conf", line=0, message=text)


def _relative(text: str, prefixes: tuple[str, ...]) -> str:
    for prefix in prefixes:
        text = text.replace(f"{prefix}/", "")
    return text
