"""Who is signed in."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["viewer", "analyst", "operator", "data_scientist", "admin"]


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in person, as the access token tells."""

    id: str
    login: str
    role: Role
