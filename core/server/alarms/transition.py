"""What happens to alarms, as a list that others read: the history, and who notifies people."""

from hashlib import blake2b
from typing import Literal, NamedTuple

import msgspec

What = Literal["fired", "cleared", "acknowledged", "unacknowledged", "silenced", "unsilenced"]
Why = Literal["", "gone", "rule", "node"]
"""Why an alarm is over although its value is not back: its series is gone, its rule was changed, its node deleted."""


class Key(NamedTuple):
    """What an alarm is about: a rule and one of its series, "" for what a group leaves open."""

    rule: str
    node: str
    entity: str


class Transition(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to an alarm. Instants are Unix seconds.

    `id` is the same from `fired` to `cleared`. `since` is when the condition began to hold. `by` and `note` are a
    person's; `until` is when what a person said ends, 0 for never. `silenced`: nobody wants to be told.
    """

    id: str
    what: What
    at: float
    key: Key
    value: float = 0.0
    since: float = 0.0
    why: Why = ""
    by: str = ""
    note: str = ""
    until: float = 0.0
    silenced: bool = False


def alarm_id(key: Key, fired_at: int) -> str:
    """Return an alarm's id: what fires twice, as after a crash, is one alarm."""
    return blake2b("\0".join((*key, str(fired_at))).encode(), digest_size=10).hexdigest()
