"""The containers of all nodes, and what can be done to them."""

import base64
import binascii
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

import msgspec
from fastapi import APIRouter, Path, Query, Request
from pydantic import Field

from agent.contract.asking import Act, ActOnContainer, Answer, End, Step
from agent.contract.inventory import Container
from core.server.api.answer_schemas import ActLine
from core.server.api.caller import caller_of, changes_nothing
from core.server.api.decision_shapes import instant
from core.server.api.input import Input
from core.server.api.inventory_schemas import ContainerDetail, ContainerOut
from core.server.api.inventory_shapes import shown_container, shown_event
from core.server.api.ndjson import StreamedLines, as_lines
from core.server.api.nodes import check_there
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedReader, NodeOperator, NodeReader, may
from core.server.api.reach import nodes_seen
from core.server.api.schemas import Page
from core.server.errors import Invalid, Throttled
from core.server.inventory.refused import RefusedContainer

if TYPE_CHECKING:
    from core.server.accounts.audit import Caller
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts
    from core.server.fleet.node import Node

router = APIRouter(prefix="/containers", tags=["containers"])
_BEGIN_SECONDS: Final = 20.0
Text = Annotated[str, Field(max_length=253)]
ContainerPath = Annotated[str, Path(max_length=500, description="Its id, 12 digits of it or more, or its name")]


class _Found(NamedTuple):
    node: "Node"
    container: Container

    @property
    def key(self) -> tuple[str, str, str]:
        """What lists are sorted by."""
        return self.node.name.lower(), self.container.name, self.container.id


class ContainersQuery(Input):
    """Which containers are meant: all of these at once."""

    node: Annotated[str, Field(max_length=253, description="Id or name of a node")] = ""
    service: Text = ""
    project: Text = ""
    state: Text = ""
    text: Annotated[str, Field(max_length=253, description="Stands in name, image, id, service or project")] = ""
    cursor: Annotated[str, Field(max_length=4000)] = ""
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class ActQuery(Input):
    """How an act is to be done."""

    timeout_seconds: Annotated[float, Field(ge=0, le=300, description="How long it gets to end by itself")] = 10.0
    dry_run: Annotated[bool, Field(description="Change nothing, and say what would be done")] = False
    image: Annotated[
        str,
        Field(max_length=200, description="To recreate with: the id in the container's label `dozor.image-before`"),
    ] = ""


@router.get("")
async def list_containers(
    query: Annotated[ContainersQuery, Query()], parts: PartsDep, person: NarrowedReader
) -> Page[ContainerOut]:
    """List the containers of all nodes, by node and name."""
    labels = may(person, "logs")
    found = [each for each in _all(parts, person, query.node) if _matches(each.container, query)]
    after = _decode(query.cursor) if query.cursor else None
    rest = [each for each in sorted(found, key=lambda each: each.key) if after is None or each.key > after]
    shown, more = rest[: query.limit], len(rest) > query.limit
    return Page(
        items=[shown_container(*each, labels=labels) for each in shown],
        next_cursor=_encode(shown[-1].key) if more else None,
        total=len(found),
        as_of=instant(parts.clock.now()),
    )


@router.get("/{node_id}/{container}")
async def read_container(
    node_id: str, container: ContainerPath, parts: PartsDep, person: NodeReader
) -> ContainerDetail:
    """Show a container, and what happened to it lately."""
    node, heard = parts.fleet.get(node_id), parts.inventories.of(node_id)
    found = parts.inventories.container(node_id, container)
    events = [shown_event(each) for each in reversed(heard.inventory.events) if each.container == found.id]
    shown = shown_container(node, found, labels=may(person, "logs"))
    return ContainerDetail(container=shown, events=events, heard_at=instant(heard.at))


@router.post("/{node_id}/{container}/{act}", response_class=StreamedLines, responses={200: {"model": ActLine}})
async def act_on_container(
    node_id: str,
    container: ContainerPath,
    act: Act,
    *,
    how: Annotated[ActQuery, Query()],
    request: Request,
    parts: PartsDep,
    person: NodeOperator,
) -> StreamedLines:
    """Do something to a container: lines of JSON, `step`s as they come about, then an `end` that says what came of it.

    It is done to its end even if nobody reads on.
    """
    if how.image and act != "recreate":
        raise Invalid(RefusedContainer.container_image())
    node, found = parts.fleet.get(node_id), parts.inventories.container(node_id, container)
    if how.dry_run:
        await changes_nothing(request)
        return StreamedLines(as_lines(_would(node, found, act)))
    check_there(node, parts.clock.now())
    subject, caller = f"{node.name}/{found.name}", caller_of(request, person)
    parts.audit.note(caller, f"{act}_container", subject, before=_brief(found))
    asked = ActOnContainer(container=found.id, act=act, timeout_seconds=how.timeout_seconds, image=how.image)
    on_end = partial(_note_end, parts, caller, f"{act}_container_done", subject)
    return StreamedLines(as_lines(_acts(parts, node.id, asked, on_end)))


async def _acts(
    parts: "Parts", node: str, what: ActOnContainer, on_end: Callable[[End], None]
) -> AsyncIterator[list[Answer]]:
    try:
        with parts.asking.ask(node, what, within_seconds=_BEGIN_SECONDS, on_end=on_end) as channel:
            while answers := await channel.batch():
                yield [each for each in answers if isinstance(each, Step)]
            yield [channel.end or End()]
    except Throttled as error:
        end = End(ok=False, error=error.detail)
        on_end(end)
        yield [end]


async def _would(node: "Node", container: Container, act: Act) -> AsyncIterator[list[Answer]]:
    yield [Step(text=f"would {act} {container.name} ({container.state}) on {node.name}"), End(container=container.id)]


def _note_end(parts: "Parts", caller: "Caller", action: str, subject: str, end: End) -> None:
    parts.audit.note(caller, action, subject, after={"ok": end.ok, "error": end.error, "container": end.container})


def _brief(container: Container) -> dict[str, Any]:
    return {name: getattr(container, name) for name in ("id", "image", "image_id", "state", "health", "started_at")}


def _all(parts: "Parts", person: "Person", node: str) -> Iterator[_Found]:
    for each in nodes_seen(parts, person):
        if node in {"", each.id, each.name}:
            yield from (_Found(each, container) for container in parts.inventories.of(each.id).inventory.containers)


def _matches(container: Container, query: ContainersQuery) -> bool:
    if any(getattr(query, name) not in {"", getattr(container, name)} for name in ("service", "project", "state")):
        return False
    texts = (container.name, container.image, container.id, container.service, container.project)
    return query.text.lower() in "\n".join(texts).lower()


def _encode(key: tuple[str, str, str]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def _decode(cursor: str) -> tuple[str, str, str]:
    try:
        decoded = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.json.decode(decoded, type=tuple[str, str, str])
    except (ValueError, binascii.Error, msgspec.MsgspecError) as error:
        raise Invalid("This cursor is none of ours.") from error
