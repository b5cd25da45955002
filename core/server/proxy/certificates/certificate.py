"""A certificate that there is."""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from core.server.proxy.certificates.bundle import Bundle, names_of

Source = Literal["acme", "uploaded", "self_signed", "placeholder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate of a document, with its key. Instants are Unix seconds; `revoked_at` 0 is never.

    A `placeholder` is self-signed and stands where an authority's is still waited for. One that nodes refused, or did
    not serve, is not `is_good` and not used again.
    """

    id: str
    name: str
    source: Source
    serial: str
    issuer: str
    names: tuple[str, ...]
    key_type: str
    fingerprint: str
    not_before: float
    not_after: float
    made_at: float
    has_ocsp: bool
    chain: bytes = field(repr=False)
    key: bytes = field(repr=False)
    is_good: bool = True
    revoked_at: float = 0.0

    @property
    def lifetime(self) -> float:
        """How long it holds in all, in seconds."""
        return self.not_after - self.not_before

    @property
    def is_usable(self) -> bool:
        """Whether it may be served."""
        return self.is_good and not self.revoked_at

    def marked(self, *, is_good: bool, revoked_at: float = 0.0) -> "Certificate":
        """Return the same certificate with what became of it."""
        return replace(self, is_good=is_good, revoked_at=revoked_at)


def described(bundle: Bundle, *, name: str, source: Source, made_at: float, certificate_id: str) -> Certificate:
    """Return what a bundle is as the certificate of a document."""
    leaf = bundle.leaf
    return Certificate(
        id=certificate_id,
        name=name,
        source=source,
        serial=serial_of(leaf),
        issuer=issuer_of(leaf),
        names=tuple(names_of(leaf)),
        key_type=key_type_of(leaf),
        fingerprint=fingerprint_of(leaf),
        not_before=leaf.not_valid_before_utc.timestamp(),
        not_after=leaf.not_valid_after_utc.timestamp(),
        made_at=made_at,
        has_ocsp=has_ocsp(leaf),
        chain=bundle.chain,
        key=bundle.key,
    )


def serial_of(leaf: x509.Certificate) -> str:
    """Return a certificate's serial number in hex."""
    return f"{leaf.serial_number:x}"


def fingerprint_of(leaf: x509.Certificate) -> str:
    """Return the sha256 of a certificate."""
    return hashlib.sha256(leaf.public_bytes(serialization.Encoding.DER)).hexdigest()


def issuer_of(leaf: x509.Certificate) -> str:
    """Return who signed a certificate, as people call them."""
    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        found = leaf.issuer.get_attributes_for_oid(kind)
        if found:
            return str(found[0].value)[:200]
    return leaf.issuer.rfc4514_string()[:200]


def key_type_of(leaf: x509.Certificate) -> str:
    """Return the kind of a certificate's key, as documents call it."""
    key = leaf.public_key()
    size = getattr(key, "key_size", 0)
    return f"{'rsa' if isinstance(key, rsa.RSAPublicKey) else 'ec'}-{size}"


def has_ocsp(leaf: x509.Certificate) -> bool:
    """Return whether the certificate says where its status can be asked for."""
    try:
        access = leaf.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return False
    return any(each.access_method == AuthorityInformationAccessOID.OCSP for each in access)
