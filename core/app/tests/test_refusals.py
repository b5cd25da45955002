"""What the core refuses has Russian words in the application: by its type, or by its code."""

import re
from pathlib import Path

from playwright.sync_api import expect

from core.app.tests.conftest import OpenPage
from core.server import api
from core.server.accounts import password_rules, refusals
from core.server.errors import DozorError
from dozor.tests.running import Running

WORDS = Path(__file__).parents[1] / "src" / "lib" / "i18n" / "refusals.ts"


def kinds(error: type[DozorError]) -> set[str]:
    return {error.type}.union(*(kinds(each) for each in error.__subclasses__()))


def test_each_type_of_a_refusal_has_words() -> None:
    assert all((api, password_rules, refusals))  # they are known once they are imported
    wanted = {kind.removeprefix("urn:dozor:") for kind in kinds(DozorError) if kind.startswith("urn:dozor:")}
    assert "last-administrator" in wanted
    assert wanted - set(re.findall(r'"([a-z-]+)": "', WORDS.read_text())) == set()


def test_a_refusal_with_a_code_is_told_in_russian(dozor: Running, signed_in: OpenPage) -> None:
    taken = dozor.api("GET", "nodes")[0]["name"]
    page = signed_in("/nodes", lang="ru")
    page.get_by_role("button", name="Добавить узел").first.click()
    form = page.get_by_role("dialog", name="Новый узел")
    form.get_by_label("Имя").fill(taken)
    form.get_by_role("button", name="Создать").click()
    expect(form.get_by_role("alert")).to_have_text("Узел с таким именем уже есть.")  # noqa: RUF001 - Russian
