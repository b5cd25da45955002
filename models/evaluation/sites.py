"""Sites: what a service behind NGINX has to offer, for visitors and for attackers alike."""

from dataclasses import dataclass
from random import Random
from typing import Final


@dataclass(frozen=True, slots=True)
class Site:
    """One service. `pages` stand by popularity; a site without `assets` is an API."""

    name: str
    pages: tuple[str, ...]
    assets: tuple[str, ...] = ()
    login: str = "/login"
    search: str = "/search?q="
    wordpress: bool = False

    @property
    def is_api(self) -> bool:
        """Whether no browser stands before it."""
        return not self.assets

    def page(self, random: Random) -> str:
        """Return a page, the popular ones more often."""
        return self.pages[min(int(random.paretovariate(0.7)) - 1, random.randrange(len(self.pages)))]


def _shop() -> Site:
    categories = tuple(f"/catalog/{name}" for name in ("shoes", "bags", "coats", "hats", "toys", "books", "garden"))
    pages = (
        "/",
        "/catalog",
        "/cart",
        "/delivery",
        "/about",
        *categories,
        *(f"/product/{n}" for n in range(1000, 1400)),
    )
    pictures = tuple(f"/images/products/{n}.webp" for n in range(1000, 1400))
    bundle = (
        "/assets/site.css",
        "/assets/vendor.js",
        "/assets/app.js",
        "/assets/logo.svg",
        "/fonts/a.woff2",
        "/fonts/b.woff2",
    )
    return Site("shop.example", pages, (*bundle, "/favicon.ico", "/assets/cart.js", *pictures))


def _blog() -> Site:
    posts = tuple(
        f"/2025/{1 + n % 12:02}/{word}-{n}/" for n, word in enumerate(("notes", "guide", "review", "story") * 40)
    )
    pages = ("/", *posts[:8], "/about/", "/feed/", "/archive/", *posts[8:])
    theme = "/wp-content/themes/daily"
    bundle = (
        f"{theme}/style.css?ver=6.5",
        f"{theme}/js/main.js?ver=6.5",
        "/wp-includes/js/jquery/jquery.min.js?ver=3.7",
    )
    pictures = tuple(f"/wp-content/uploads/2025/{1 + n % 12:02}/photo-{n}.jpg" for n in range(160))
    return Site("blog.example", pages, (*bundle, "/favicon.ico", *pictures), "/wp-login.php", "/?s=", wordpress=True)


def _api() -> Site:
    lists = (
        "/api/v2/config",
        "/api/v2/feed",
        "/api/v2/cart",
        "/api/v2/profile",
        "/api/v2/messages",
        "/api/v2/notifications",
    )
    items = tuple(f"/api/v2/items/{n}" for n in range(5000, 5300))
    return Site("api.example", (*lists, *items), (), "/api/v2/auth/login", "/api/v2/search?q=")


SYNTHETIC: Final = (_shop(), _blog(), _api())
