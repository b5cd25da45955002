"""The machine's own name servers, for what NGINX asks of the world: the responders that staple OCSP. Pure.

All other names that NGINX asks for are members, of whom only the agent knows (see agent/proxy/members).
"""

from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Final

from agent.nginx.text import NginxConfigError

RESOLV_CONF: Final = Path("/etc/resolv.conf")
_MOST: Final = 3  # as many as the C library asks
_PORT: Final = 53


def machine_nameservers(file: Path = RESOLV_CONF) -> tuple[str, ...]:
    """Return the name servers of a file like resolv.conf as `ADDRESS:PORT`; none where it cannot be read."""
    try:
        text = file.read_text("utf-8", "replace")
    except OSError:
        return ()
    lines = (line.split() for line in text.splitlines())
    named = (words[1] for words in lines if len(words) > 1 and words[0] == "nameserver")
    return tuple(filter(None, map(_with_port, named)))[:_MOST]


def nameservers_text(nameservers: tuple[str, ...]) -> str:
    """Return the file that lets a server ask these instead of the agent; it says nothing where there are none.

    Raises:
        NginxConfigError: one is not an address with a port.
    """
    if not nameservers:
        return "# This machine names no name servers: responders given by name are not asked.\n"
    return f"resolver {' '.join(map(_checked, nameservers))};\nresolver_timeout 5s;\n"


def _with_port(text: str) -> str:
    """Return an address with the usual port; nothing for what NGINX does not take, as one with a zone."""
    try:
        return _written(ip_address(text), _PORT)
    except ValueError:
        return ""


def _checked(text: str) -> str:
    host, _, port = text.rpartition(":")
    try:
        return _written(ip_address(host.strip("[]")), int(port))
    except ValueError as error:
        raise NginxConfigError(f"not an address with a port: {text!r}") from error


def _written(address: IPv4Address | IPv6Address, port: int) -> str:
    if isinstance(address, IPv4Address):
        return f"{address}:{port}"
    if address.scope_id:
        raise ValueError("NGINX takes no zones")
    return f"[{address}]:{port}"
