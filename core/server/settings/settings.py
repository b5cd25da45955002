"""What an operator sets, read once at the start from `DOZOR_*` variables."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from core.server.errors import DozorError

_BUILT_APP: Final = Path(__file__).resolve().parents[2] / "app" / "dist"
_SECRET_BYTES: Final = 32


class SettingsError(DozorError):
    """A setting is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of the core.

    `database_url` None stands for an embedded PostgreSQL in `data_dir`. `public_path` is the path under which
    a proxy shows the core ("" for the root). `secret` signs access tokens. `history_days` is how long decisions,
    incidents, labels and the detectors behind them are kept.
    """

    data_dir: Path
    database_url: str | None
    host: str
    port: int
    public_path: str
    secret: bytes
    app_dir: Path
    trusted_proxies: str
    body_bytes_max: int
    report_bytes_max: int
    refresh_days: int
    audit_days: int
    feature_days: int
    history_days: int


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of an environment; makes the data folder and the secret where there is none.

    Raises:
        SettingsError: names the variables that are wrong, and what is wanted.
    """
    reader = _Reader(environment)
    data_dir = reader.read("DATA_DIR", ".dozor/core", _folder)
    host, port = reader.read("LISTEN", "127.0.0.1:7700", _host_and_port)
    settings = {
        "database_url": reader.read("DATABASE_URL", "", _database_url),
        "public_path": reader.read("PUBLIC_PATH", "", _public_path),
        "secret": reader.read("SECRET", "", _secret),
        "app_dir": reader.read("APP_DIR", str(_BUILT_APP), Path),
        "trusted_proxies": reader.read("TRUSTED_PROXIES", "", str),
        "body_bytes_max": reader.read("BODY_BYTES_MAX", "1048576", _between(1024, 1 << 30)),
        "report_bytes_max": reader.read("REPORT_BYTES_MAX", "8388608", _between(1024, 1 << 30)),
        "refresh_days": reader.read("REFRESH_DAYS", "14", _between(1, 365)),
        "audit_days": reader.read("AUDIT_DAYS", "365", _between(1, 3650)),
        "feature_days": reader.read("FEATURE_DAYS", "7", _between(1, 365)),
        "history_days": reader.read("HISTORY_DAYS", "90", _between(1, 3650)),
    }
    reader.raise_if_wrong()
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings["secret"] = settings["secret"] or _kept_secret(data_dir / "secret")
    return Settings(data_dir=data_dir, host=host, port=port, **settings)


class _Reader:
    """Reads variables one by one and remembers what was wrong, so that one start names it all."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._wrong: list[str] = []

    def read(self, name: str, default: str, parse: Callable[[str], Any]) -> Any:
        text = self._environment.get(f"DOZOR_{name}", "").strip() or default
        try:
            return parse(text)
        except (ValueError, OSError) as error:
            self._wrong.append(f"DOZOR_{name}={text!r}: {error}")
            return parse(default)

    def raise_if_wrong(self) -> None:
        if self._wrong:
            raise SettingsError("\n".join(self._wrong))


def _folder(text: str) -> Path:
    path = Path(text).expanduser().resolve()
    there = next(part for part in (path, *path.parents) if part.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise ValueError(f"{there} is no folder that can be written to")
    return path


def _host_and_port(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or not 0 <= int(port) < 1 << 16:
        raise ValueError("wanted is host:port, as in 127.0.0.1:7700 or [::1]:7700")
    return host, int(port)


def _database_url(text: str) -> str | None:
    if text and not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("wanted is postgresql://user:password@host/database")
    return text or None


def _public_path(text: str) -> str:
    if text and not text.startswith("/"):
        raise ValueError("wanted is a path, as in /dozor")
    return text.rstrip("/")


def _secret(text: str) -> bytes:
    if text and len(text.encode()) < _SECRET_BYTES:
        raise ValueError(f"wanted are at least {_SECRET_BYTES} bytes")
    return text.encode()


def _between(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not low <= int(text) <= high:
            raise ValueError(f"wanted is a number from {low} to {high}")
        return int(text)

    return parse


def _kept_secret(file: Path) -> bytes:
    """Return the secret that the data folder keeps; the first start makes it."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes()
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(secrets.token_hex(_SECRET_BYTES).encode())
    return file.read_bytes()
