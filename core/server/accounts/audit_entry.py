"""One entry of the audit log: who did what, from where, and what became different."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import msgspec

from core.server.accounts.person import Person
from core.server.accounts.redaction import redacted

_MOST_JSON: Final = 100_000
_encoder: Final = msgspec.json.Encoder(enc_hook=str)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, from where, and under which request id."""

    person: Person
    address: str
    request_id: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry. `uid` is its own, so that it is written once however often that is tried; `at` is in Unix seconds.

    `by` is a login, `kind` how they asked (see Person) or `system`, `session` the session or API token. `before` and
    `after` are JSON, None where there was nothing.
    """

    uid: str
    at: float
    by: str
    kind: str
    account: str
    session: str
    address: str
    request_id: str
    action: str
    subject: str
    before: str | None
    after: str | None

    @classmethod
    def of(cls, caller: Caller, action: str, subject: str, at: float, *, before: Any, after: Any) -> "Entry":
        """Return an entry, with its secrets hidden."""
        person = caller.person
        return cls(
            uid=str(uuid4()),
            at=at,
            by=_plain(person.login),
            kind=person.kind,
            account=person.id,
            session=person.session,
            address=_plain(caller.address),
            request_id=_plain(caller.request_id),
            action=action,
            subject=_plain(subject),
            before=_json(before),
            after=_json(after),
        )

    @classmethod
    def of_system(cls, action: str, subject: str, at: float, *, before: Any = None, after: Any = None) -> "Entry":
        """Return an entry about something that the core did by itself."""
        return cls(
            uid=str(uuid4()),
            at=at,
            by="system",
            kind="system",
            account="",
            session="",
            address="",
            request_id="",
            action=action,
            subject=_plain(subject),
            before=_json(before),
            after=_json(after),
        )


def _plain(text: str) -> str:
    return text.replace("\0", "�").encode(errors="replace").decode()  # PostgreSQL holds neither NUL nor half a pair


def _json(value: Any) -> str | None:
    if value is None:
        return None
    text = _encoder.encode(redacted(value)).decode()
    if len(text) <= _MOST_JSON:
        return text
    return _encoder.encode({"cut_after_characters": _MOST_JSON, "beginning": text[:_MOST_JSON]}).decode()
