"""Which counters one hit raises."""

from functools import lru_cache
from typing import NamedTuple

from agent.aggregate.rows import COUNT
from agent.contract.columns import UrlFlag


class Outcome(NamedTuple):
    """What a hit was: all that its counters depend on. `unreferred` is False where the format has no Referer."""

    method: bytes
    status: int
    flags: int
    tool: bool
    injected: bool
    unreferred: bool

    @property
    def login(self) -> bool:
        """A POST to a login-like path."""
        return self.method == b"POST" and bool(self.flags & UrlFlag.LOGIN)

    @property
    def loud(self) -> bool:
        """Worth a sample whatever the answer."""
        return self.injected or self.login or bool(self.flags & UrlFlag.SENSITIVE)


class Raised(NamedTuple):
    """The counters that a hit raises, as indexes into `Row.counts`, and whether it stands out."""

    counters: tuple[int, ...]
    loud: bool
    stands_out: bool


@lru_cache(maxsize=4096)
def raised(outcome: Outcome) -> Raised:
    """Return what an outcome raises."""
    status = outcome.status
    facts = {
        "requests": True,
        "status_2xx": 200 <= status < 300 or status == 101,
        "status_3xx": 300 <= status < 400,
        "status_4xx": 400 <= status < 500,
        "status_5xx": 500 <= status < 600,
        "not_modified": status == 304,
        "denied": status in {401, 403},
        "not_found": status == 404,
        "gets": outcome.method == b"GET",
        "posts": outcome.method == b"POST",
        "odd_methods": outcome.method not in {b"GET", b"POST"},
        "assets": bool(outcome.flags & UrlFlag.ASSET),
        "no_referrer": outcome.unreferred and not outcome.flags & UrlFlag.ASSET,
        "logins": outcome.login,
        "tool_agents": outcome.tool,
        "sensitive": bool(outcome.flags & UrlFlag.SENSITIVE),
        "injections": outcome.injected,
    }
    counters = tuple(COUNT[name] for name, true in facts.items() if true)
    return Raised(counters, outcome.loud, outcome.loud or 400 <= status < 500)
