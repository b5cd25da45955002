"""A container that does one thing and is gone: made, given files, run to its end, its files taken, removed."""

import io
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import msgspec

from agent.docker.engine import DockerEngine, DockerError
from agent.docker.frames import streams

LABEL: Final = "dozor.once"
PULL_SECONDS: Final = 300.0
_LOG_LINES: Final = 200
_TAKEN_BYTES: Final = 1 << 20
_MEMORY_BYTES: Final = 256 << 20
_PROCESSES: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OneRun:
    """What to run. `owner` tells apart who has it run; `binds` are `SOURCE:PATH`; paths of `files` are absolute.

    It shares the network of the machine: it is to be reached, and to reach others, as the machine is. `take` is a
    folder of the container whose files are wanted.
    """

    image: str
    command: Sequence[str]
    owner: str
    take: str
    environment: Mapping[str, str]
    binds: Sequence[str]
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Finished:
    """How a run ended: its exit status, what it said, and the files of the folder that was wanted, by their names."""

    status: int
    said: str
    files: Mapping[str, bytes]


async def run_once(engine: DockerEngine, what: OneRun, *, within: float) -> Finished:
    """Run a container to its end. Nothing of it stays, and nothing of an earlier one that was interrupted.

    Raises:
        DockerError: the engine does not do it, the image cannot be had, or the run does not end within the seconds.
    """
    await _remove_left_over(engine, what.owner)
    container = await _create(engine, what)
    try:
        if what.files:
            await engine.ask("PUT", f"/containers/{container}/archive?path=/", _packed(what.files))
        await engine.ask("POST", f"/containers/{container}/start")
        ended = await engine.json("POST", f"/containers/{container}/wait", within=within)
        said = await engine.ask("GET", f"/containers/{container}/logs?stdout=1&stderr=1&tail={_LOG_LINES}")
        taken = await _taken(engine, container, what.take)
        return Finished(int(ended["StatusCode"]), streams(said.body).decode("utf-8", "replace"), taken)
    finally:
        await engine.ask("DELETE", f"/containers/{container}?force=1&v=1")


async def _create(engine: DockerEngine, what: OneRun) -> str:
    wish: dict[str, Any] = {
        "Image": what.image,
        "Cmd": list(what.command),
        "Env": [f"{name}={value}" for name, value in what.environment.items()],
        "Labels": {LABEL: what.owner},
        "HostConfig": {
            "NetworkMode": "host",
            "Binds": list(what.binds),
            "Memory": _MEMORY_BYTES,
            "PidsLimit": _PROCESSES,
            "LogConfig": {"Type": "json-file", "Config": {"max-size": "1m", "max-file": "1"}},
        },
    }
    try:
        made = await engine.json("POST", "/containers/create", wish)
    except DockerError as error:
        if error.status != 404:
            raise
        await _pull(engine, what.image)
        made = await engine.json("POST", "/containers/create", wish)
    return quote(str(made["Id"]), safe="")


async def _pull(engine: DockerEngine, image: str) -> None:
    """Fetch an image. The engine tells of a failure at the end of an answer that began well: creating shows it."""
    name, colon, tag = image.rpartition(":")
    if not colon or "/" in tag:
        name, tag = image, "latest"
    await engine.ask("POST", f"/images/create?fromImage={quote(name, safe='')}&tag={quote(tag)}", within=PULL_SECONDS)


async def _remove_left_over(engine: DockerEngine, owner: str) -> None:
    filters = msgspec.json.encode({"label": [f"{LABEL}={owner}"]}).decode()
    for each in await engine.json("GET", f"/containers/json?all=1&filters={quote(filters)}"):
        await engine.ask("DELETE", f"/containers/{quote(str(each['Id']), safe='')}?force=1&v=1")


async def _taken(engine: DockerEngine, container: str, folder: str) -> dict[str, bytes]:
    try:
        answer = await engine.ask("GET", f"/containers/{container}/archive?path={quote(folder, safe='')}")
    except DockerError as error:
        if error.status == 404:
            return {}
        raise
    try:
        return _unpacked(answer.body)
    except tarfile.TarError as error:
        raise DockerError(f"the container's files cannot be read: {error}") from error


def _packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as a tar, readable to nobody but the container's root."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for path, content in files.items():
            entry = tarfile.TarInfo(path.lstrip("/"))
            entry.size, entry.mode = len(content), 0o600
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def _unpacked(data: bytes) -> dict[str, bytes]:
    """Return the plain files of a tar by their last names; nothing is written to any disk."""
    files = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        for entry in tar:
            content = tar.extractfile(entry) if entry.isreg() and entry.size <= _TAKEN_BYTES else None
            if content is not None:
                files[entry.name.rpartition("/")[2]] = content.read()
    return files
