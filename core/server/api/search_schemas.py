"""What is found by a part of its name. What `core.server.api.schemas` says of models holds here, too."""

from typing import Literal

from pydantic import BaseModel

FoundKind = Literal["node", "service", "domain", "certificate", "container", "decision"]


class Found(BaseModel):
    """Something of the fleet. `detail` says which one, where names are alike: a node, a service, other names."""

    kind: FoundKind
    id: str
    name: str
    detail: str
