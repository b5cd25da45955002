"""Certificates that nobody vouches for: for tests, and in the place of one that is still waited for."""

from datetime import timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core.server.proxy.certificates.bundle import Bundle, instant, written_key

LIFETIME: Final = timedelta(days=90)
_NAME_LENGTH: Final = 64


def self_signed(names: tuple[str, ...], *, now: float, lifetime: timedelta = LIFETIME) -> Bundle:
    """Return a new certificate for names, with an EC key of 256 bits; it holds from an hour before `now`."""
    key = ec.generate_private_key(ec.SECP256R1())
    begin = instant(now).replace(microsecond=0) - timedelta(hours=1)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:_NAME_LENGTH])])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + lifetime)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Bundle(made, made.public_bytes(serialization.Encoding.PEM), written_key(key))
