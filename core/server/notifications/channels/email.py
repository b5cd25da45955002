"""E-mail: text and HTML through an SMTP server. What goes on is an answer in the same thread of mails."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

import aiosmtplib

from core.server.notifications.channels.channel import Away, Chat, Limits, Message, Refused, Sent
from core.server.notifications.telegram_html import plain

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.notifications.channels.specs import EmailSpec

_PERMANENT: Final = 500
_MOST_SUBJECT: Final = 200


class Email:
    """Sends. A mail cannot be edited: what changed is another mail, seldom, but at once when it is over.

    `Message-ID` is made of the message's idempotency key: a mail that is sent again is the same mail.
    """

    kind = "email"
    limits = Limits(chat_per_minute=10, chat_per_second=1.0, all_per_second=5.0, edit_seconds=900.0)

    def __init__(self, spec: "EmailSpec", clock: "Clock") -> None:
        self._spec = spec
        self._clock = clock

    async def send(self, chat: Chat, message: Message) -> Sent:
        """Send a mail; its Message-ID is its external id."""
        written = self._written(chat, message, message.reply_to)
        await self._submit(written)
        return Sent(written["Message-ID"])

    async def edit(self, chat: Chat, external_id: str, message: Message) -> Sent:
        """Send a mail that answers the thread's first one."""
        await self._submit(self._written(chat, message, external_id))
        return Sent(external_id)

    async def close(self) -> None:
        """There is nothing to let go of: each mail has a connection of its own."""

    def _written(self, chat: Chat, message: Message, answers: str) -> EmailMessage:
        domain = self._spec.sender.rpartition("@")[2]
        written = EmailMessage(policy=SMTP)
        written["From"] = f"Dozor <{self._spec.sender}>"
        written["To"] = chat.address
        written["Subject"] = " ".join(message.title.split())[:_MOST_SUBJECT]
        written["Date"] = format_datetime(datetime.fromtimestamp(self._clock.now(), UTC))
        written["Message-ID"] = f"<{message.idempotency_key}@{domain}>"
        if answers:
            written["In-Reply-To"] = written["References"] = answers
        written["Auto-Submitted"] = "auto-generated"
        written.set_content(plain(message.text))
        written.add_alternative(_page(message.text), subtype="html")
        return written

    async def _submit(self, written: EmailMessage) -> None:
        spec = self._spec
        try:
            await aiosmtplib.send(
                written,
                hostname=spec.host,
                port=spec.port,
                username=spec.user or None,
                password=spec.password or None,
                use_tls=spec.security == "tls",
                start_tls=spec.security == "starttls",
                validate_certs=spec.verify,
                timeout=spec.timeout_seconds,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [each.code for each in error.recipients]
            raise (Refused if min(codes) >= _PERMANENT else Away)(str(error)) from error
        except aiosmtplib.SMTPDataError as error:
            raise (Refused if error.code >= _PERMANENT else Away)(f"{error.code} {error.message}") from error
        except (aiosmtplib.SMTPException, OSError) as error:  # also a wrong password: people will set it right
            raise Away(str(error) or type(error).__name__) from error


def _page(text: str) -> str:
    """Return the text as a mail's HTML: Telegram's tags are HTML but for the spoiler, and lines are as they stand."""
    body = text.replace("<tg-spoiler>", "<span>").replace("</tg-spoiler>", "</span>").replace("\n", "<br>\n")
    return f'<!doctype html><html><body style="font-family:sans-serif">{body}</body></html>'
