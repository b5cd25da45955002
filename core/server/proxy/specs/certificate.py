"""A certificate: where it comes from and for which names."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from core.server.proxy.specs.spec import Spec
from core.server.proxy.specs.text import Certificates, DocumentName, DomainName, Text, Url
from core.server.proxy.specs.wrong import UnfitError, Wrong


class AcmeSpec(Spec):
    """From an ACME directory. `credentials` names the secret that holds the DNS provider's variables.

    `directory_ca` is what a directory of one's own is trusted by. `challenge_alias` is another domain that holds the
    proofs by DNS. Orders are made by `node`, else by the first one to which visitors of the names come.
    """

    directory: Literal["letsencrypt", "letsencrypt_staging", "zerossl", "custom"] = "letsencrypt"
    directory_url: Url | None = None
    directory_ca: Annotated[Certificates, Field(max_length=20_000)] | None = None
    email: Annotated[str, Field(pattern=r"^[^@\s\x00-\x1f\"'\\$`;]+@[A-Za-z0-9.-]+$", max_length=254)] | None = None
    challenge: Literal["http", "dns"] = "http"
    dns_provider: Annotated[str, Field(pattern=r"^dns_[a-z0-9_]{1,40}$")] | None = None
    challenge_alias: DomainName | None = None
    credentials: DocumentName | None = None
    node: DocumentName | None = None
    key_type: Literal["ec-256", "ec-384", "rsa-2048", "rsa-3072", "rsa-4096"] = "ec-256"

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        if (self.directory == "custom") != (self.directory_url is not None):
            raise UnfitError(Wrong.url_of_custom())
        if (self.challenge == "dns") != (self.dns_provider is not None):
            raise UnfitError(Wrong.provider_of_dns())
        if self.challenge != "dns" and (self.credentials or self.challenge_alias):
            raise UnfitError(Wrong.credentials_of_dns())
        if self.directory_ca and self.directory_url is None:
            raise UnfitError(Wrong.authority_of_custom())
        return self


class CertificateSpec(Spec):
    """A certificate by name. `issue` None: it is uploaded; `self_signed` is for tests."""

    kind: Literal["certificate"] = "certificate"
    description: Text = ""
    names: Annotated[tuple[DomainName, ...], Field(min_length=1, max_length=100)]
    source: Literal["acme", "uploaded", "self_signed"] = "acme"
    acme: AcmeSpec | None = None
    renew_at_fraction: Annotated[float, Field(ge=0.1, le=0.95, description="Of its lifetime")] = 0.66

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if (self.source == "acme") != (self.acme is not None):
            raise UnfitError(Wrong.acme_of_acme())
        if self.acme and self.acme.challenge == "http" and any(name.startswith("*.") for name in self.names):
            raise UnfitError(Wrong.wildcard_by_dns())
        return self
