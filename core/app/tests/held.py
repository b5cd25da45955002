"""What a page holds in memory once its garbage is gone."""

from dataclasses import dataclass

from playwright.sync_api import Page

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


def held(page: Page) -> Held:
    """Return what a page holds."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("HeapProfiler.collectGarbage")
    told = {each["name"]: int(each["value"]) for each in session.send("Performance.getMetrics")["metrics"]}
    standing = page.evaluate(_STANDING)
    session.detach()
    return Held(told["JSHeapUsedSize"], told["Nodes"], standing, told["JSEventListeners"])
