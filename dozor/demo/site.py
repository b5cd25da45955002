"""What the demo's two services serve: enough of a shop and a blog for visitors to behave like visitors."""

from dataclasses import dataclass

ASSETS = ("/static/site.css", "/static/site.js", "/static/logo.svg", "/static/font.woff2")
SHOP_PAGES = ("/", "/catalog", "/cart", "/about", "/delivery", *(f"/product/{n}" for n in range(1, 41)))
BLOG_POSTS = 240
BLOG_PAGES = ("/", "/archive", "/about", *(f"/post/{n}" for n in range(1, BLOG_POSTS + 1)))
PAGES = {"shop.example": SHOP_PAGES, "blog.example": BLOG_PAGES}


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: status, content type, body."""

    status: int
    content_type: str
    body: bytes


def answer(host: str, method: str, path: str) -> Answer:
    """Return what the service called `host` answers; a name that somebody adds to the demo shows the shop."""
    path = path.partition("?")[0]
    if path in ASSETS:
        return Answer(200, "text/plain", b"/* demo */" * 60)
    if path == "/login":
        return Answer(401, "text/html", b"<h1>Wrong name or password</h1>") if method == "POST" else _page("Sign in")
    if path.startswith("/api/"):
        return Answer(200, "application/json", b'{"ok": true}')
    if path in PAGES.get(host, SHOP_PAGES):
        return _page(f"{host}{path}")
    return Answer(404, "text/html", b"<h1>Not found</h1>")


def _page(title: str) -> Answer:
    text = f"<!doctype html><title>{title}</title><h1>{title}</h1>" + "<p>A page of the demo.</p>" * 40
    return Answer(200, "text/html", text.encode())
