"""What the API shows and takes of Telegram."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from core.server.api.input import Input


class TelegramCode(BaseModel):
    """A code that is told to the bot once: `/link CODE` in private for an account, `/bind CODE` in a chat."""

    code: str
    expires_at: datetime


class TelegramLink(BaseModel):
    """A Telegram user that speaks for the account, by the name that Telegram told: any text."""

    user_id: int
    name: str
    linked_at: datetime


class BindingIn(Input):
    """A chat to be: in which language it is told."""

    language: Literal["en", "ru"] = "en"
