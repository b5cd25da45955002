"""What an operator sets, read once at the start from `DOZOR_*` variables."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final

from core.server.errors import DozorError
from core.server.settings.oidc import OidcSettings, read_oidc
from core.server.settings.roles import roles
from core.server.settings.strength import check_database_url, check_private, check_secret

_BUILT_APP: Final = Path(__file__).resolve().parents[2] / "app" / "dist"
_BUILT_PLACES: Final = Path(__file__).resolve().parents[2] / "places" / "build"
_SECRET_BYTES: Final = 32
_SECRETS: Final = frozenset({"DATABASE_URL", "SECRET", "SEAL_KEY", "OIDC_CLIENT_SECRET"})


class SettingsError(DozorError):
    """A setting is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of the core.

    `database_url` None stands for an embedded PostgreSQL in `data_dir`. `public_path` is the path under which
    a proxy shows the core ("" for the root), `public_url` where people open the application, for links in messages.
    `signing_secrets` are what access tokens are signed with, the newest first; where there are none the core keeps
    keys of its own. `seal_keys` are 32 bytes each: the first seals private keys and credentials at rest, all of them
    open. `first_password_stays` spares who tries Dozor on their own machine
    to change the first administrator's password. `history_days` is how long decisions, incidents, labels and the
    detectors behind them are kept. `asn_database` is a file that tells sources' autonomous systems (see
    core.server.ingest.systems), `country_database` one that tells their countries, None where there is none; in
    `places_dir` is what was made of the packages that tell both (see core.server.places), or nothing.
    With `source_names` name servers are asked how a source is called whose profile is looked at.
    `oidc` is who else vouches for people.
    `requests_per_second` is what one who is signed in may ask for steadily, `guest_requests_per_second` who is not, by
    address. Who has one of `second_factor_roles` does nothing before a second factor is set up.
    """

    data_dir: Path
    database_url: str | None
    host: str
    port: int
    public_path: str
    public_url: str
    signing_secrets: tuple[bytes, ...]
    seal_keys: tuple[bytes, ...]
    app_dir: Path
    trusted_proxies: str
    body_bytes_max: int
    report_bytes_max: int
    first_password_stays: bool
    refresh_days: int
    audit_days: int
    feature_days: int
    history_days: int
    asn_database: Path | None
    country_database: Path | None
    places_dir: Path
    source_names: bool
    requests_per_second: int
    guest_requests_per_second: int
    oidc: OidcSettings | None
    second_factor_roles: frozenset[str]


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of an environment; makes the data folder and the seal key where there is none.

    Raises:
        SettingsError: names the variables that are wrong, and what is wanted.
    """
    reader = _Reader(environment)
    data_dir = reader.read("DATA_DIR", ".dozor/core", _folder)
    host, port = reader.read("LISTEN", "127.0.0.1:7700", _host_and_port)
    settings = {
        "database_url": reader.read("DATABASE_URL", "", _database_url),
        "public_path": reader.read("PUBLIC_PATH", "", _public_path),
        "public_url": reader.read("PUBLIC_URL", "", _public_url),
        "signing_secrets": reader.read("SECRET", "", _signing_secrets),
        "seal_keys": reader.read("SEAL_KEY", "", _seal_keys),
        "app_dir": reader.read("APP_DIR", str(_BUILT_APP), Path),
        "trusted_proxies": reader.read("TRUSTED_PROXIES", "", _networks),
        "body_bytes_max": reader.read("BODY_BYTES_MAX", "1048576", _between(1024, 1 << 30)),
        "report_bytes_max": reader.read("REPORT_BYTES_MAX", "8388608", _between(1024, 1 << 30)),
        "first_password_stays": reader.read("FIRST_PASSWORD_STAYS", "no", _yes_or_no),
        "second_factor_roles": reader.read("SECOND_FACTOR_ROLES", "", roles),
        "refresh_days": reader.read("REFRESH_DAYS", "14", _between(1, 365)),
        "audit_days": reader.read("AUDIT_DAYS", "365", _between(1, 3650)),
        "feature_days": reader.read("FEATURE_DAYS", "7", _between(1, 365)),
        "history_days": reader.read("HISTORY_DAYS", "90", _between(1, 3650)),
        "asn_database": reader.read("ASN_DATABASE", "", _file),
        "country_database": reader.read("COUNTRY_DATABASE", "", _file),
        "places_dir": reader.read("PLACES_DIR", str(_BUILT_PLACES), Path),
        "source_names": reader.read("SOURCE_NAMES", "yes", _yes_or_no),
        "requests_per_second": reader.read("REQUESTS_PER_SECOND", "50", _between(1, 100_000)),
        "guest_requests_per_second": reader.read("GUEST_REQUESTS_PER_SECOND", "10", _between(1, 100_000)),
    }
    settings["oidc"] = read_oidc(reader.read, settings["public_url"])
    reader.raise_if_wrong()
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings["seal_keys"] = settings["seal_keys"] or _seal_keys(_kept_secret(data_dir / "seal-key").decode())
    return Settings(data_dir=data_dir, host=host, port=port, **settings)


