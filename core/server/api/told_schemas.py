"""What people are told, as the API shows it: a code with its arguments, and the same in English."""

from typing import Any

from pydantic import BaseModel, WithJsonSchema

from core.server.errors import DozorError
from core.server.told import Arg, Told, Words


class ToldOut(BaseModel):
    """A code with its arguments, for who tells it in another language, and the same in English."""

    args: dict[str, Arg]
    message: str


def codes(*families: type[Words], or_none: bool = False) -> WithJsonSchema:
    """Return the schema of these codes, with the empty one if it may be none; the English of each stands beside."""
    english = {each.name: each.value for family in families for each in family}
    assert len(english) == sum(map(len, families)), "a code has one meaning"
    return WithJsonSchema({"type": "string", "enum": [*english, *([""] if or_none else [])], "x-english": english})


def told_fields(told: Told) -> dict[str, Any]:
    """Return the fields of what shows something told."""
    return {"code": told.code, "args": dict(told.args), "message": str(told)}


def refused_fields(error: DozorError) -> dict[str, Any]:
    """Return the fields of what shows why one of several things was refused."""
    code, args = (error.told.code, dict(error.told.args)) if error.told else ("", {})
    return {"reason": error.detail, "code": code, "args": args}
