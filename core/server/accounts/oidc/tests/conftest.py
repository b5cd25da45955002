"""A small OpenID provider at a real socket: it signs what a test tells it to, rightly or not."""

import asyncio
import base64
import contextlib
import hashlib
import json
import urllib.parse

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from core.server.settings.oidc import OidcSettings

CLIENT, SECRET = "dozor", "the client's secret"


class Provider:
    """`claims` and `token` are what a test makes of the next ID token; everything else is right by itself."""

    def __init__(self, clock):
        self.clock = clock
        self.issuer = ""
        self.keys = {"k1": rsa.generate_private_key(65537, 2048)}
        self.signs_with = "k1"
        self.claims, self.token, self.metadata = {}, None, {}
        self.asked = []
        self._codes = {}

    def come(self, url, **claims):
        """Play a browser that the provider knows: return what it is sent back with."""
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        code = f"code-{len(self._codes)}"
        self._codes[code] = {**asked, "claims": claims}
        return code, asked["state"]

    def public(self, key_id):
        algorithm = jwt.algorithms.ECAlgorithm if self._is_ec(key_id) else jwt.algorithms.RSAAlgorithm
        key = json.loads(algorithm.to_jwk(self.keys[key_id].public_key()))
        return {**key, "kid": key_id, "use": "sig"}

    def public_pem(self, key_id):
        public = self.keys[key_id].public_key()
        return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def rotate(self):
        self.keys = {"k2": ec.generate_private_key(ec.SECP256R1())}
        self.signs_with = "k2"

    def answer(self, method, path, headers, body):
        self.asked.append(path)
        if path.endswith("/.well-known/openid-configuration"):
            told = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }
            return 200, {**told, **self.metadata}
        if path.endswith("/keys"):
            return 200, {"keys": [self.public(key_id) for key_id in self.keys]}
        if path.endswith("/token") and method == "POST":
            return self._exchanged(headers, dict(urllib.parse.parse_qsl(body)))
        return 404, {"error": "not_found"}

    def _exchanged(self, headers, form):
        told = base64.b64decode(headers.get("authorization", "").removeprefix("Basic ") or "Og==").decode()
        code = self._codes.pop(form.get("code"), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if told != f"{CLIENT}:{SECRET}" or code is None or challenge.rstrip(b"=").decode() != code["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        if form["redirect_uri"] != code["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": self._id_token(code)}

    def _id_token(self, code):
        now = int(self.clock.now())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": code["nonce"]}
        claims |= {"sub": "u-1", **code["claims"], **self.claims}
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.token is not None:
            return self.token(claims)
        return self.signed(claims)

    def signed(self, claims, key_id=None, **head):
        key_id = key_id or self.signs_with
        algorithm = "ES256" if self._is_ec(key_id) else "RS256"
        return jwt.encode(claims, self.keys[key_id], algorithm=algorithm, headers={"kid": key_id, **head})

    def _is_ec(self, key_id):
        return isinstance(self.keys[key_id], ec.EllipticCurvePrivateKey)

    async def serve(self, reader, writer):
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            method, path, _ = head[0].split(" ")
            pairs = (line.split(": ", 1) for line in head[1:] if line)
            headers = {name.lower(): value for name, value in pairs}
            body = (await reader.readexactly(int(headers.get("content-length", "0")))).decode()
            status, told = self.answer(method, path, headers, body)
            content = json.dumps(told).encode()
            writer.write(b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nConnection: close\r\n" % status)
            writer.write(b"Content-Length: %d\r\n\r\n" % len(content) + content)
            await writer.drain()
        writer.close()


@pytest.fixture
async def provider(clock):
    made = Provider(clock)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.issuer = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/realms/corp"
    yield made
    server.close()
    await server.wait_closed()


@pytest.fixture
def oidc(provider):
    return OidcSettings(
        issuer=provider.issuer,
        client_id=CLIENT,
        client_secret=SECRET,
        redirect_uri="http://localhost/api/v1/session/provider/callback",
        name="Corp",
        scopes="openid",
        login_claim="preferred_username",
        role_claim="groups",
        roles={"dozor-admins": "admin", "soc": "analyst"},
        default_role="",
    )
