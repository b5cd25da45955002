"""A chain of certificates with its private key, as it is handed over: read, bounded, checked. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from core.server.errors import Invalid
from core.server.proxy.certificates.refused_files import RefusedFiles
from core.server.proxy.specs.names import certified

PEM_BYTES: Final = 64 * 1024
_CHAIN_LENGTH: Final = 10
_RSA_BITS: Final = (2048, 8192)
_CURVES: Final = ("secp256r1", "secp384r1", "secp521r1")
_SKEW_SECONDS: Final = 300
_PROBLEMS: Final = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True, repr=False)
class Bundle:
    """A chain, leaf first, and the leaf's key; both as PEM, written anew from what was understood."""

    leaf: x509.Certificate
    chain: bytes
    key: bytes


def read_bundle(chain: bytes, key: bytes, *, names: Iterable[str], now: float) -> Bundle:
    """Return what was handed over, if it can be served for `names` at `now` (Unix seconds).

    Raises:
        Invalid: it cannot; the text says why, and holds nothing of the key.
    """
    private, certificates = _key(key), _certificates(chain)
    try:
        _check_key(private, certificates)
        _check_order(certificates)
        for number, certificate in enumerate(certificates, 1):
            _check_time(certificate, number, now)
        _check_use(certificates[0])
        _check_names(certificates[0], names)
    except _PROBLEMS as error:
        raise Invalid(RefusedFiles.certificate_unclear(why=str(error))) from error
    pem = b"".join(each.public_bytes(serialization.Encoding.PEM) for each in certificates)
    return Bundle(certificates[0], pem, written_key(private))


def written_key(key: Key) -> bytes:
    """Return a private key as PEM."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def names_of(leaf: x509.Certificate) -> list[str]:
    """Return the names that a certificate is for."""
    try:
        found = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return []
    return found.value.get_values_for_type(x509.DNSName)


def _key(pem: bytes) -> Key:
    if len(pem) > PEM_BYTES:
        raise Invalid(RefusedFiles.key_long(most=PEM_BYTES))
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except TypeError as error:
        raise Invalid(RefusedFiles.key_protected()) from error
    except _PROBLEMS as error:
        raise Invalid(RefusedFiles.key_unread()) from error
    if isinstance(key, rsa.RSAPrivateKey):
        if not _RSA_BITS[0] <= key.key_size <= _RSA_BITS[1]:
            raise Invalid(RefusedFiles.key_short(bits=key.key_size, least=_RSA_BITS[0]))
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return key
    raise Invalid(RefusedFiles.key_of_kind(curves=", ".join(_CURVES)))


def _certificates(pem: bytes) -> Sequence[x509.Certificate]:
    if len(pem) > PEM_BYTES:
        raise Invalid(RefusedFiles.chain_long(most=PEM_BYTES))
    try:
        found = x509.load_pem_x509_certificates(pem)
    except _PROBLEMS as error:
        raise Invalid(RefusedFiles.chain_unread()) from error
    if len(found) > _CHAIN_LENGTH:
        raise Invalid(RefusedFiles.chain_of_many(count=len(found), most=_CHAIN_LENGTH))
    return found


def _check_key(key: Key, certificates: Sequence[x509.Certificate]) -> None:
    wanted = _public(key.public_key())
    matching = [number for number, each in enumerate(certificates, 1) if _public(each.public_key()) == wanted]
    if not matching:
        raise Invalid(RefusedFiles.key_of_other(subject=_subject(certificates[0])))
    if matching[0] != 1:
        raise Invalid(RefusedFiles.key_not_of_first(number=matching[0]))


def _public(key: object) -> bytes:
    write = getattr(key, "public_bytes", None)
    if write is None:
        return b""
    return bytes(write(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))


def _check_order(certificates: Sequence[x509.Certificate]) -> None:
    for number, (lower, upper) in enumerate(pairwise(certificates), 1):
        if not _is_signed(lower, upper):
            raise Invalid(
                RefusedFiles.chain_disordered(
                    upper_number=number + 1, upper=_subject(upper), number=number, subject=_subject(lower)
                )
            )
    last = certificates[0]
    if len(certificates) == 1 and last.issuer != last.subject:
        raise Invalid(RefusedFiles.chain_missing(issuer=last.issuer.rfc4514_string()))


def _is_signed(lower: x509.Certificate, upper: x509.Certificate) -> bool:
    try:
        lower.verify_directly_issued_by(upper)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _check_time(certificate: x509.Certificate, number: int, now: float) -> None:
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if end.timestamp() <= now:
        raise Invalid(
            RefusedFiles.certificate_over(number=number, subject=_subject(certificate), at=f"{end:%Y-%m-%d %H:%M}")
        )
    if begin.timestamp() > now + _SKEW_SECONDS:
        raise Invalid(
            RefusedFiles.certificate_early(number=number, subject=_subject(certificate), at=f"{begin:%Y-%m-%d %H:%M}")
        )


def _check_use(leaf: x509.Certificate) -> None:
    if isinstance(leaf.signature_hash_algorithm, hashes.SHA1 | hashes.MD5):
        raise Invalid(RefusedFiles.certificate_hash())
    try:
        uses = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return
    if ExtendedKeyUsageOID.SERVER_AUTH not in uses:
        raise Invalid(RefusedFiles.certificate_use())


def _check_names(leaf: x509.Certificate, names: Iterable[str]) -> None:
    has = [name.lower() for name in names_of(leaf)]
    missing = [name for name in names if not certified(has, name)]
    if missing:
        names = ", ".join(missing)
        raise Invalid(
            RefusedFiles.certificate_names(names=names, has=", ".join(has[:20]))
            if has
            else RefusedFiles.certificate_nameless(names=names)
        )


def _subject(certificate: x509.Certificate) -> str:
    names = names_of(certificate)
    return names[0] if names else certificate.subject.rfc4514_string()[:100] or f"serial {certificate.serial_number:x}"


def instant(seconds: float) -> datetime:
    """Return Unix seconds as an instant."""
    return datetime.fromtimestamp(seconds, UTC)
