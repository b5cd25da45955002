"""What a page shows of the request: known only when a visitor comes, so NGINX fills it in, by server-side includes.

A template gets a name for each of them, which is replaced when it is done: it cannot bring an include of its own.
"""

import re
from collections.abc import Mapping
from typing import Final

_VARIABLES: Final = {
    "support_id": "dozor_request_id",
    "site": "dozor_shown_host",
    "time": "time_iso8601",
    "retry_after": "dozor_retry_after",
}
NAMES: Final = {fact: f"dozor-fills-in-{fact.replace('_', '-')}" for fact in _VARIABLES}
"""What stands for a fact in what a template makes."""

EXAMPLES: Final = {
    "support_id": "4f9d0b6a2c8e47d1a35b7e90c1f2d684",
    "site": "shop.example",
    "time": "2026-01-31T12:00:00+00:00",
    "retry_after": "600",
}
"""For previews."""

_FACTS: Final = re.compile("|".join(NAMES.values()))
_BY_NAME: Final = {name: fact for fact, name in NAMES.items()}


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with values for the facts."""
    return _FACTS.sub(lambda found: values[_BY_NAME[found[0]]], text)


def includes(form: str) -> dict[str, str]:
    """Return by what NGINX fills the facts in, escaped for where they stand."""
    encoding = "entity" if form == "html" else "url"
    return {
        fact: f'<!--# echo var="{variable}" encoding="{encoding}" default="" -->'
        for fact, variable in _VARIABLES.items()
    }
