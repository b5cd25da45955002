"""What people set up: channels, chats, rules, silences, templates. Kept in PostgreSQL, read in memory."""

import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import asyncpg
import msgspec
from pydantic import TypeAdapter, ValidationError

from core.server.errors import Conflict, Invalid, NotFound
from core.server.notifications.channels.channel import Chat
from core.server.notifications.channels.specs import (
    AnySpec,
    ChannelSpec,
    credential_wanted,
    keeping_secrets,
    secrets_of,
    without_secrets,
)
from core.server.notifications.refused import RefusedNotification
from core.server.notifications.rule import MOST_RULES, NotificationRule
from core.server.notifications.silence import Silence
from core.server.notifications.store import SQL
from core.server.seal import CannotOpen

if TYPE_CHECKING:
    from core.server.db.database import Database
    from core.server.seal import Seal

_log: Final = logging.getLogger(__name__)
_MOST_CHANNELS: Final = 50
_MOST_CHATS: Final = 500
_MOST_SILENCES: Final = 1000
_FIRST_RULE: Final = "default"
_Thing = TypeVar("_Thing")
_specs: Final[TypeAdapter[AnySpec]] = TypeAdapter(ChannelSpec)


@dataclass(frozen=True, slots=True)
class Said:
    """When (Unix seconds) and by whom something was set."""

    at: float
    by: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as it is set up. `trouble` says why it cannot be used; its secrets are "" then."""

    name: str
    spec: AnySpec
    said: Said
    trouble: str = ""


class Book:
    """All of it. `revision` grows with each change, for who keeps something made of it."""

    def __init__(self, database: "Database", seal: "Seal") -> None:
        self._database = database
        self._seal = seal
        self.channels: dict[str, Channel] = {}
        self.chats: dict[str, Chat] = {}
        self.rules: dict[str, NotificationRule] = {}
        self.silences: dict[str, Silence] = {}
        self.templates: dict[tuple[str, str], str] = {}
        self.said: dict[tuple[str, ...], Said] = {}
        self.revision = 0

    async def load(self) -> None:
        """Read everything.

        Raises:
            DatabaseAway: it cannot be read.
        """
        async with self._database.connection() as connection:
            rows = {
                name: await connection.fetch(SQL[name])
                for name in ("channels", "chats", "rules", "silences", "templates")
            }
        self.channels = {each.name: each for each in map(self._channel, rows["channels"]) if each is not None}
        self.chats = {row["id"]: _chat(row) for row in rows["chats"]}
        self.rules = dict(_valid(NotificationRule, rows["rules"], ("name", "rule")))
        self.silences = dict(_valid(Silence, rows["silences"], ("id", "silence")))
        self.templates = {(row["name"], row["language"]): row["source"] for row in rows["templates"]}
        self._note_who(rows)
        self.revision += 1

    def channel(self, name: str) -> Channel:
        """Return a channel; raises NotFound."""
        return _found(self.channels, name, RefusedNotification.no_channel)

    def chat(self, chat_id: str) -> Chat:
        """Return a chat; raises NotFound."""
        return _found(self.chats, chat_id, RefusedNotification.no_chat)

    async def put_channel(self, name: str, spec: AnySpec, said: Said) -> Channel:
        """Make or change a channel. Secrets that are not told stay as they were.

        Raises:
            Conflict: it is of another kind, or there are too many.
            Invalid: a secret is missing, or would be shown to another server than the one that it was set for.
        """
        before = self.channels.get(name)
        if before is not None and before.spec.kind != spec.kind:
            raise Conflict(RefusedNotification.channel_of_kind(channel=name, kind=before.spec.kind))
        if before is None and len(self.channels) >= _MOST_CHANNELS:
            raise Conflict(RefusedNotification.many_channels(most=_MOST_CHANNELS))
        if before is not None and (wanted := credential_wanted(spec, before.spec)):
            told = RefusedNotification.channel_secret_anew(field=wanted)
            raise Invalid(told, errors=[(wanted, "tell it again")])
        full = keeping_secrets(spec, before.spec if before else None)
        if full.kind == "telegram" and not full.token:
            raise Invalid(RefusedNotification.channel_no_token())
        sealed = self._seal.seal(msgspec.json.encode(secrets_of(full)), _purpose(name))
        shown = msgspec.json.encode(without_secrets(full)).decode()
        await self._execute("put_channel", name, shown, sealed, said.at, said.by)
        self.channels[name] = Channel(name, full, said)
        return self.channels[name]

    async def delete_channel(self, name: str) -> list[str]:
        """Take a channel away with its chats, whose ids are returned."""
        self.channel(name)
        await self._execute("delete_channel", name)
        del self.channels[name]
        gone = [each.id for each in self.chats.values() if each.channel == name]
        for chat in gone:
            del self.chats[chat]
        return gone

    async def put_chat(self, chat: Chat, said: Said) -> Chat:
        """Make (with an empty id) or change a chat. The first one of all gets a rule: what is high or critical.

        Raises:
            Conflict: the channel has such a chat already, or there are too many.
            NotFound: there is no such channel.
        """
        self.channel(chat.channel)
        if not chat.id and len(self.chats) >= _MOST_CHATS:
            raise Conflict(RefusedNotification.many_chats(most=_MOST_CHATS))
        made = msgspec.structs.replace(chat, id=chat.id or secrets.token_hex(8))
        about = made.channel, made.address, made.topic, made.language, made.timezone, made.title
        try:
            await self._execute("put_chat", made.id, *about, said.at, said.by)
        except asyncpg.UniqueViolationError as error:
            raise Conflict(RefusedNotification.chat_twice()) from error
        is_first = not self.chats
        self.chats[made.id] = made
        self.said.setdefault(("chat", made.id), said)
        if is_first and not self.rules:
            await self.put_rule(_FIRST_RULE, NotificationRule(chats=(made.id,)), said)
        return made

    async def delete_chat(self, chat_id: str) -> None:
        """Take a chat away, with what it was told."""
        self.chat(chat_id)
        async with self._database.transaction() as connection:
            await connection.execute(SQL["delete_chat"], chat_id)
            await connection.execute(SQL["delete_threads_of"], chat_id)
        del self.chats[chat_id]
        self.revision += 1

    async def put_rule(self, name: str, rule: NotificationRule, said: Said) -> None:
        """Make or change a rule.

        Raises:
            Conflict: there are too many.
            Invalid: it names a chat that there is not.
        """
        unknown = [chat for chat in (*rule.chats, *rule.escalate_to) if chat not in self.chats]
        if unknown:
            raise Invalid(RefusedNotification.no_chat_called(chat=unknown[0]))
        if name not in self.rules and len(self.rules) >= MOST_RULES:
            raise Conflict(RefusedNotification.many_notification_rules(most=MOST_RULES))
        await self._execute("put_rule", name, rule.model_dump_json(exclude_defaults=True), said.at, said.by)
        self.rules[name] = rule
        self.said["rule", name] = said

    async def delete_rule(self, name: str) -> NotificationRule:
        """Take a rule away, and return it."""
        rule = _found(self.rules, name, RefusedNotification.no_notification_rule)
        await self._execute("delete_rule", name)
        del self.rules[name]
        return rule

    async def put_silence(self, silence: Silence, said: Said, silence_id: str = "") -> str:
        """Make a silence, or change the one of an id. Return its id.

        Raises:
            Conflict: there are too many.
        """
        if not silence_id and len(self.silences) >= _MOST_SILENCES:
            raise Conflict(RefusedNotification.many_notification_silences(most=_MOST_SILENCES))
        made = silence_id or secrets.token_hex(8)
        await self._execute("put_silence", made, silence.model_dump_json(exclude_defaults=True), said.at, said.by)
        self.silences[made] = silence
        self.said["silence", made] = said
        return made

    async def delete_silence(self, silence_id: str) -> Silence:
        """End a silence, and return it."""
        silence = _found(self.silences, silence_id, RefusedNotification.no_notification_silence)
        await self._execute("delete_silence", silence_id)
        del self.silences[silence_id]
        return silence

    async def put_template(self, name: str, language: str, source: str, said: Said) -> None:
        """Have a template take the place of Dozor's own. It was checked before (see `checking`)."""
        await self._execute("put_template", name, language, source, said.at, said.by)
        self.templates[name, language] = source
        self.said["template", name, language] = said

    async def delete_template(self, name: str, language: str) -> str:
        """Take Dozor's own template again, and return the one that was."""
        if (name, language) not in self.templates:
            raise NotFound(RefusedNotification.template_own())
        await self._execute("delete_template", name, language)
        return self.templates.pop((name, language))

    async def forget_silences(self, now: float) -> None:
        """Delete those that are over."""
        for silence_id in [name for name, each in self.silences.items() if each.is_over(now)]:
            await self.delete_silence(silence_id)

    async def _execute(self, query: str, *arguments: Any) -> None:
        async with self._database.connection() as connection:
            await connection.execute(SQL[query], *arguments)
        self.revision += 1

    def _channel(self, row: Any) -> Channel | None:
        said = Said(row["changed_at"].timestamp(), row["changed_by"])
        try:
            spec = _specs.validate_json(row["spec"])
        except ValidationError as error:
            _log.warning("channel %s of another release is left out: %s", row["name"], error)
            return None
        try:
            kept = msgspec.json.decode(self._seal.open(row["sealed"], _purpose(row["name"])))
        except CannotOpen as error:
            _log.error("channel %s cannot be used: %s", row["name"], error)
            return Channel(row["name"], spec, said, str(error))
        return Channel(row["name"], spec.model_copy(update=kept), said)

    def _note_who(self, rows: dict[str, Any]) -> None:
        for what, name in (("rule", "rules"), ("silence", "silences"), ("template", "templates"), ("chat", "chats")):
            for row in rows[name]:
                key = (row["name"], row["language"]) if what == "template" else (row.get("name") or row.get("id"),)
                at, by = row.get("changed_at") or row.get("made_at"), row.get("changed_by") or row.get("made_by")
                self.said[what, *key] = Said(at.timestamp(), by)


def _found(of: dict[str, _Thing], name: str, none: RefusedNotification) -> _Thing:
    if name not in of:
        raise NotFound(none())
    return of[name]


def _chat(row: Any) -> Chat:
    names = ("id", "channel", "address", "topic", "language", "timezone", "title")
    return Chat(**{name: row[name] for name in names})


def _valid(model: Any, rows: Any, columns: tuple[str, str]) -> Iterator[tuple[str, Any]]:
    for row in rows:
        try:
            yield row[columns[0]], model.model_validate_json(row[columns[1]])
        except ValidationError as error:
            _log.warning("%s %s of another release is left out: %s", columns[1], row[columns[0]], error)


def _purpose(name: str) -> str:
    return f"notification channel {name}"
