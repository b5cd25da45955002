import pytest

from core.app.tests.conftest import OpenPage
from core.app.tests.screens import places
from core.app.tests.weight import fetched, kibibytes

# What draws more than fifty rows comes after the first fifty of them are seen: how many sources other tests left is no
# matter of the first screen.
_SHORT = {"anomalies": "?q=127.183.9.9"}


@pytest.fixture(scope="module")
def needed() -> dict[str, frozenset[str]]:
    """The built files that each place fetches, filled by whoever looks first."""
    return {}


@pytest.fixture
def files(needed: dict[str, frozenset[str]], signed_in: OpenPage, core_url: str) -> dict[str, frozenset[str]]:
    if not needed:
        page = signed_in("/profile")
        for place in places():
            page.goto(f"{core_url}/{place}{_SHORT.get(place, '')}")
            page.locator("main section").first.wait_for()
            needed[place] = fetched(page)
    return needed


def test_the_first_screens_stay_light(files: dict[str, frozenset[str]]) -> None:
    for place in ("overview", "anomalies"):
        assert kibibytes(files[place], ".js") <= 180, place
        assert kibibytes(files[place], ".css") <= 15, place
    assert kibibytes(frozenset.union(*files.values()), ".woff2") <= 80


def test_no_further_screen_is_heavy(files: dict[str, frozenset[str]]) -> None:
    shell = frozenset.intersection(*files.values())
    weights = {place: kibibytes(each - shell, ".js") for place, each in files.items()}
    assert {place: weight for place, weight in weights.items() if weight > 80} == {}


def test_nothing_comes_from_another_host(signed_in: OpenPage, core_url: str) -> None:
    page = signed_in("/anomalies")
    page.locator("canvas").wait_for()
    names = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [name for name in names if not name.startswith(core_url)] == []


def test_a_page_asks_at_most_twice_a_second(signed_in: OpenPage) -> None:
    page = signed_in("/anomalies?range=15m")
    page.locator("canvas").wait_for()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(5_000)  # the pace itself is what is measured
    assert len(asked) <= 12
