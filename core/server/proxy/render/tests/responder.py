"""A certificate authority with a responder for OCSP that is given by name, and the name server that knows it."""

import asyncio
import contextlib
import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID
from dnslib import QTYPE, RCODE, RR, A
from dnslib.server import BaseResolver, DNSServer

from core.server.proxy.render.tests.authorities import FROM, UNTIL

NAME = "localhost"
"""NGINX looks the name up twice: by the system when it reads its configuration, and by its resolver before it asks."""
_PEM = serialization.Encoding.PEM


class Zone(BaseResolver):
    """Knows where the responder is, and nothing else."""

    def resolve(self, request, handler):
        reply = request.reply()
        if str(request.q.qname).rstrip(".") != NAME:
            reply.header.rcode = RCODE.NXDOMAIN
        elif request.q.qtype == QTYPE.A:
            reply.add_answer(RR(NAME, QTYPE.A, rdata=A("127.0.0.1"), ttl=60))
        return reply


@contextlib.contextmanager
def nameserver():
    """Run a name server until the block ends; gives `ADDRESS:PORT`."""
    server = DNSServer(Zone(), address="127.0.0.1", port=0)
    server.start_thread()
    try:
        yield f"127.0.0.1:{server.server.server_address[1]}"
    finally:
        server.server.shutdown()
        server.server.server_close()


class Authority:
    """Signs certificates that name its responder, and answers for them that they are good."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority")])
        self.root = self._signed(self.name, self.key.public_key(), x509.BasicConstraints(ca=True, path_length=None))
        self.asked = 0

    async def start(self):
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def stop(self):
        self._server.close()

    def issue(self, name):
        """Return a chain and its key in PEM form."""
        key = ec.generate_private_key(ec.SECP256R1())
        method = AuthorityInformationAccessOID.OCSP
        where = x509.UniformResourceIdentifier(f"http://{NAME}:{self.port}/")
        self.leaf = self._signed(
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]),
            key.public_key(),
            x509.SubjectAlternativeName([x509.DNSName(name)]),
            x509.AuthorityInformationAccess([x509.AccessDescription(method, where)]),
        )
        private = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        chain = self.leaf.public_bytes(_PEM) + self.root.public_bytes(_PEM)
        return chain.decode(), private.decode()

    def _signed(self, subject, key, *extensions):
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key)
        made = made.serial_number(x509.random_serial_number()).not_valid_before(FROM).not_valid_after(UNTIL)
        for each in extensions:
            made = made.add_extension(each, critical=isinstance(each, x509.BasicConstraints))
        return made.sign(self.key, hashes.SHA256())

    async def _answer(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        assert NAME.encode() in head
        self.asked += 1
        body = self._good()
        writer.write(b"HTTP/1.0 200 OK\r\nContent-Type: application/ocsp-response\r\n")
        writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    def _good(self):
        built = ocsp.OCSPResponseBuilder().add_response(
            cert=self.leaf,
            issuer=self.root,
            algorithm=hashes.SHA1(),
            cert_status=ocsp.OCSPCertStatus.GOOD,
            this_update=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
            next_update=UNTIL,
            revocation_time=None,
            revocation_reason=None,
        )
        responder = built.responder_id(ocsp.OCSPResponderEncoding.HASH, self.root)
        return responder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
