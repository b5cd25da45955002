"""One replica made, or taken away: the requests to the engine."""

from typing import Final
from urllib.parse import quote

from agent.containers.making import Json
from agent.containers.replicas.ours import Group, name_of
from agent.containers.replicas.template import Template, template_of
from agent.docker.engine import DockerEngine, DockerError

_STOP_SECONDS: Final = 10
_MORE_SECONDS: Final = 15.0
_MAKE_SECONDS: Final = 60.0
_GONE: Final = frozenset({304, 404})


async def look_at_template(engine: DockerEngine, identity: str) -> Template:
    """Return how replicas of a container are to be made.

    Raises:
        DockerError: the engine does not tell.
        TemplateError: there can be none.
    """
    inspected = await engine.json("GET", _path(identity, "/json"))
    return template_of(inspected, (await _image(engine, str(inspected.get("Image", "")))).get("Config") or {})


async def make(engine: DockerEngine, template: Template, group: Group, number: int) -> str:
    """Make a replica, start it, and return its id.

    Raises:
        DockerError: there is none; where its name was taken the status is 409.
    """
    body = template.body_of(group, number, await _image_name(engine, template))
    path = f"/containers/create?name={quote(name_of(group.template, number), safe='')}"
    identity = str((await engine.json("POST", path, body, within=_MAKE_SECONDS))["Id"])
    try:
        for network, endpoint in template.networks.items():
            wish = {"Container": identity, "EndpointConfig": endpoint}
            await engine.ask("POST", f"/networks/{quote(network, safe='')}/connect", wish)
        await engine.ask("POST", _path(identity, "/start"), within=_MAKE_SECONDS)
    except DockerError as error:
        await engine.ask("DELETE", _path(identity, "?force=1&v=1"), within=_MAKE_SECONDS)
        raise DockerError(str(error)) from error  # what it says of a status is not about the name
    return identity


async def take_away(engine: DockerEngine, identity: str) -> None:
    """Stop a replica, giving it the time that it was made with, and remove it with its anonymous volumes.

    Raises:
        DockerError: it is there still.
    """
    try:
        inspected = await engine.json("GET", _path(identity, "/json"))
    except DockerError as error:
        if error.status == 404:
            return
        raise
    seconds = (inspected.get("Config") or {}).get("StopTimeout")
    seconds = _STOP_SECONDS if seconds is None else max(int(seconds), 0)
    await _tolerant(engine, "POST", _path(identity, f"/stop?t={seconds}"), seconds + _MORE_SECONDS)
    await _tolerant(engine, "DELETE", _path(identity, "?force=1&v=1"), _MAKE_SECONDS)


async def _image(engine: DockerEngine, name: str) -> Json:
    """Return what the engine tells of an image; nothing of one that it does not have under this name."""
    try:
        return dict(await engine.json("GET", f"/images/{quote(name, safe='/:@')}/json"))
    except DockerError as error:
        if error.status in {400, 404}:
            return {}
        raise


async def _image_name(engine: DockerEngine, template: Template) -> str:
    """Return the image's name as long as it means what the template runs, else its id."""
    found = await _image(engine, template.image_name)
    return template.image_name if found.get("Id") == template.image else template.image


async def _tolerant(engine: DockerEngine, method: str, path: str, within: float) -> None:
    try:
        await engine.ask(method, path, within=within)
    except DockerError as error:
        if error.status not in _GONE:
            raise


def _path(identity: str, rest: str) -> str:
    return f"/containers/{quote(identity, safe='')}{rest}"
