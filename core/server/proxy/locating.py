"""Which of a domain's locations takes a path, in NGINX's own order, and why the others do not.

Source: `ngx_http_core_find_location` and `ngx_http_parse_complex_uri` of NGINX. What a snippet does is not looked into.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from core.server.proxy.searching import searched
from core.server.proxy.specs.location import LocationSpec, MatchSpec

_ENCODED: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
_KINDS: Final = {"exact": "= ", "prefix": "", "regex": "~ "}


@dataclass(frozen=True, slots=True)
class Tried:
    """A location and what became of it. `number` is its place in the document, -1 that of the implied `/`."""

    number: int
    match: str
    verdict: Literal["chosen", "fits", "no"]
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The location that takes a path. With `adds_slash` NGINX sends the visitor to the path with a slash behind it."""

    number: int
    location: LocationSpec
    adds_slash: bool
    tried: tuple[Tried, ...]


def normalised(path: str) -> bytes | None:
    """Return what locations are compared with: decoded, slashes merged, `.` and `..` resolved.

    None is what NGINX answers with 400. Decoding comes first, so an encoded slash or dot counts as one.
    """
    raw = path.partition("#")[0].partition("?")[0].encode()
    if not raw.startswith(b"/") or re.search(rb"%(?![0-9A-Fa-f]{2})", raw):
        return None
    decoded = _ENCODED.sub(lambda found: bytes([int(found[1], 16)]), raw)
    if b"\0" in decoded:
        return None
    return _resolved(decoded)


def _resolved(path: bytes) -> bytes | None:
    kept: list[bytes] = []
    parts = path.split(b"/")[1:]
    for part in parts:
        if part == b"..":
            if not kept:
                return None
            kept.pop()
        elif part not in {b"", b"."}:
            kept.append(part)
    is_folder = parts[-1] in {b"", b".", b".."} and bool(kept)
    return b"/" + b"/".join(kept) + (b"/" if is_folder else b"")


def choose(locations: Sequence[tuple[int, LocationSpec]], uri: bytes) -> Choice:
    """Return which location takes a normalised path; one of them is a prefix that every path begins with.

    An exact path comes first, then a missing slash, then the longest prefix, where that is final; else the first
    regular expression that finds something, and the longest prefix where none does.

    Raises:
        Invalid: a regular expression takes too long.
    """
    found = _found(locations, uri)
    chosen, why, adds_slash = _chosen(locations, uri, found)
    tried = tuple(
        Tried(number, match_text(each.match), "chosen", why)
        if number == chosen
        else _tried(number, each.match, uri, is_found=number in found)
        for number, each in locations
    )
    location = next(each for number, each in locations if number == chosen)
    return Choice(chosen, location, adds_slash, tried)


def match_text(match: MatchSpec) -> str:
    """Return a match as NGINX's configuration has it."""
    if match.kind == "regex":
        return f"{'~* ' if match.ignore_case else '~ '}{match.regex}"
    return f"{'^~ ' if match.final else _KINDS[match.kind]}{match.path}"


def is_proxied(location: LocationSpec) -> bool:
    """Return whether a location's requests go to members."""
    return location.redirect is None and location.answer_status is None


def _found(locations: Sequence[tuple[int, LocationSpec]], uri: bytes) -> set[int]:
    """Return the locations whose regular expression finds something."""
    asked = [(number, each.match) for number, each in locations if each.match.kind == "regex"]
    groups = searched([(match.regex or "", match.ignore_case) for _, match in asked], uri)
    return {number for (number, _), each in zip(asked, groups, strict=True) if each is not None}


def _chosen(locations: Sequence[tuple[int, LocationSpec]], uri: bytes, found: Container[int]) -> tuple[int, str, bool]:
    for number, each in locations:
        if each.match.kind == "exact" and _path(each.match) == uri:
            return number, "an exact path goes before everything", False
    prefixes = [(len(_path(each.match)), number) for number, each in locations if _begins(each.match, uri)]
    length, longest = max(prefixes)
    if length < len(uri):
        for number, each in locations:
            if each.match.kind != "regex" and is_proxied(each) and _path(each.match) == uri + b"/":
                return number, "it is this path with a slash, which NGINX has visitors add", True
    if next(each for number, each in locations if number == longest).match.final:
        return longest, "the longest prefix, and it keeps regular expressions out", False
    for number, _ in locations:
        if number in found:
            return number, "the first regular expression that finds something goes before prefixes", False
    return longest, "the longest prefix, and no regular expression finds anything", False


def _tried(number: int, match: MatchSpec, uri: bytes, *, is_found: bool) -> Tried:
    text = match_text(match)
    if match.kind == "exact":
        return Tried(number, text, "no", "the path is another")
    if match.kind == "prefix" and not _begins(match, uri):
        return Tried(number, text, "no", "the path does not begin so")
    if match.kind == "regex" and not is_found:
        return Tried(number, text, "no", "it finds nothing in the path")
    return Tried(number, text, "fits", "it fits, but the chosen one goes before it")


def _path(match: MatchSpec) -> bytes:
    return (match.path or "").encode()


def _begins(match: MatchSpec, uri: bytes) -> bool:
    return match.kind == "prefix" and uri.startswith(_path(match))
