"""Documents that somebody is still writing, as the API takes and shows them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.server.api.config_schemas import NodePreviewOut
from core.server.api.finding_codes import FindingCode
from core.server.api.input import Input
from core.server.api.told_schemas import ToldOut
from core.server.proxy.specs.state import AnySpec, Kind


class DraftIn(Input):
    """A document as it is being written, YAML or JSON. Lines are counted in it, so nothing of it is cut off."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)

    text: Annotated[str, Field(max_length=400_000)]


class DraftFindingOut(ToldOut):
    """Something about a document. `line` counts from 1 in the draft's text, 0 where it is about another document.

    `path` leads to the field, as in `locations.2.snippet`. Errors keep the draft from being saved. `code` with its
    `args` says what `message` says in English.
    """

    severity: Literal["error", "warning"]
    kind: Kind
    name: str
    path: str
    line: int
    code: FindingCode


class GeneratedFile(BaseModel):
    """A file that NGINX would be given, and on which nodes."""

    file: str
    nodes: list[str]
    text: str


class DraftOut(BaseModel):
    """What a draft says. `text` is how it would be kept; where it cannot be read what was sent, and `spec` is null.

    `can_be_saved` is whether no error stands against it, and `differs` whether saving it would change anything.
    `generated` are the files that are the document's own; `nodes` what deploying it would change besides, with all that
    was saved before and not deployed.
    """

    revision: int
    can_be_saved: bool
    differs: bool
    text: str
    spec: AnySpec | None
    findings: list[DraftFindingOut]
    generated: list[GeneratedFile]
    nodes: list[NodePreviewOut]


class TriedNode(BaseModel):
    """What NGINX on a node says of a draft. `error` is why it could not be asked, else empty."""

    id: str
    name: str
    passed: bool
    error: str
    seconds: float
    findings: list[DraftFindingOut]


class TriedDraft(BaseModel):
    """What `nginx -t` says of a draft on the nodes that it would change; none where it would change nothing."""

    revision: int
    nodes: list[TriedNode]
