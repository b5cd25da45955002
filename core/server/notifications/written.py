"""What people write: rules, silences, channels."""

from pydantic import BaseModel, ConfigDict


class Written(BaseModel):
    """Unknown fields are refused, and what has a default may be left out. It is shown as it was written."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
