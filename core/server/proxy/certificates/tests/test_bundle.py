import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core.server.errors import Invalid
from core.server.proxy.certificates.bundle import read_bundle

NOW = 1_900_000_000.0
DAY = dt.timedelta(days=1)
AT = dt.datetime.fromtimestamp(NOW, dt.UTC)


class Signer:
    """Somebody who signs certificates, and was signed by another one or by themselves."""

    def __init__(self, name, by=None):
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = (by or self).sign(self.name, self.key.public_key(), is_authority=True)

    def sign(self, subject, key, *names, is_authority=False, begin=-DAY, end=90 * DAY, use=None):
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(AT + begin)
            .not_valid_after(AT + end)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if names:
            alternatives = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
            builder = builder.add_extension(alternatives, critical=False)
        if use:
            builder = builder.add_extension(x509.ExtendedKeyUsage([use]), critical=False)
        return builder.sign(self.key, hashes.SHA256())


ROOT = Signer("root")
MIDDLE = Signer("middle", ROOT)
KEY = ec.generate_private_key(ec.SECP256R1())


def leaf(*names, key=KEY, by=MIDDLE, **more):
    return by.sign(x509.Name([]), key.public_key(), *(names or ["shop.example"]), **more)


def pem(*certificates):
    return b"".join(each.public_bytes(serialization.Encoding.PEM) for each in certificates)


def pem_of(key, protection=None):
    protected = protection or serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protected)


def read(chain, key=None, names=("shop.example",)):
    return read_bundle(chain, key or pem_of(KEY), names=names, now=NOW)


@pytest.mark.parametrize("rest", [(MIDDLE.certificate,), (MIDDLE.certificate, ROOT.certificate)])
def test_a_chain_in_order_with_its_key_is_taken(rest):
    bundle = read(pem(leaf(), *rest))
    assert bundle.chain.count(b"BEGIN CERTIFICATE") == 1 + len(rest)
    assert read(bundle.chain, bundle.key).leaf == bundle.leaf


def test_text_around_the_certificates_does_not_come_to_nodes():
    bundle = read(b"ssl_engine evil;\n" + pem(leaf(), MIDDLE.certificate) + b"\nlua_package_path x;")
    assert b"ssl_engine" not in bundle.chain
    assert b"lua_package_path" not in bundle.chain


def test_a_wildcard_is_good_for_one_level():
    chain = pem(leaf("*.shop.example"), MIDDLE.certificate)
    assert read(chain, names=["www.shop.example", "*.shop.example"])
    with pytest.raises(Invalid, match=r"is not for shop\.example, a\.b\.shop\.example; it is for \*\.shop\.example"):
        read(chain, names=["shop.example", "a.b.shop.example"])


REFUSED = {
    "does not belong": (pem(leaf(key=MIDDLE.key), MIDDLE.certificate), None),
    "belongs to certificate 2": (pem(MIDDLE.certificate, leaf()), None),
    "chain is missing": (pem(leaf()), None),
    "did not sign certificate 1": (pem(leaf(), ROOT.certificate), None),
    "expired at 2030-03-1": (pem(leaf(end=-DAY / 2), MIDDLE.certificate), None),
    "holds from 2030": (pem(leaf(begin=DAY), MIDDLE.certificate), None),
    "not for servers": (pem(leaf(use=ExtendedKeyUsageOID.CLIENT_AUTH), MIDDLE.certificate), None),
    "it is for no name": (pem(MIDDLE.sign(x509.Name([]), KEY.public_key()), MIDDLE.certificate), None),
    "has 11 certificates": (pem(leaf()) * 11, None),
    "chain cannot be read": (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", None),
    "chain is longer": (b"x" * 70_000, None),
    "key is longer": (pem(leaf(), MIDDLE.certificate), b"x" * 70_000),
    "key cannot be read": (pem(leaf(), MIDDLE.certificate), b"-----BEGIN PRIVATE KEY-----\nAA==\n-----END"),
    "protected by a password": (
        pem(leaf(), MIDDLE.certificate),
        pem_of(KEY, serialization.BestAvailableEncryption(b"x")),
    ),
    "RSA key of 1024 bits": (pem(leaf()), pem_of(rsa.generate_private_key(65537, 1024))),
    "key of this kind": (pem(leaf()), pem_of(ed25519.Ed25519PrivateKey.generate())),
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_nobody_could_serve_is_refused_with_a_reason(message):
    chain, key = REFUSED[message]
    with pytest.raises(Invalid, match=message):
        read(chain, key)


def test_no_message_holds_anything_of_the_key():
    for chain, key in REFUSED.values():
        with pytest.raises(Invalid) as error:
            read(chain, key)
        held = (key or pem_of(KEY)).decode("latin-1")[28:60]
        assert held not in str(error.value)
