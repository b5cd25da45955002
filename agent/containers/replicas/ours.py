"""Which containers are replicas of our making: labels that agree with the container's name, and nothing less."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from agent.containers.telling import REPLICA_LABEL, SERVICE_LABEL
from agent.contract.proxy import Replicas
from agent.docker.told import Inspected

NUMBER_LABEL: Final = "dozor.replica"
SPEC_LABEL: Final = "dozor.replica-spec"
"""On a replica: the digest of what it was made with, by which is seen that its template is another now."""

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,240}")


class Group(NamedTuple):
    """The replicas that one entry of an order is about."""

    service: str
    template: str


@dataclass(frozen=True, kw_only=True)
class Replica:
    """A container of ours, as it was seen last."""

    group: Group
    number: int
    spec: str
    container: Inspected

    @property
    def name(self) -> str:
        """The container's name."""
        return self.container.plain_name


def group_of(entry: Replicas) -> Group:
    """Return which replicas an entry is about."""
    return Group(entry.service, entry.template)


def fault_of(entry: Replicas) -> str:
    """Return why an entry cannot be carried out, empty where it can be, as far as it goes by itself."""
    if not _NAME.fullmatch(entry.template):
        return f"{entry.template!r} is no container's name"
    if not 0 < entry.port <= 65_535:
        return f"{entry.port} is no port"
    return ""


def name_of(template: str, number: int) -> str:
    """Return the name of a template's replica."""
    return f"{template}-r{number}"


def replicas_in(containers: Iterable[Inspected]) -> Iterator[Replica]:
    """Yield the replicas of our making. A container that only has our labels, under another name, is a person's."""
    for container in containers:
        labels = container.labels
        number, template = labels.get(NUMBER_LABEL, ""), labels.get(REPLICA_LABEL, "")
        is_ours = SERVICE_LABEL in labels and SPEC_LABEL in labels and _NUMBER.fullmatch(number)
        if is_ours and container.name == f"/{name_of(template, int(number))}":
            group = Group(labels[SERVICE_LABEL], template)
            yield Replica(group=group, number=int(number), spec=labels[SPEC_LABEL], container=container)


def taken_numbers(template: str, containers: Iterable[Inspected]) -> set[int]:
    """Return the numbers whose names are in use at the engine, whoever's the container is."""
    start = f"/{template}-r"
    names = (each.name.removeprefix(start) for each in containers if each.name.startswith(start))
    return {int(number) for number in names if _NUMBER.fullmatch(number)}
