"""What people send."""

from pydantic import BaseModel, ConfigDict


class Input(BaseModel):
    """What people send: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
