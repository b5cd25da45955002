"""The application in a real Chromium, on a Dozor with demo traffic and attacks.

Prints JSON: what the first screen and each further one fetch; how soon it can be used; what a second of live data
costs the page's main thread; how its memory grows in ten minutes; how 50,000 rows scroll; what a log of 1,000 lines a
second costs. Times are also told as ratios to those in `app_baseline.json`, which `--save` writes anew.

Goals: 180 KiB of JavaScript first, 80 more a screen (140 with the editor), 15 of CSS; usable in 1.5 s; 20 ms of script,
layout and style a live second, and no task over 50 ms in a minute; 3 MiB from the second minute to the tenth; a layout
shift of 0.02; no dropped second between frames; 300 ms a second for the log.
"""

import itertools
import json
import os
import statistics
import sys
import tempfile
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from bench.app_page import chromium, inspected, signed_in, spent
from core.app.tests.held import Held, held
from core.app.tests.screens import places
from core.app.tests.weight import fetched, kibibytes
from dozor.tests.running import Running, start_dozor, stop_dozor, wait_until

BASELINE = Path(__file__).with_name("app_baseline.json")
LOADS, LIVE_SECONDS, TAIL_SECONDS = 7, 60, 30
HELD_MINUTES = (2, 6, 10)
LINES_PER_SECOND = 1000

PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
DRAWN = (
    """() => document.querySelector("main tbody tr") && document.querySelector("main canvas") && performance.now()"""
)

SCROLL = """async () => {
    const waits = [], box = document.scrollingElement;
    let last = await new Promise(requestAnimationFrame);
    for (let frame = 0; frame < 300; frame++) {
        box.scrollTop = box.scrollHeight * frame / 300;
        const now = await new Promise(requestAnimationFrame);
        waits.push(now - last);
        last = now;
    }
    waits.sort((a, b) => a - b);
    return {median: waits[150], longest: waits.at(-1)};
}"""


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        dozor = start_dozor(Path(folder), "--demo", "--port", "19100", "--nginx-port", "19180")
        try:
            wait_until(lambda: dozor.api("GET", "snapshot/anomalies")["sources"], 240)
            figures = measured(browser, dozor)
        finally:
            stop_dozor(dozor)
    if "--save" in sys.argv:
        BASELINE.write_text(json.dumps(figures["times"], indent=1) + "\n")
    json.dump(
        figures | {"times against the baseline": ratios(figures["times"]), "load at the end": os.getloadavg()},
        sys.stdout,
    )


def measured(browser: Browser, dozor: Running) -> dict[str, Any]:
    """Return all figures of the application of a Dozor that has flagged sources."""
    page = signed_in(browser, dozor)
    sizes = weights(page, dozor)
    times = {
        **usable(page, dozor),
        **live(page, dozor),
        **rows(page, dozor),
        "log tail, ms of main thread a second": tail(page, dozor),
    }
    return {"KiB": sizes, "times": times, "ten minutes": growth(browser, dozor)}


def weights(page: Page, dozor: Running) -> dict[str, Any]:
    """Return what is fetched at first, and the most that one more screen fetches."""
    needed = {}
    for place in places():
        page.goto(f"{dozor.core_url}/{place}")
        page.locator("main :is(section, form)").first.wait_for()
        page.wait_for_timeout(1000)  # what is loaded when it is needed has come by then
        needed[place] = fetched(page)
    shell = frozenset.intersection(*needed.values())
    lazy = {place: kibibytes(files - shell, ".js") for place, files in needed.items()}
    heaviest = max(lazy, key=lazy.__getitem__)
    return {
        "first JavaScript": max(kibibytes(needed[place], ".js") for place in ("overview", "anomalies")),
        "CSS": kibibytes(needed["anomalies"], ".css"),
        "fonts": kibibytes(frozenset.union(*needed.values()), ".woff2"),
        "heaviest further screen": f"{heaviest}: {lazy[heaviest]}",
    }


