"""Documents and their changes, as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from core.server.api.finding_codes import FindingCode
from core.server.api.input import Input
from core.server.api.told_schemas import ToldOut
from core.server.proxy.specs.certificate import CertificateSpec
from core.server.proxy.specs.domain import DomainSpec
from core.server.proxy.specs.node import NodeSpec
from core.server.proxy.specs.page import PagesSpec
from core.server.proxy.specs.service import ServiceSpec
from core.server.proxy.specs.state import AnySpec, Kind


class ChangeOptions(Input):
    """What may be said with every change. With `dry_run` nothing is changed, and the answer is of the same shape.

    `expected_revision` is the one that the person saw: where it is not the newest any more, the change is refused.
    """

    dry_run: bool = False
    note: Annotated[str, Field(max_length=500)] = ""
    expected_revision: Annotated[int, Field(ge=0)] | None = None


class FindingOut(ToldOut):
    """Something about a document. `path` leads to the field, as in `locations.2.service`, `line` into its text.

    `code` with its `args` says what `message` says in English. `line` is 0 where it is not known.
    """

    severity: Literal["error", "warning"]
    kind: Kind
    name: str
    path: str
    line: int
    code: FindingCode


class DifferenceOut(BaseModel):
    """What becomes different in a document; `diff` is a unified diff of its YAML."""

    what: Literal["create", "update", "delete"]
    kind: Kind
    name: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    diff: str


class ProxyProblem(ToldOut):
    """What is wrong with a file; `line` counts from 1, 0 where it is about no line.

    `field` is the document's field that the line is from, as in `locations.2.snippet`, and `field_line` the line within
    it; they are empty and 0 where that is not known.
    """

    file: str
    line: int
    field: str
    field_line: int
    code: FindingCode


class FileDifferenceOut(BaseModel):
    """What becomes different in a file of a node: a unified diff, null where it is secret, no text or too long."""

    file: str
    what: Literal["new", "changed", "gone"]
    text: str | None


class NodePreviewOut(BaseModel):
    """What becomes different on a node once it is deployed, and what cannot be made there."""

    id: str
    name: str
    files: list[FileDifferenceOut]
    problems: list[ProxyProblem]


class ChangeOut(BaseModel):
    """A change, made or, by a dry run, only thought of.

    `revision` is the newest one. `refusals` are findings that keep the change from being made. `at_once` are services
    whose members hear of it without a deployment; `nodes` are those that need one.
    """

    revision: int
    dry_run: bool
    differences: list[DifferenceOut]
    findings: list[FindingOut]
    refusals: list[FindingOut]
    at_once: list[str]
    nodes: list[NodePreviewOut]


class ConfigOut(BaseModel):
    """All documents by kind and name."""

    revision: int
    findings: list[FindingOut]
    nodes: dict[str, NodeSpec]
    services: dict[str, ServiceSpec]
    domains: dict[str, DomainSpec]
    pages: dict[str, PagesSpec]
    certificates: dict[str, CertificateSpec]


class DocumentOut(BaseModel):
    """A document as of the newest revision."""

    kind: Kind
    name: str
    revision: int
    spec: AnySpec
    findings: list[FindingOut]


class MemberIn(Input):
    """What of a member may change without a deployment; null leaves it as it is."""

    weight: Annotated[int, Field(ge=1, le=1000)] | None = None
    draining: bool | None = None


class DeclaredIn(Input):
    """A whole state as YAML or JSON. With `prune` what it does not declare is taken away."""

    text: Annotated[str, Field(max_length=16_000_000)]
    prune: bool = False


class RevisionOut(BaseModel):
    """A state that somebody made. `changes` is how many documents differ from the one before."""

    number: int
    made_at: datetime
    made_by: str
    note: str
    changes: int


class RevisionDetail(BaseModel):
    """A revision with what it changed, and what has become different since."""

    revision: RevisionOut
    changed: list[DifferenceOut]
    since: list[DifferenceOut]


class SecretIn(Input):
    """A secret. `value` is a password or a token; `variables` are those of a DNS provider's credentials."""

    kind: Literal["password", "token", "credentials"]
    value: Annotated[str, Field(min_length=8, max_length=200)] | None = None
    variables: (
        Annotated[
            dict[
                Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")],
                Annotated[str, Field(max_length=4000, pattern=r"^[^\x00-\x1f\x7f]*$")],
            ],
            Field(min_length=1, max_length=50),
        ]
        | None
    ) = None


class SecretOut(BaseModel):
    """A secret's outside; nobody may read what is in it. `used_by` are documents, as in `domain shop`."""

    name: str
    kind: Literal["password", "token", "credentials"]
    made_at: datetime
    made_by: str
    used_by: list[str]
