"""What Telegram's answers mean for delivery."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiogram import exceptions as telegram
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

from core.server.notifications.channels.channel import Away, Gone, Moved, Refused, Throttled, Unchanged

_UNCHANGED: Final = "message is not modified"
_TOKEN: Final = re.compile(r"\bbot\d+:[\w-]+")
_GONE: Final = ("message to edit not found", "message can't be edited", "message_id_invalid")


@asynccontextmanager
async def told_as_delivery() -> AsyncIterator[None]:
    """Turn what aiogram raises inside the `with` into one kind of Undelivered.

    A token that is wrong or was revoked counts as away: messages wait until somebody has set the right one. After a
    time-out Telegram may have taken the message, so it may come twice.
    """
    try:
        yield
    except telegram.TelegramRetryAfter as error:
        raise Throttled(error.retry_after) from error
    except telegram.TelegramMigrateToChat as error:
        raise Moved(str(error.migrate_to_chat_id)) from error
    except (telegram.TelegramForbiddenError, telegram.TelegramEntityTooLarge) as error:
        raise Refused(_told(error)) from error
    except (telegram.TelegramUnauthorizedError, telegram.TelegramNotFound) as error:
        raise Away("Telegram does not know the bot's token.") from error
    except telegram.TelegramBadRequest as error:
        raise _of_a_bad_request(_told(error)) from error
    except telegram.TelegramAPIError as error:  # the network, 5xx, and a second program with the same token
        raise Away(_told(error)) from error
    except telegram.ClientDecodeError as error:
        raise Away("Something in between answered instead of Telegram.") from error
    except (ProxyConnectionError, ProxyError, ProxyTimeoutError, OSError) as error:
        raise Away(f"The proxy or the network fails: {_told(error)}") from error


def _told(error: Exception) -> str:
    """Return what an error says, without the bot's token, which stands in each URL that is asked."""
    said = error.message if isinstance(error, telegram.TelegramAPIError) else str(error)
    return _TOKEN.sub("bot…", said)


def _of_a_bad_request(reason: str) -> Unchanged | Gone | Refused:
    said = reason.lower()
    if _UNCHANGED in said:
        return Unchanged(reason)
    return Gone(reason) if any(words in said for words in _GONE) else Refused(reason)
