"""A channel whose far end is in this process: it keeps what it was handed, and fails when it is told to."""

from dataclasses import dataclass, field

from core.server.clock import Clock
from core.server.notifications.channels.channel import Chat, Limits, Message, Sent, Undelivered


@dataclass
class Loopback:
    """`shown` is what a reader sees, by chat and message; `handed` all that came, with the time of the clock."""

    clock: Clock
    limits: Limits = field(
        default_factory=lambda: Limits(chat_per_minute=20, chat_per_second=1.0, all_per_second=30.0, edit_seconds=3.0)
    )
    kind: str = "telegram"
    failing: list[Undelivered] = field(default_factory=list)
    away: Undelivered | None = None
    handed: list[tuple[float, str, str, Message]] = field(default_factory=list)
    shown: dict[str, dict[str, Message]] = field(default_factory=dict)

    async def send(self, chat: Chat, message: Message) -> Sent:
        """Show a new message."""
        self._take("send", chat, message)
        number = str(len(self.handed))
        self.shown.setdefault(chat.address, {})[number] = message
        return Sent(number)

    async def edit(self, chat: Chat, external_id: str, message: Message) -> Sent:
        """Have a message show something else."""
        self._take("edit", chat, message)
        self.shown[chat.address][external_id] = message
        return Sent(external_id)

    async def close(self) -> None:
        """There is nothing to let go of."""

    def _take(self, what: str, chat: Chat, message: Message) -> None:
        if self.away is not None:
            raise self.away
        if self.failing:
            raise self.failing.pop(0)
        self.handed.append((self.clock.now(), what, chat.address, message))
