"""Certificates by ACME: the container `neilpang/acme.sh`, started with the right parameters, one run for each order.

What it needs to know for good, its accounts, is in a volume of the engine; keys and credentials are in the container
alone and gone with it. Challenges over HTTP it puts where the node's NGINX serves them (`dozor_acme.conf`).
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Final

from agent.contract.credentials import is_credential
from agent.docker.engine import DockerEngine, DockerError
from agent.proxy.one_run import Finished, OneRun, run_once
from agent.proxy.place import Place
from agent.proxy.tasks import TASK_SECONDS, TaskError

RUN_SECONDS: Final = TASK_SECONDS - 60
_ACCOUNTS: Final = "dozor-acme-accounts:/acme.sh/ca"
_FOLDER: Final = "/dozor"
_NAME: Final = re.compile(r"(\*\.)?[a-z0-9_]([a-z0-9.-]{0,251}[a-z0-9])?")
_URL: Final = re.compile(r"https?://[A-Za-z0-9.\[\]:/_~%?=&-]+")
_EMAIL: Final = re.compile(r"[^@\s\x00-\x1f-][^@\s\x00-\x1f]*@[A-Za-z0-9.-]+")
_PROVIDER: Final = re.compile(r"dns_[a-z0-9_]{1,40}")
_KEY_TYPES: Final = {
    "ec-256": "ec-256",
    "ec-384": "ec-384",
    "rsa-2048": "2048",
    "rsa-3072": "3072",
    "rsa-4096": "4096",
}
_REASONS: Final = {"unspecified": "0", "key_compromise": "1", "superseded": "4", "cessation": "5"}
_DETAIL: Final = re.compile(r'"detail":\s*"((?:[^"\\]|\\.){1,600})"')
_TELLING: Final = re.compile(r"error|invalid|denied|refused|fail|timeout|cannot|not found", re.IGNORECASE)
_CONTROL: Final = re.compile(r"\x1b\[[0-9;]*m|[\x00-\x1f\x7f]")
_SAID_LIMIT: Final = 1000


class Acme:
    """The tasks `issue` and `revoke` of a node."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._engine = DockerEngine(place.docker_socket)

    async def issue(self, arguments: Mapping[str, str]) -> dict[str, str]:
        """Get a certificate.

        `names` are separated by spaces; `server` is the directory, `ca` what its TLS certificate is trusted by (PEM,
        empty: the image's own list); `key_type`, `email`; `dns_provider` with `variables` (a JSON object) where names
        are proven by DNS, `alias` the name that holds the proofs instead. Returns `chain` and `key`, both PEM.

        Raises:
            TaskError: there is none; the text is what the authority or acme.sh say.
        """
        command = ["--issue", "--server", _fitting(_URL, arguments, "server")]
        for name in _names(arguments):
            command += ["-d", name]
        command += ["--keylength", _key_length(arguments), *_proof(arguments)]
        command += ["--key-file", f"{_FOLDER}/key.pem", "--fullchain-file", f"{_FOLDER}/fullchain.pem"]
        if arguments.get("email"):
            command += ["--accountemail", _fitting(_EMAIL, arguments, "email")]
        ended = await self._run(command, arguments, {f"{_FOLDER}/empty": b""})
        found = [ended.files.get(name, b"").decode("ascii", "replace") for name in ("fullchain.pem", "key.pem")]
        if not all(found):
            raise TaskError("acme.sh ended well and left no certificate")
        return {"chain": found[0], "key": found[1]}

    async def revoke(self, arguments: Mapping[str, str]) -> dict[str, str]:
        """Take a certificate back: `names`, `server`, `ca`, `key_type`, `reason`, and its `chain` and `key` (PEM).

        Raises:
            TaskError: the authority did not take it back.
        """
        name, server = _names(arguments)[0], _fitting(_URL, arguments, "server")
        is_ecc = arguments.get("key_type", "ec-256").startswith("ec")
        command = ["--revoke", "-d", name, "--server", server, *(["--ecc"] if is_ecc else [])]
        command += ["--revoke-reason", _REASONS.get(arguments.get("reason", ""), "0")]
        folder = f"/acme.sh/{name}{'_ecc' if is_ecc else ''}"
        files = {
            f"{folder}/{name}.cer": arguments.get("chain", "").encode(),
            f"{folder}/{name}.key": arguments.get("key", "").encode(),
            f"{folder}/{name}.conf": f"Le_Domain='{name}'\nLe_API='{server}'\n".encode(),
        }
        await self._run(command, arguments, files)
        return {}

    async def _run(self, command: list[str], arguments: Mapping[str, str], files: Mapping[str, bytes]) -> Finished:
        variables = _variables(arguments)
        authority = {f"{_FOLDER}/ca.pem": arguments["ca"].encode()} if arguments.get("ca") else {}
        what = OneRun(
            image=self._place.acme_image,
            command=[*command, *(["--ca-bundle", f"{_FOLDER}/ca.pem"] if authority else [])],
            owner=str(self._place.folder),
            take=_FOLDER,
            environment=variables,
            binds=[f"{self._place.acme_webroot}:/webroot", _ACCOUNTS],
            files={**files, **authority},
        )
        try:
            ended = await run_once(self._engine, what, within=RUN_SECONDS)
        except DockerError as error:
            raise TaskError(_without(str(error), variables.values())) from error
        if ended.status:
            raise TaskError(_without(complaint(ended.said), variables.values()))
        return ended


def complaint(said: str) -> str:
    """Return what people should read of what acme.sh said when it failed: the authority's own words, if there are."""
    details = list(dict.fromkeys(_DETAIL.findall(said)))
    lines = [line for line in said.splitlines() if line.strip()]
    telling = (
        details or [line for line in lines if _TELLING.search(line)][-3:] or lines[-3:] or ["acme.sh said nothing"]
    )
    return "; ".join(_CONTROL.sub(" ", line).strip() for line in telling)[:_SAID_LIMIT]


def _proof(arguments: Mapping[str, str]) -> list[str]:
    if not arguments.get("dns_provider"):
        return ["--webroot", "/webroot"]
    alias = ["--challenge-alias", _fitting(_NAME, arguments, "alias")] if arguments.get("alias") else []
    return ["--dns", _fitting(_PROVIDER, arguments, "dns_provider"), *alias]


def _key_length(arguments: Mapping[str, str]) -> str:
    wanted = arguments.get("key_type", "ec-256")
    if wanted not in _KEY_TYPES:
        raise TaskError(f"{wanted[:100]!r} is no type of a key")
    return _KEY_TYPES[wanted]


def _names(arguments: Mapping[str, str]) -> list[str]:
    names = arguments.get("names", "").split()
    if not names or not all(_NAME.fullmatch(name) for name in names):
        raise TaskError("names of domains are expected")
    return names


def _fitting(pattern: re.Pattern[str], arguments: Mapping[str, str], field: str) -> str:
    text = arguments.get(field, "")
    if not pattern.fullmatch(text):
        raise TaskError(f"{field} is not as expected: {text[:100]!r}")
    return text


def _variables(arguments: Mapping[str, str]) -> dict[str, str]:
    try:
        variables = json.loads(arguments.get("variables") or "{}")
    except ValueError as error:
        raise TaskError("the credentials cannot be read") from error
    if not isinstance(variables, dict):
        raise TaskError("the credentials cannot be read")
    for name, value in variables.items():
        if not is_credential(name) or not isinstance(value, str) or "\0" in value:
            raise TaskError(f"{name[:100]!r} is no variable of a DNS provider")
    return dict(variables)


def _without(text: str, secrets: Iterable[str]) -> str:
    """Return the text without what must not be told."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    return text
