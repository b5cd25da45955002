"""What the agent is told when it starts: from DOZOR_* variables, or from the TOML file that DOZOR_CONFIG names."""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final, TypeVar

from agent.connection import Target

_T = TypeVar("_T")
_SIZES: Final = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}
_PREFIX: Final = "DOZOR_"
_NAMES: Final = (
    "CORE_URL",
    "CORE_AUTHORITY",
    "NODE_ID",
    "NODE_KEY",
    "LOGS",
    "STATE_DIR",
    "NGINX_CONTROL",
    "TRUSTED_NETWORKS",
    "SPOOL_BYTES",
    "HOST_PROC",
)


class SettingsError(ValueError):
    """A setting is missing or wrong; the text names it and says what is expected."""


@dataclass(frozen=True, kw_only=True)
class LogSource:
    """Logs to read: a path, which may be a pattern, the name of a format or a file with one, and a service's name.

    The service is empty where the log itself says which server answered.
    """

    pattern: str
    format: str = "combined"
    service: str = ""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All that an agent depends on."""

    core: Target
    node_id: str
    node_key: str
    logs: tuple[LogSource, ...]
    state_folder: Path
    nginx_control: Path | None = None
    trusted_networks: tuple[str, ...] = ()
    spool_bytes: int = 256 * 1024**2
    proc: Path = Path("/proc")


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; a variable of the environment wins over the file.

    The file's keys are the variables' names in lowercase without DOZOR_; `logs` and `trusted_networks` may be lists.

    Raises:
        SettingsError: one is missing or wrong.
    """
    values = _values(os.environ if environment is None else environment)
    return Settings(
        core=_read(values, "CORE_URL", lambda url: Target.of_url(url, authority_file=values.get("CORE_AUTHORITY", ""))),
        node_id=_read(values, "NODE_ID", _token),
        node_key=_read(values, "NODE_KEY", _token),
        logs=_read(values, "LOGS", _logs),
        state_folder=_read(values, "STATE_DIR", Path, "/var/lib/dozor"),
        nginx_control=_read(values, "NGINX_CONTROL", lambda text: Path(text) if text else None, ""),
        trusted_networks=_read(values, "TRUSTED_NETWORKS", _networks, ""),
        spool_bytes=_read(values, "SPOOL_BYTES", _size, "256m"),
        proc=_read(values, "HOST_PROC", Path, "/proc"),
    )


def _values(environment: Mapping[str, str]) -> dict[str, str]:
    values = _file_values(environment.get("DOZOR_CONFIG", ""))
    for name in _NAMES:
        if _PREFIX + name in environment:
            values[name] = environment[_PREFIX + name].strip()
    return values


def _file_values(path: str) -> dict[str, str]:
    if not path:
        return {}
    try:
        table = tomllib.loads(Path(path).read_text())
    except (OSError, ValueError) as error:
        raise SettingsError(f"DOZOR_CONFIG: {path} cannot be read: {error}") from error
    unknown = sorted(set(table) - {name.lower() for name in _NAMES})
    if unknown:
        raise SettingsError(f"{path}: unknown setting {unknown[0]!r}; known are {', '.join(_NAMES).lower()}")
    return {name.upper(): _text(value) for name, value in table.items()}


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _read(values: Mapping[str, str], name: str, parse: Callable[[str], _T], default: str | None = None) -> _T:
    text = values.get(name, default)
    if text is None or (default is None and not text):
        raise SettingsError(f"{_PREFIX}{name} is not set")
    try:
        return parse(text)
    except (ValueError, OSError) as error:
        raise SettingsError(f"{_PREFIX}{name}: {error}") from error


def _token(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._~+/=-]{1,256}", text):
        raise ValueError("letters, digits and ._~+/=- are expected")
    return text


def _logs(text: str) -> tuple[LogSource, ...]:
    sources = tuple(_log(item.strip()) for item in text.split(",") if item.strip())
    if not sources:
        raise ValueError("a list of PATH[=FORMAT][@SERVICE] is expected")
    return sources


def _log(text: str) -> LogSource:
    rest, at, service = text.rpartition("@") if "@" in text else (text, "", "")
    pattern, equals, form = rest.partition("=")
    if not pattern.startswith("/") or (at and not service) or (equals and not form):
        raise ValueError(f"PATH[=FORMAT][@SERVICE] with an absolute path is expected, not {text!r}")
    return LogSource(pattern=pattern, format=form or "combined", service=service)


def _networks(text: str) -> tuple[str, ...]:
    return tuple(str(ip_network(item.strip(), strict=False)) for item in text.split(",") if item.strip())


def _size(text: str) -> int:
    match = re.fullmatch(r"(\d{1,12})([kmg]?)b?", text.lower())
    if not match:
        raise ValueError(f"a size such as 256m is expected, not {text!r}")
    size = int(match[1]) * _SIZES[match[2]]
    if size < 1024**2:
        raise ValueError("at least 1m is needed")
    return size
