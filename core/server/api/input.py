"""What people send."""

from pydantic import BaseModel, ConfigDict, field_validator


class Input(BaseModel):
    """What people send: unknown fields are refused, and NUL, which PostgreSQL holds in no text."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _refuse_nul(cls, value: object) -> object:
        if isinstance(value, str) and "\0" in value:
            raise ValueError("no text holds NUL")
        return value
