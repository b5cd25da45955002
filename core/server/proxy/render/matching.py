"""Which locations a domain has, and how NGINX is told which paths they are for."""

from collections.abc import Iterable
from typing import Final

from core.server.proxy.specs.domain import DomainSpec
from core.server.proxy.specs.location import LocationSpec, MatchSpec

_MODIFIERS: Final = {"exact": ("=",), "prefix": (), "regex": ("~",)}
_ROOT: Final = LocationSpec(match=MatchSpec(path="/"))


def with_root(spec: DomainSpec) -> Iterable[LocationSpec]:
    """Yield a domain's locations; where none takes every path, the rest goes to the domain's service."""
    yield from spec.locations
    if not any(each.match.kind == "prefix" and each.match.path == "/" for each in spec.locations):
        yield _ROOT


def matching(match: MatchSpec) -> tuple[str, ...]:
    """Return the arguments of `location`."""
    modifier = ("^~",) if match.final else ("~*",) if match.ignore_case else _MODIFIERS[match.kind]
    return (*modifier, match.regex or match.path or "/")
