"""Writing in the application's editor as people do."""

from playwright.sync_api import Page

_PASTE = """(element, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def paste_over(page: Page, text: str, label: str) -> None:
    """Paste over all that is there: what drives the browser would have it edit the page by itself, styles and all."""
    box = page.get_by_role("textbox", name=label)
    box.click()
    box.press("Control+a")
    box.evaluate(_PASTE, text)
