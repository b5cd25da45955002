"""Certificates, as the API shows them. No private key is ever part of an answer."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from core.server.api.input import Input
from core.server.api.told_schemas import ToldOut, codes
from core.server.proxy.certificates.looked import Looked
from core.server.proxy.certificates.refused import RefusedCertificate
from core.server.proxy.certificates.refused_files import RefusedFiles
from core.server.proxy.secrets.refused import RefusedSecret

_PEM_LENGTH = 64 * 1024


class CertificateFiles(Input):
    """A chain, the certificate of the names first, and its private key without a password; both PEM."""

    chain: Annotated[str, Field(min_length=1, max_length=_PEM_LENGTH)]
    key: Annotated[str, Field(min_length=1, max_length=_PEM_LENGTH, repr=False)]


class CertificateUpload(CertificateFiles):
    """The same, to be kept."""

    dry_run: bool = False


class CertificateOrder(Input):
    """How to order. `force`: also where pre-flight says that it cannot go well. `dry_run`: only pre-flight."""

    force: bool = False
    dry_run: bool = False


class CertificateRevocation(Input):
    """Which certificate is to be revoked, and why."""

    certificate_id: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    reason: Literal["unspecified", "key_compromise", "superseded", "cessation"] = "unspecified"


class CertificateOut(BaseModel):
    """A certificate that there is. A `placeholder` is self-signed, until the authority's is there."""

    id: str
    source: Literal["acme", "uploaded", "self_signed", "placeholder"]
    serial: str
    issuer: str
    names: list[str]
    key_type: str
    fingerprint_sha256: str
    not_before_at: datetime
    not_after_at: datetime
    made_at: datetime
    has_ocsp: bool
    is_good: bool
    revoked_at: datetime | None


class ServedOut(BaseModel):
    """What a node answered when it was last asked by TLS. `is_current`: it serves what it is to serve."""

    node: str
    asked_at: datetime
    serial: str | None
    protocol: str | None
    is_current: bool
    error: str | None


class AttemptSaid(ToldOut):
    """What kept an attempt from going well, in words of the core's."""

    code: Annotated[str, codes(Looked, RefusedCertificate, RefusedFiles, RefusedSecret)]


class AttemptOut(BaseModel):
    """An attempt; while it goes on there is no outcome. `said` is what `detail` says, where a node did not say it."""

    id: str
    name: str
    kind: Literal["issue", "renew", "bring", "revoke"]
    names: list[str]
    directory: str | None
    node: str | None
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    outcome: Literal["done", "unverified", "undeployed", "refused", "failed", "reverted", "interrupted"] | None
    detail: str
    said: list[AttemptSaid]
    certificate_id: str | None


class CertificateItem(BaseModel):
    """A document of a certificate.

    `warning` is 0, or 1 to 3 from when a third, a sixth, a twelfth of its lifetime is left; 4: it is over.
    `last` is the newest attempt of the last week that ended; where it went wrong, `retry_at` is when the next one may
    begin by itself.
    """

    name: str
    source: Literal["acme", "uploaded", "self_signed"]
    wanted_names: list[str]
    current: CertificateOut | None
    certificates: list[CertificateOut]
    domains: list[str]
    nodes: list[str]
    issuer_node: str | None
    served: list[ServedOut]
    renew_at: datetime | None
    warning: int
    running: AttemptOut | None
    last: AttemptOut | None
    retry_at: datetime | None


class PreflightFinding(ToldOut):
    """What pre-flight found about a name, or about all (null). `code` with its `args` says what `message` says."""

    what: Literal["directory", "reach", "caa", "budget", "node", "credentials"]
    name: str | None
    verdict: Literal["ok", "doubt", "refused"]
    code: Annotated[str, codes(Looked)]


class CertificateOrderOut(BaseModel):
    """What an order came to: the attempt that began (null for a dry run), and what pre-flight said of a dry run."""

    attempt: AttemptOut | None
    findings: list[PreflightFinding]
