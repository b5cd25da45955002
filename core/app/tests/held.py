"""What a page holds in memory once its garbage is gone."""

from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page

_STANDING = """() => {
    const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
    let found = 1;
    while (walker.nextNode()) found++;
    return found;
}"""


@dataclass(frozen=True)
class Held:
    """The memory of its scripts, its nodes in all, those of them that stand in the document, and its listeners."""

    heap_bytes: int
    nodes: int
    standing: int
    listeners: int

    @property
    def detached(self) -> int:
        """The nodes that were taken off the page and are kept all the same."""
        return self.nodes - self.standing


_LOOKS = 4
_APART_MS = 230  # no divisor of the live second, so that the looks fall into different parts of it


def _look(page: Page, session: CDPSession) -> Held:
    session.send("HeapProfiler.collectGarbage")
    told = {each["name"]: int(each["value"]) for each in session.send("Performance.getMetrics")["metrics"]}
    return Held(told["JSHeapUsedSize"], told["Nodes"], page.evaluate(_STANDING), told["JSEventListeners"])


def held(page: Page) -> Held:
    """Return what a page holds: the least of a few looks.

    A look that falls between an answer and what is drawn of it finds the rows of the second before not yet let go.
    What leaks is there in every look.
    """
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    looks = []
    for _ in range(_LOOKS):
        page.wait_for_timeout(_APART_MS)
        looks.append(_look(page, session))
    session.detach()
    return min(looks, key=lambda look: look.nodes)
