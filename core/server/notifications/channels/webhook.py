"""Webhooks: JSON by POST, signed, so that the reader knows who sent it and that it is fresh.

`Dozor-Signature` is `v1=` and the hexadecimal HMAC-SHA256, by the channel's secret, of the timestamp in
`Dozor-Timestamp`, a dot, and the body. `Idempotency-Key` is the same when the same content comes again.
"""

import hashlib
import hmac
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import httpx
import msgspec

from core.server.notifications.channels.channel import Away, Chat, Limits, Message, Refused, Sent, Throttled
from core.server.notifications.channels.reaching import address_of
from core.server.notifications.telegram_html import plain

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.notifications.channels.specs import WebhookSpec

_TRY_AGAIN: Final = frozenset({408, 425})
_WAIT_SECONDS: Final = 30.0
_MOST_WAIT_SECONDS: Final = 3600.0


class Webhook:
    """Sends. An edit is another message of the same `thread`: its reader keeps the newest."""

    kind = "webhook"
    limits = Limits(chat_per_minute=120, chat_per_second=10.0, all_per_second=50.0, edit_seconds=1.0)

    def __init__(self, spec: "WebhookSpec", clock: "Clock") -> None:
        self._spec = spec
        self._clock = clock
        self._client = httpx.AsyncClient(
            timeout=spec.timeout_seconds,
            follow_redirects=False,
            trust_env=False,
            limits=httpx.Limits(max_connections=20),
        )

    async def send(self, chat: Chat, message: Message) -> Sent:
        """Post a message; its thread is its external id."""
        await self._post(chat.address, message)
        return Sent(message.thread)

    async def edit(self, chat: Chat, external_id: str, message: Message) -> Sent:
        """Post what the thread is like by now."""
        await self._post(chat.address, message)
        return Sent(external_id)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def _post(self, url: str, message: Message) -> None:
        body, now = body_of(message), int(self._clock.now())
        try:
            status, after = await self._answer(url, body, self._headers(message, body, now))
        except httpx.TimeoutException as error:
            raise Away("no answer in time") from error
        except httpx.HTTPError as error:
            raise Away(str(error) or type(error).__name__) from error
        _check(status, _seconds(after, now))

    def _headers(self, message: Message, body: bytes, now: int) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Dozor",
            "Idempotency-Key": message.idempotency_key,
            "Dozor-Timestamp": str(now),
        }
        if self._spec.secret:
            headers["Dozor-Signature"] = f"v1={signature(self._spec.secret, now, body)}"
        return headers

    async def _answer(self, url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        """Speak to the very address that was checked; the body of the answer is not read."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = await address_of(host, port, allow_local=self._spec.allow_local)
        pinned = httpx.URL(url).copy_with(host=address)
        headers = {"Host": parts.netloc, **headers}
        extensions = {"sni_hostname": host}
        async with self._client.stream("POST", pinned, content=body, headers=headers, extensions=extensions) as answer:
            return answer.status_code, answer.headers.get("Retry-After", "")


def body_of(message: Message) -> bytes:
    """Return what is posted."""
    return msgspec.json.encode(
        {
            "id": message.idempotency_key,
            "thread": message.thread,
            "title": message.title,
            "text": plain(message.text),
            "html": message.text,
            "again": bool(message.reply_to),
            "event": message.event,
        }
    )


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return what signs a body at a time (Unix seconds)."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def _check(status: int, retry_after: float) -> None:
    if 200 <= status < 300:
        return
    if status == 429:
        raise Throttled(retry_after)
    if status >= 500 or status in _TRY_AGAIN:
        raise Away(f"the webhook answered {status}")
    if 300 <= status < 400:
        raise Refused(f"the webhook answered {status}: redirects are not followed, set its final URL")
    raise Refused(f"the webhook answered {status}")


def _seconds(after: str, now: float) -> float:
    """Return what `Retry-After` says, a number or a date."""
    try:
        seconds = float(after) if after.isdecimal() else parsedate_to_datetime(after).timestamp() - now
    except ValueError:
        seconds = _WAIT_SECONDS
    return min(max(seconds, 1.0), _MOST_WAIT_SECONDS)
