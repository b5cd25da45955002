"""What axe has against a page."""

from playwright.sync_api import Page

from core.app.tests.conftest import APP

AXE = APP / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SETTLED = """() => Promise.allSettled(document.getAnimations()
    .filter(animation => Number.isFinite(animation.effect?.getComputedTiming().endTime ?? 0))
    .map(animation => animation.finished)).then(() => null)"""

# Only what is wrong is told, and by its own text: naming every element by a selector takes longer than the rules do.
FOUND = """tags => axe.run(document, {runOnly: tags, resultTypes: ["violations"], selectors: false})
    .then(result => result.violations)"""


def violations(page: Page) -> list[str]:
    """Return what axe has against a page, once it moves no more."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    page.evaluate(SETTLED)  # a dialog that still fades in has less contrast than it will have
    found = page.evaluate(FOUND, RULES)
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]
