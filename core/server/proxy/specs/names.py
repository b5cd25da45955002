"""Which of several server names answers a request, as NGINX chooses."""

from collections.abc import Iterable, Iterator


def covers(pattern: str, name: str) -> bool:
    """Return whether a server name, maybe with a wildcard, takes requests for another one, maybe with a wildcard."""
    return pattern == name or (pattern.startswith("*.") and name.endswith(pattern[1:]) and name != pattern[2:])


def wildcards_above(name: str) -> Iterator[str]:
    """Yield every wildcard that covers a server name and is another, the longest first."""
    rest = name.removeprefix("*.")
    while "." in rest:
        rest = rest.partition(".")[2]
        yield f"*.{rest}"


def best(patterns: Iterable[str], host: str) -> str | None:
    """Return the name by which NGINX takes a request: exact, else the longest wildcard, else None."""
    fitting = [pattern for pattern in patterns if covers(pattern, host)]
    return max(fitting, key=lambda pattern: (pattern == host, len(pattern)), default=None)


def certified(names: Iterable[str], wanted: str) -> bool:
    """Return whether a certificate for `names` is good for a server name; its wildcard stands for one part alone."""
    parent = wanted.partition(".")[2]
    return any(name == wanted or (name.startswith("*.") and name[2:] == parent) for name in names)