def usable(page: Page, dozor: Running) -> dict[str, float]:
    """Return how long after it was asked for the first screen shows its rows and its chart, the median of several."""
    times, paints, shifts = [], [], []
    for _ in range(LOADS):
        page.goto(f"{dozor.core_url}/anomalies", wait_until="commit")
        times.append(float(page.wait_for_function(DRAWN, polling="raf").json_value()))
        paints.append(float(page.wait_for_function(PAINTED).json_value()))
        shifts.append(float(page.evaluate("seen.shift")))
    return {
        "first paint, ms": round(statistics.median(paints)),
        "usable, ms": round(statistics.median(times)),
        "layout shift": round(statistics.median(shifts), 3),
    }


def live(page: Page, dozor: Running) -> dict[str, float]:
    """Return what a second of live data costs the main thread."""
    page.goto(f"{dozor.core_url}/anomalies")
    page.locator("main canvas").wait_for()
    page.wait_for_timeout(5000)
    session = inspected(page)
    page.evaluate("seen.long.length = 0")
    before = spent(session)
    page.wait_for_timeout(LIVE_SECONDS * 1000)
    after = spent(session)
    return {
        "script, layout and style of a live second, ms": round(
            (after.script + after.layout + after.style - before.script - before.layout - before.style) / LIVE_SECONDS, 1
        ),
        "tasks over 50 ms in a live minute": page.evaluate("seen.long.length"),
    }


def rows(page: Page, dozor: Running) -> dict[str, float]:
    """Return how long frames take while 50,000 rows are scrolled through."""
    page.goto(f"{dozor.core_url}/kit")
    page.locator("tr[data-key]").first.wait_for()
    waits = page.evaluate(SCROLL)
    return {f"frame while 50,000 rows scroll, {name}, ms": round(wait) for name, wait in waits.items()}


def tail(page: Page, dozor: Running) -> float:
    """Return what following a log of 1,000 lines a second costs the main thread, in ms a second."""
    log = dozor.data / "logs" / "busy.log"
    log.touch()
    wait_until(lambda: _named(dozor, log.name), 60)
    over = threading.Event()
    writer = threading.Thread(target=write_lines, args=(log, over))
    writer.start()
    try:
        page.goto(f"{dozor.core_url}/logs?source={_named(dozor, log.name)[0]}")
        page.wait_for_timeout(5000)
        session = inspected(page)
        before = spent(session)
        page.wait_for_timeout(TAIL_SECONDS * 1000)
        return round((spent(session).tasks - before.tasks) / TAIL_SECONDS)
    finally:
        over.set()
        writer.join()


def _named(dozor: Running, name: str) -> list[str]:
    return [each["source"] for each in dozor.api("GET", "logs/sources") if each["source"].endswith(name)]


def write_lines(log: Path, over: threading.Event) -> None:
    """Write 1,000 lines a second until it is over."""
    numbers = itertools.count()
    with log.open("a", buffering=1 << 16) as file:
        while not over.wait(0.05):
            for number in itertools.islice(numbers, LINES_PER_SECOND // 20):
                file.write(f"INFO worker={number % 8} request {number} of many was answered in {number % 97} ms\n")
            file.flush()


def growth(browser: Browser, dozor: Running) -> dict[str, Any]:
    """Return what a live page holds as the minutes pass, and what is more at the end than when it was warm."""
    page = signed_in(browser, dozor)
    page.goto(f"{dozor.core_url}/anomalies")
    page.locator("main canvas").wait_for()
    told: list[dict[str, Any]] = []
    found: list[Held] = []
    for minute, before in zip(HELD_MINUTES, (0, *HELD_MINUTES), strict=False):
        page.wait_for_timeout((minute - before) * 60_000)
        found.append(held(page))
        sources = len(dozor.api("GET", "snapshot/anomalies")["sources"])
        told.append({"minute": minute, "sources": sources, **asdict(found[-1]), "detached": found[-1].detached})
    warm, last = found[0], found[-1]
    return {
        "heap, MiB more": round((last.heap_bytes - warm.heap_bytes) / 2**20, 2),
        "nodes more": last.nodes - warm.nodes,
        "listeners more": last.listeners - warm.listeners,
        "held": told,
    }


def ratios(times: dict[str, float]) -> dict[str, float]:
    """Return each time as a multiple of what was saved."""
    saved = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    return {name: round(value / saved[name], 2) for name, value in times.items() if saved.get(name)}


if __name__ == "__main__":
    main()
