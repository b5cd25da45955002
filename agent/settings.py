"""What the agent is told when it starts: from DOZOR_* variables, or from the TOML file that DOZOR_CONFIG names."""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, Final, TypeVar

from agent.connection import Target
from agent.containers.replicas.plan import MOST_REPLICAS
from agent.custom.plan import Plan, read_plan
from agent.docker.engine import DOCKER_SOCKET
from agent.host.roots import Roots
from agent.logbook.keeping import Keeping
from agent.proxy.nameservers import machine_nameservers
from agent.proxy.place import ACME_IMAGE, RESOLVER, Place

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
    "NGINX_FOLDER",
    "NGINX_BINARY",
    "NGINX_CONTAINER",
    "NGINX_USER",
    "NGINX_LISTEN",
    "NGINX_PID",
    "NGINX_CACHE",
    "NGINX_LOG_BYTES",
    "RESOLVER",
    "NAMESERVERS",
    "DOCKER",
    "DOCKER_ACTS",
    "MOST_REPLICAS",
    "ACME_IMAGE",
    "TRUSTED_NETWORKS",
    "SPOOL_BYTES",
    "LOG_FILES",
    "LOG_EXCLUDE",
    "LOG_BYTES",
    "LOG_SOURCE_BYTES",
    "LOG_KEEP",
    "LOG_REQUESTS",
    "METRICS",
    "LIBVIRT",
    "HOST_PROC",
    "HOST_SYS",
    "HOST_ROOT",
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
    """All that an agent depends on. Without a `place` Dozor does not write NGINX's configuration."""

    core: Target
    node_id: str
    node_key: str
    logs: tuple[LogSource, ...]
    state_folder: Path
    nginx_control: Path | None = None
    place: Place | None = None
    trusted_networks: tuple[str, ...] = ()
    spool_bytes: int = 256 * 1024**2
    docker_socket: Path = DOCKER_SOCKET
    docker_acts: bool = True
    most_replicas: int = MOST_REPLICAS
    custom: Plan | None = None
    libvirt: str = ""
    keeping: Keeping | None = None
    roots: Roots = field(default_factory=Roots)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; a variable of the environment wins over the file.

    The file's keys are the variables' names in lowercase without DOZOR_; `logs` and `trusted_networks` may be lists.

    Raises:
        SettingsError: one is missing or wrong.
    """
    values = _values(os.environ if environment is None else environment)
    place = _place(values)
    control = str(place.control_socket) if place else ""
    return Settings(
        core=_read(values, "CORE_URL", lambda url: Target.of_url(url, authority_file=values.get("CORE_AUTHORITY", ""))),
        node_id=_read(values, "NODE_ID", _token),
        node_key=_read(values, "NODE_KEY", _token),
        logs=_logs(values, f"{place.access_log}=dozor" if place else ""),
        state_folder=_read(values, "STATE_DIR", Path, "/var/lib/dozor"),
        nginx_control=_read(values, "NGINX_CONTROL", lambda text: Path(text) if text else None, control),
        place=place,
        trusted_networks=_read(values, "TRUSTED_NETWORKS", _networks, ""),
        spool_bytes=_read(values, "SPOOL_BYTES", _size, "256m"),
        docker_socket=_read(values, "DOCKER", _absolute, str(DOCKER_SOCKET)),
        docker_acts=_read(values, "DOCKER_ACTS", _switch, "1"),
        most_replicas=_read(values, "MOST_REPLICAS", lambda text: range(501).index(int(text)), str(MOST_REPLICAS)),
        custom=_read(values, "METRICS", lambda text: read_plan(_absolute(text)) if text else None, ""),
        libvirt=values.get("LIBVIRT", ""),
        keeping=_keeping(values),
        roots=Roots(
            proc=str(_read(values, "HOST_PROC", _absolute, "/proc")),
            sys=str(_read(values, "HOST_SYS", _absolute, "/sys")),
            root=str(_read(values, "HOST_ROOT", _absolute, "/")),
        ),
    )


def read_place(environment: Mapping[str, str] | None = None) -> Place:
    """Read where and what NGINX is, without what else an agent needs.

    Raises:
        SettingsError: one is missing or wrong.
    """
    place = _place(_values(os.environ if environment is None else environment))
    if place is None:
        raise SettingsError("DOZOR_NGINX_FOLDER is not set")
    return place


def _place(values: Mapping[str, str]) -> Place | None:
    if not values.get("NGINX_FOLDER"):
        return None
    cache, equals, size = values.get("NGINX_CACHE", "").partition("=")
    return Place(
        folder=_read(values, "NGINX_FOLDER", _absolute),
        binary=values.get("NGINX_BINARY", "nginx"),
        container=_read(values, "NGINX_CONTAINER", _container, ""),
        docker_socket=_read(values, "DOCKER", _absolute, str(DOCKER_SOCKET)),
        acme_image=_read(values, "ACME_IMAGE", _image, ACME_IMAGE),
        user=values.get("NGINX_USER", ""),
        listen=tuple(values.get("NGINX_LISTEN", "80").split(",")),
        resolver=_read(values, "RESOLVER", _address, RESOLVER),
        nameservers=_read(values, "NAMESERVERS", _addresses, "") or machine_nameservers(),
        cache=_read({"NGINX_CACHE": cache}, "NGINX_CACHE", _absolute) if cache else None,
        cache_size=size if equals else "1g",
        log_bytes=_read(values, "NGINX_LOG_BYTES", _size, "256m"),
        pid=_read(values, "NGINX_PID", _absolute) if values.get("NGINX_PID") else None,
        control=_read(values, "NGINX_CONTROL", _absolute) if values.get("NGINX_CONTROL") else None,
    )


def _keeping(values: Mapping[str, str]) -> Keeping | None:
    """Return which logs are kept; none where they are given no room."""
    if values.get("LOG_BYTES") == "0":
        return None
    return Keeping(
        files=_read(values, "LOG_FILES", lambda text: tuple(map(str, map(_absolute, _items(text)))), ""),
        exclude=_items(values.get("LOG_EXCLUDE", "")),
        bound_bytes=_read(values, "LOG_BYTES", _size, "2g"),
        source_bytes=_read(values, "LOG_SOURCE_BYTES", _size, "256m"),
        keep_seconds=_read(values, "LOG_KEEP", _span, "24h"),
        requests=_read(values, "LOG_REQUESTS", _switch, "0"),
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


def _items(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())


def _span(text: str) -> float:
    match = re.fullmatch(r"(\d{1,9})([smhd]?)", text.lower())
    if not match:
        raise ValueError(f"a time such as 90s, 30m, 24h or 7d is expected, not {text!r}")
    return float(match[1]) * {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}[match[2]]


def _absolute(text: str) -> Path:
    if not text.startswith("/"):
        raise ValueError(f"an absolute path is expected, not {text!r}")
    return Path(text)


def _switch(text: str) -> bool:
    if text not in {"0", "1"}:
        raise ValueError(f"0 or 1 is expected, not {text!r}")
    return text == "1"


def _container(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_.-]*", text):
        raise ValueError(f"a container's name is expected, not {text!r}")
    return text


def _image(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][A-Za-z0-9._:/@-]{0,254}", text):
        raise ValueError(f"the name of a container's image is expected, not {text!r}")
    return text


def _address(text: str) -> str:
    host, _, port = text.rpartition(":")
    ip_address(host.strip("[]"))
    if not 0 < int(port) < 65536:
        raise ValueError(f"an address and a port are expected, not {text!r}")
    return text


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(_address(each.strip()) for each in text.split(",") if each.strip())


def _logs(values: Mapping[str, str], default: str) -> tuple[LogSource, ...]:
    text = values.get("LOGS") or default
    return _read({"LOGS": text}, "LOGS", _log_list) if text else ()


def _log_list(text: str) -> tuple[LogSource, ...]:
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
