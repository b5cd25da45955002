import gzip

from core.app.tests.conftest import APP, OpenPage

KIB = 1024


def test_the_first_screen_stays_light(signed_in: OpenPage) -> None:
    page = signed_in("/anomalies")
    page.locator("canvas").wait_for()
    names = page.evaluate("performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)")
    files = {name.rsplit("/", 1)[-1] for name in names if "/assets/" in name}
    assert _compressed(files, ".js") <= 180 * KIB
    assert _compressed(files, ".css") <= 15 * KIB


def _compressed(names: set[str], ending: str) -> int:
    return sum(len(gzip.compress((APP / "dist/assets" / name).read_bytes())) for name in names if name.endswith(ending))


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
