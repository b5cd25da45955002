"""What all specifications have in common."""

from pydantic import BaseModel, ConfigDict


class Spec(BaseModel):
    """A part of a document: unknown fields are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
