"""A real certificate authority that speaks ACME (Pebble), and the DNS that it asks (pebble-challtestsrv)."""

import datetime as dt
import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dozor.tests.waiting import free_port


class Names:
    """The DNS of the test's world: says of every name what it is told to."""

    def __init__(self):
        self.port, self._api = free_port(), free_port()
        self.api = f"http://127.0.0.1:{self._api}"
        command = ["pebble-challtestsrv", "-dns01", f"127.0.0.1:{self.port}", "-management", f"127.0.0.1:{self._api}"]
        command += ["-http01", "", "-https01", "", "-tlsalpn01", "", "-defaultIPv6", "", "-defaultIPv4", "127.0.0.1"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self._api, self._process)

    def tell(self, what, **value):
        request = urllib.request.Request(f"{self.api}/{what}", json.dumps(value).encode(), method="POST")
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 200

    def stop(self):
        self._process.kill()
        self._process.wait(60)


@dataclass
class Authority:
    """Pebble, with a root for its TLS of the tests' own. It connects to `http_port` to look for proofs."""

    folder: Path
    names: Names
    http_port: int
    port: int = 0
    process: subprocess.Popen | None = None

    def start(self):
        self.folder.mkdir(parents=True)
        self.port, management = free_port(), free_port()
        self._make_certificate()
        config = {
            "pebble": {
                "listenAddress": f"127.0.0.1:{self.port}",
                "managementListenAddress": f"127.0.0.1:{management}",
                "certificate": str(self.folder / "cert.pem"),
                "privateKey": str(self.folder / "key.pem"),
                "httpPort": self.http_port,
                "tlsPort": free_port(),
                "ocspResponderURL": "",
                "externalAccountBindingRequired": False,
                "domainBlocklist": ["blocked.example"],
            }
        }
        (self.folder / "pebble.json").write_text(json.dumps(config))
        # By default it waits, refuses nonces and takes an earlier proof for a new one, as chance has it.
        certain = {"PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0", "PEBBLE_AUTHZREUSE": "0"}
        environment = os.environ | certain
        command = ["pebble", "-config", self.folder / "pebble.json", "-dnsserver", f"127.0.0.1:{self.names.port}"]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        wait_for(self.port, self.process)

    @property
    def url(self):
        return f"https://127.0.0.1:{self.port}/dir"

    @property
    def root(self):
        """What its own TLS certificate is trusted by."""
        return (self.folder / "cert.pem").read_text()

    @property
    def log(self):
        return (self.folder / "log").read_text()

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def stop(self):
        self.process.kill()
        self.process.wait(60)

    def _make_certificate(self):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the authority of a test")])
        begin = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(begin + dt.timedelta(days=36500))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        (self.folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
        (self.folder / "key.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )


def wait_for(port, process):
    deadline = time.monotonic() + 60
    while True:
        assert process.poll() is None, f"{process.args[0]} ended"
        assert time.monotonic() < deadline, f"{process.args[0]} does not answer"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
