"""The channels that need nothing but what people set up."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from core.server.notifications.channels.email import Email
from core.server.notifications.channels.open import Maker
from core.server.notifications.channels.reaching import url_fault
from core.server.notifications.channels.specs import AnySpec, EmailSpec, WebhookSpec
from core.server.notifications.channels.webhook import Webhook

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.notifications.channels.channel import Channel


_CHAT: Final = re.compile(r"-?[0-9]{1,20}|@[A-Za-z0-9_]{4,40}")


def plain_makers(clock: "Clock") -> Mapping[str, Maker]:
    """Return what makes webhooks and e-mail."""

    def webhook(_name: str, spec: AnySpec) -> "Channel":
        assert isinstance(spec, WebhookSpec)
        return Webhook(spec, clock)

    def email(_name: str, spec: AnySpec) -> "Channel":
        assert isinstance(spec, EmailSpec)
        return Email(spec, clock)

    return {"webhook": webhook, "email": email}


def address_fault(kind: str, address: str) -> str:
    """Return why a text is no address of a chat of a kind of channel; "" where it is one."""
    match kind:
        case "webhook":
            return url_fault(address)
        case "email":
            return "" if is_mailbox(address) else "a plain e-mail address is wanted"
        case _:
            return "" if _CHAT.fullmatch(address) else "a chat's id is wanted, such as -1001234567890, or @channel"


def is_mailbox(address: str) -> bool:
    """Say whether a text is one plain e-mail address."""
    local, _, domain = address.rpartition("@")
    odd = set('<>,;:"()\\[]@')
    return (
        bool(local and domain)
        and address.isascii()
        and address.isprintable()
        and not odd & set(local + domain)
        and " " not in address
        and len(address) <= 254
    )
