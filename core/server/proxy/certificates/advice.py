"""What an authority advises about when to renew (ARI, RFC 9773): it may want a certificate back early."""

import base64
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography import x509

from core.server.proxy.certificates.directories import DirectoryAwayError, read_directory, read_json
from core.server.proxy.certificates.renewal import chosen_within

if TYPE_CHECKING:
    from core.server.proxy.certificates.certificate import Certificate
    from core.server.proxy.specs.certificate import AcmeSpec


async def advised_at(certificate: "Certificate", spec: "AcmeSpec") -> float | None:
    """Return when a certificate's authority wants it renewed; None where it does not say.

    Raises:
        DirectoryAwayError: it does not answer.
    """
    directory = await read_directory(spec)
    identifier = ari_id(x509.load_pem_x509_certificates(certificate.chain)[0])
    if not directory.renewal_info or identifier is None:
        return None
    said = await read_json(f"{directory.renewal_info.rstrip('/')}/{identifier}", spec)
    return chosen_within(*_window(said.get("suggestedWindow")), certificate.fingerprint)


def ari_id(leaf: x509.Certificate) -> str | None:
    """Return the name by which an authority knows a certificate: its key identifier and the serial number."""
    try:
        key = leaf.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    except x509.ExtensionNotFound:
        return None
    serial = leaf.serial_number.to_bytes(leaf.serial_number.bit_length() // 8 + 1, "big")
    return f"{_plain(key)}.{_plain(serial)}" if key else None


def _window(value: object) -> tuple[float, float]:
    if not isinstance(value, dict):
        raise DirectoryAwayError("the authority's advice cannot be read")
    try:
        start, end = (datetime.fromisoformat(str(value[field])).timestamp() for field in ("start", "end"))
    except (KeyError, ValueError, OverflowError) as error:
        raise DirectoryAwayError("the authority's advice cannot be read") from error
    if end < start:
        raise DirectoryAwayError("the authority's advice ends before it begins")
    return start, end


def _plain(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