class _Reader:
    """Reads variables one by one and remembers what was wrong, so that one start names it all."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._wrong: list[str] = []

    def read(self, name: str, default: str, parse: Callable[[str], Any]) -> Any:
        if name in _SECRETS:
            return self._read_secret(name, parse)
        text = self._environment.get(f"DOZOR_{name}", "").strip() or default
        try:
            return parse(text)
        except (ValueError, OSError) as error:
            self._wrong.append(f"DOZOR_{name}={text!r}: {error}")
            return parse(default)

    def _read_secret(self, name: str, parse: Callable[[str], Any]) -> Any:
        """Read a secret from its variable, or from the file that the variable with `_FILE` names. It is never told."""
        text, file = (self._environment.get(f"DOZOR_{name}{end}", "").strip() for end in ("", "_FILE"))
        try:
            return parse(_text_of_secret(Path(file), text) if file else text)
        except UnicodeDecodeError:
            self._wrong.append(f"DOZOR_{name}_FILE: it is no text")
        except (ValueError, OSError) as error:
            self._wrong.append(f"DOZOR_{name}{'_FILE' if file else ''}: {error}")
        return parse("")

    def raise_if_wrong(self) -> None:
        if self._wrong:
            raise SettingsError("\n".join(self._wrong))


def _text_of_secret(file: Path, text: str) -> str:
    if text:
        raise ValueError("either the secret or a file with it is wanted, not both")
    check_private(file)
    return file.read_text(encoding="utf-8").strip()


def _folder(text: str) -> Path:
    path = Path(text).expanduser().resolve()
    there = next(part for part in (path, *path.parents) if part.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise ValueError(f"{there} is no folder that can be written to")
    return path


def _file(text: str) -> Path | None:
    path = Path(text).expanduser().resolve()
    if text and not (path.is_file() and os.access(path, os.R_OK)):
        raise ValueError("there is no such file that can be read")
    return path if text else None


def _host_and_port(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or not 0 <= int(port) < 1 << 16:
        raise ValueError("wanted is host:port, as in 127.0.0.1:7700 or [::1]:7700")
    return host, int(port)


def _database_url(text: str) -> str | None:
    if text and not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("wanted is postgresql://user:password@host/database")
    check_database_url(text)
    return text or None


def _public_url(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s\"'<>?#]{1,500}", text):
        raise ValueError("wanted is where people open the application, as in https://dozor.example.org")
    return text.rstrip("/")


def _public_path(text: str) -> str:
    path = text.rstrip("/")
    if not re.fullmatch(r"(/[A-Za-z0-9._~-]+)*", path):
        raise ValueError("wanted is a path, as in /dozor")
    return path


def _networks(text: str) -> str:
    """Return addresses and networks whose word is taken for where somebody is: never everybody's."""
    wanted = [part.strip() for part in text.split(",") if part.strip()]
    if any(ip_network(part, strict=False).prefixlen == 0 for part in wanted):
        raise ValueError("that is everybody: each could say any address of itself")
    return ",".join(wanted)


def _signing_secrets(text: str) -> tuple[bytes, ...]:
    given = [part.strip() for part in text.split(",") if part.strip()]
    for secret in given:
        check_secret(secret)
    return tuple(secret.encode() for secret in given)


def _yes_or_no(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ValueError("wanted is yes or no")
    return text == "yes"


def _seal_keys(text: str) -> tuple[bytes, ...]:
    keys = tuple(bytes.fromhex(part.strip()) for part in text.split(",") if part.strip())
    if any(len(key) != _SECRET_BYTES for key in keys):
        raise ValueError(f"wanted are {2 * _SECRET_BYTES} hex digits, or several of them with commas, the newest first")
    for key in keys:
        check_secret(key.hex())
    return keys


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
        try:
            check_private(file)
        except ValueError as error:
            raise SettingsError(str(error)) from error
        return file.read_bytes()
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(secrets.token_hex(_SECRET_BYTES).encode())
    return file.read_bytes()
