"""The file on the node that says which services tell metrics, and how: never the core, as a command is code."""

import logging
import os
import tomllib
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

import msgspec

from agent.connection import Target
from agent.custom.guarded import read_guarded
from agent.custom.json_path import compile_path
from agent.custom.told import Name, Unit

logger = logging.getLogger(__name__)

LISTEN: Final = "127.0.0.1:5390"
_BEARER: Final = r"^[A-Za-z0-9._~+/=-]{16,256}\Z"
_MOST_SERVICES: Final = 64


class PlanError(ValueError):
    """The file cannot be followed; the text says where and why."""


class Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A metric of a pull: what stands at `path` of the JSON. A histogram is an object of bounds, counts and sum."""

    name: Name
    path: str = "$"
    type: Literal["gauge", "counter", "histogram"] = "gauge"
    unit: Unit = ""

    def __post_init__(self) -> None:
        compile_path(self.path)


class Pull(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where to look once in `every_seconds`: what a URL answers, or what a command writes. Exactly one of them.

    Without `metrics` the JSON is a document as it may be pushed.
    """

    url: str = ""
    command: list[str] = []
    headers: dict[str, str] = {}
    every_seconds: Annotated[float, msgspec.Meta(ge=1, le=60)] = 5.0
    within_seconds: Annotated[float, msgspec.Meta(ge=0.1, le=30)] = 2.0
    most_bytes: Annotated[int, msgspec.Meta(ge=1, le=16 * 1024**2)] = 1024**2
    metrics: list[Listed] = []

    def __post_init__(self) -> None:
        if bool(self.url) == bool(self.command):
            raise ValueError("a pull has either a url or a command")
        if self.url:
            self.target  # noqa: B018 - it has to be one
        if any(not _is_line(text) for pair in self.headers.items() for text in pair):
            raise ValueError("a header is one line of Latin letters and signs")
        if len({metric.name for metric in self.metrics}) < len(self.metrics):
            raise ValueError("a metric is listed twice")

    @property
    def target(self) -> tuple[Target, str]:
        """Where the URL leads: a server, and what it is asked for.

        Raises:
            ValueError: nowhere.
        """
        if not _is_line(self.url) or " " in self.url:
            raise ValueError(f"not an http:// or https:// address: {self.url!r}")
        parts = urlsplit(self.url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return Target.of_url(f"{parts.scheme}://{parts.netloc}"), path

    @property
    def shown(self) -> str:
        """What is told of it where everybody may read it: a query and arguments may hold secrets."""
        return self.url.partition("?")[0] or self.command[0][:100]


class Service(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a service may tell. It may push where it has a token, here or in a file of its own."""

    token: Annotated[str, msgspec.Meta(pattern=_BEARER + r"|^\Z")] = ""
    token_file: str = ""
    most_series: Annotated[int, msgspec.Meta(ge=1, le=2000)] = 100
    keep_seconds: Annotated[float, msgspec.Meta(ge=1, le=600)] = 60.0
    pull: Annotated[list[Pull], msgspec.Meta(max_length=32)] = []


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Services by name. `listen` is where they push to: `HOST:PORT` or `unix:/PATH`."""

    services: dict[Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")], Service]
    listen: str = LISTEN

    def __post_init__(self) -> None:
        if len(self.services) > _MOST_SERVICES:
            raise ValueError(f"at most {_MOST_SERVICES} services tell metrics of their own")
        if not self.listen.startswith("unix:/"):
            host, _, port = self.listen.rpartition(":")
            if not host or not port.isdecimal() or not 0 <= int(port) < 65_536:
                raise ValueError("listen is HOST:PORT or unix:/PATH")


def read_plan(path: Path) -> Plan:
    """Read the file, and the tokens that stand in files of their own.

    Raises:
        PlanError: one of them cannot be read or followed, or others than root and the agent's user may write it.
    """
    try:
        text, is_open = _read(path)
        plan = msgspec.convert(tomllib.loads(text), Plan)
        if is_open and any(service.token for service in plan.services.values()):
            _warn(path)
        return msgspec.structs.replace(
            plan, services={name: _with_token(service) for name, service in plan.services.items()}
        )
    except (OSError, ValueError) as error:
        raise PlanError(f"{path}: {error}") from error


def _with_token(service: Service) -> Service:
    if not service.token_file:
        return service
    text, is_open = _read(Path(service.token_file))
    if is_open:
        _warn(Path(service.token_file))
    return msgspec.convert({**msgspec.to_builtins(service), "token": text.strip(), "token_file": ""}, Service)


def _read(path: Path) -> tuple[str, bool]:
    return read_guarded(path, {0, os.geteuid()})


def _warn(path: Path) -> None:
    """Say it, and go on: the files that hold secrets in containers can be read by everybody there."""
    logger.warning("%s holds a token that everybody on this machine can read (chmod o-r)", path)


def _is_line(text: str) -> bool:
    return text.isascii() and text.isprintable()
