"""What the core refuses with a type of its own has Russian words in the application."""

import re
from pathlib import Path

from core.server import api
from core.server.accounts import password_rules, refusals
from core.server.errors import DozorError

WORDS = Path(__file__).parents[1] / "src" / "lib" / "i18n" / "refusals.ts"


def kinds(error: type[DozorError]) -> set[str]:
    return {error.type}.union(*(kinds(each) for each in error.__subclasses__()))


def test_each_type_of_a_refusal_has_words() -> None:
    assert all((api, password_rules, refusals))  # they are known once they are imported
    wanted = {kind.removeprefix("urn:dozor:") for kind in kinds(DozorError) if kind.startswith("urn:dozor:")}
    assert "last-administrator" in wanted
    assert wanted - set(re.findall(r'"([a-z-]+)": "', WORDS.read_text())) == set()
