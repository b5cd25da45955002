"""The ACME directories that documents name, and what a directory says of itself."""

import asyncio
import socket
import ssl
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final

import httpx

from core.server.proxy.specs.certificate import AcmeSpec

URLS: Final = {
    "letsencrypt": "https://acme-v02.api.letsencrypt.org/directory",
    "letsencrypt_staging": "https://acme-staging-v02.api.letsencrypt.org/directory",
    "zerossl": "https://acme.zerossl.com/v2/DV90",
}
CAA_NAMES: Final = {
    "letsencrypt": ("letsencrypt.org",),
    "letsencrypt_staging": ("letsencrypt.org",),
    "zerossl": ("sectigo.com", "zerossl.com"),
}
"""By which names CAA records permit them, where they do not say so themselves."""
_WITHIN_SECONDS: Final = 5.0
_ANSWER_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Directory:
    """What a directory says: by which names CAA records permit it, where renewal is advised on (empty: nowhere)."""

    caa: Sequence[str]
    renewal_info: str = ""


class DirectoryAwayError(Exception):
    """A directory does not answer as it should; the text says how."""


def url_of(spec: AcmeSpec) -> str:
    """Return where a document's directory is."""
    return spec.directory_url or URLS[spec.directory]


async def read_directory(spec: AcmeSpec) -> Directory:
    """Ask a directory what it is.

    Raises:
        DirectoryAwayError: it does not answer.
    """
    said = await read_json(url_of(spec), spec)
    meta = said.get("meta")
    caa = meta.get("caaIdentities") if isinstance(meta, dict) else None
    names = tuple(str(each) for each in caa) if isinstance(caa, list) else CAA_NAMES.get(spec.directory, ())
    info = said.get("renewalInfo")
    return Directory(names, info if isinstance(info, str) and info.startswith("https://") else "")


async def read_json(url: str, spec: AcmeSpec) -> dict[str, object]:
    """Return what an address of a directory answers with.

    Raises:
        DirectoryAwayError: it does not, or with something else than an object.
    """
    said = await _to_the_end(_read(url, spec))
    if not isinstance(said, dict):
        raise DirectoryAwayError(f"{url} does not answer as a directory does")
    return said


async def _read(url: str, spec: AcmeSpec) -> object:
    try:
        await _refuse_link_local(url)
        async with (
            httpx.AsyncClient(verify=_trust(spec.directory_ca), timeout=_WITHIN_SECONDS) as client,
            client.stream("GET", url) as answer,
        ):
            answer.raise_for_status()
            body = b""
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > _ANSWER_BYTES:
                    raise DirectoryAwayError(f"{url} answers with more than {_ANSWER_BYTES} bytes")
        return httpx.Response(200, content=body).json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
        why = (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
        raise DirectoryAwayError(f"{url}: {why}") from error


async def _to_the_end(reading: Coroutine[None, None, object]) -> object:
    """Wait for an answer, also where that is cancelled: httpcore leaves connections open in mid-handshake.

    It is a matter of seconds, as every step has its bound.
    """
    task = asyncio.ensure_future(reading)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


async def _refuse_link_local(url: str) -> None:
    """Refuse where no directory is, but what clouds tell their machines.

    Raises:
        DirectoryAwayError: the host has a link-local address.
    """
    host, port = httpx.URL(url).host, httpx.URL(url).port
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if any(_is_link_local(str(address[0])) for *_, address in found):
        raise DirectoryAwayError(f"{url} leads to a link-local address, where no directory is asked")


def _is_link_local(text: str) -> bool:
    address = ip_address(text)
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (inner or address).is_link_local


def _trust(authority: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if authority:
        context.load_verify_locations(cadata=authority)
    return context
