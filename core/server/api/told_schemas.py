"""What people are told, as the API shows it: a code with its arguments, and the same in English."""

from typing import Any

from pydantic import BaseModel, WithJsonSchema

from core.server.told import Arg, Told, Words


class ToldOut(BaseModel):
    """A code with its arguments, for who tells it in another language, and the same in English."""

    args: dict[str, Arg]
    message: str


def codes(*families: type[Words]) -> WithJsonSchema:
    """Return the schema of these codes; what each says in English stands beside them."""
    english = {each.name: each.value for family in families for each in family}
    assert len(english) == sum(map(len, families)), "a code has one meaning"
    return WithJsonSchema({"type": "string", "enum": list(english), "x-english": english})


def told_fields(told: Told) -> dict[str, Any]:
    """Return the fields of what shows something told."""
    return {"code": told.code, "args": dict(told.args), "message": str(told)}
