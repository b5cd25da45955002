"""What a page would load from elsewhere: it has to be whole by itself, as nothing else may be there when it is seen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final, Literal
from urllib.parse import urlsplit

from core.server.proxy.pages.contrast import LEAST, faint
from core.server.proxy.pages.wrong_pages import WrongPage
from core.server.told import Told

LARGE_BYTES: Final = 50 * 1024
_LOADED: Final = frozenset({"src", "srcset", "poster", "data", "background", "href", "xlink:href"})
_SENT: Final = frozenset({"action", "formaction"})
_FOLLOWED: Final = frozenset({"a", "area"})
_IN_STYLE: Final = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])([^"')]*)""", re.IGNORECASE)
_REFRESH: Final = re.compile(r"url\s*=\s*[\"']?([^\"']+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something about a page; lines that are told are the page's, not the template's."""

    severity: Literal["error", "warning"]
    told: Told


def doubts_about(page: str) -> list[Doubt]:
    """Return what a page of HTML would need from elsewhere."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return [*reader.doubts, *_of_all(page)]


def _of_all(page: str) -> Iterator[Doubt]:
    """Yield what is doubtful about a page as a whole: a visitor has to get it quickly, and to be able to read it."""
    size = len(page.encode())
    if size > LARGE_BYTES:
        yield Doubt("warning", WrongPage.page_heavy(kib=size // 1024, most=LARGE_BYTES // 1024))
    for where, ratio in faint(page):
        yield Doubt("warning", WrongPage.page_faint(where=where, ratio=round(ratio, 1), least=LEAST))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.doubts: list[Doubt] = []
        self._is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_style = tag == "style"
        for name, value in attrs:
            for address in _addresses(tag, name, value or ""):
                self._note(address, WrongPage.page_sends if name in _SENT else WrongPage.page_loads)

    def handle_endtag(self, tag: str) -> None:
        self._is_style = self._is_style and tag != "style"

    def handle_data(self, data: str) -> None:
        if self._is_style:
            for address in _IN_STYLE.findall(data):
                self._note(address, WrongPage.page_loads)

    def _note(self, address: str, does: WrongPage) -> None:
        where, line = _where(address), self.getpos()[0]
        if where == "elsewhere":
            self.doubts.append(Doubt("error", does(line=line, address=address[:200])))
        elif where == "site" and does is WrongPage.page_loads:
            told = WrongPage.page_loads_site(line=line, address=address[:200])
            self.doubts.append(Doubt("warning", told))


def _addresses(tag: str, name: str, value: str) -> Iterator[str]:
    """Yield the addresses that an attribute has a browser ask for by itself, or send to."""
    if name == "srcset":
        yield from (each.split()[0] for each in value.split(",") if each.strip())
    elif name in _SENT or (name in _LOADED and tag not in _FOLLOWED):
        yield value
    elif name == "style":
        yield from _IN_STYLE.findall(value)
    elif tag == "meta" and name == "content":
        yield from _REFRESH.findall(value)


def _where(address: str) -> Literal["here", "site", "elsewhere"]:
    plain = re.sub(r"[\t\n\r]", "", address).strip().replace("\\", "/")
    if not plain or plain.startswith("#"):
        return "here"
    try:
        parts = urlsplit(plain)
    except ValueError:
        return "elsewhere"
    if parts.scheme in {"data", "mailto", "tel"}:
        return "here"
    return "elsewhere" if parts.netloc or parts.scheme else "site"
