"""Settings that would let anybody in are refused at the start: secrets that are short, guessable or lie open."""

import ipaddress
import math
import os
import stat
import zlib
from collections import Counter
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

_LEAST_BYTES: Final = 32
_LEAST_BITS: Final = 80.0
_LEAST_COMPRESSED_BYTES: Final = 32  # 8 of them are the format's
_PLACEHOLDERS: Final = (
    "changeme",
    "change-me",
    "change_me",
    "placeholder",
    "example",
    "password",
    "your-secret",
    "yoursecret",
    "insertsecret",
    "12345678",
    "qwerty",
    "deadbeef",
)
_USUAL_PASSWORDS: Final = frozenset(
    {"", "postgres", "password", "admin", "root", "dozor", "secret", "changeme", "test", "12345678"}
)


def check_secret(text: str) -> None:
    """Let pass what nobody guesses.

    The bits are those of its characters as often as they come, and what repeats is found by compressing it: both are
    upper bounds, which let words pass.

    Raises:
        ValueError: it is short, uniform, or a placeholder of somebody's instructions.
    """
    if len(text.encode()) < _LEAST_BYTES:
        raise ValueError(f"wanted are at least {_LEAST_BYTES} bytes, as from `openssl rand -hex 32`")
    lowered = text.lower()
    if any(each in lowered for each in _PLACEHOLDERS):
        raise ValueError("this is a placeholder: wanted is a random secret, as from `openssl rand -hex 32`")
    if _bits(text) < _LEAST_BITS or len(zlib.compress(text.encode(), 9)) < _LEAST_COMPRESSED_BYTES:
        raise ValueError("this is too uniform to be random: wanted is a secret as from `openssl rand -hex 32`")


def check_private(file: Path) -> None:
    """Let pass a file of a secret that not everybody on the machine may read or write.

    Raises:
        ValueError: they may.
    """
    if file.stat().st_mode & (stat.S_IRWXO | stat.S_IWGRP):
        raise ValueError(f"{file} may be read or written by others: chmod 600 it (in containers: mode 0400)")


def check_database_url(url: str) -> None:
    """Let pass a database on this machine, and one elsewhere that wants a password which is not the usual one.

    Raises:
        ValueError: anybody who reaches it gets in.
    """
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    host = unquote(asked.get("host", [parts.hostname or ""])[0])
    proven_otherwise = {"sslcert", "passfile"} & asked.keys() or {"PGPASSFILE", "PGPASSWORD"} & os.environ.keys()
    if _is_here(host) or proven_otherwise:
        return
    password = unquote(parts.password or asked.get("password", [""])[0])
    if password.lower() in _USUAL_PASSWORDS or password == unquote(parts.username or ""):
        raise ValueError(f"the database at {host} wants a password that nobody guesses")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"", "localhost"} or host.startswith(("/", "@"))


def _bits(text: str) -> float:
    counts = Counter(text)
    return -sum(count * math.log2(count / len(text)) for count in counts.values())
