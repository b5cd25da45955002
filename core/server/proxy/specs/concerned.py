"""Which nodes a document concerns. Pure."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from core.server.proxy.specs.domain import DomainSpec, nodes_of, services_named
from core.server.proxy.specs.state import KINDS, DesiredState, Kind

Key = tuple[Kind, str]


def keys_changed(before: DesiredState, after: DesiredState) -> list[Key]:
    """Return the documents that are not the same object in both states: specifications never change."""
    return [
        (kind, name)
        for kind in KINDS
        for name in before.of(kind).keys() | after.of(kind).keys()
        if before.of(kind).get(name) is not after.of(kind).get(name)
    ]


def nodes_touched(before: DesiredState, after: DesiredState, keys: Collection[Key]) -> set[str] | None:
    """Return the nodes whose files or members may differ between states that differ in `keys`; None stands for any."""
    if any(kind not in {"domain", "service"} for kind, _ in keys):
        return None
    services = {name for kind, name in keys if kind == "service"}
    domains = {name for kind, name in keys if kind == "domain"}
    found: set[str] = set()
    for state in (before, after):
        for name, spec in state.domains.items():
            if name in domains or services & services_named(spec):
                found |= nodes_of(spec)
    return found


def nodes_held_back(state: DesiredState) -> Mapping[Key, frozenset[str]]:
    """Return the nodes whose members cannot be told for sure, by the document that cannot be read.

    What such a domain says of its nodes is believed as far as it says names. Pages are nothing that members depend on.
    """
    return {key: frozenset(_held_back(state, *key)) for key in state.unreadable}


def _held_back(state: DesiredState, kind: Kind, name: str) -> Iterator[str]:
    if kind == "domain":
        said = state.unreadable[kind, name].spec
        yield from (each for field in ("nodes", "entries") for each in _texts(said.get(field)))
    elif kind == "service":
        yield from _nodes(state, lambda spec: name in services_named(spec))
    elif kind == "certificate":
        yield from _nodes(state, lambda spec: spec.tls is not None and spec.tls.certificate == name)
    elif kind == "node":
        yield name
        on_it = {service for service, spec in state.services.items() if any(each.node == name for each in spec.members)}
        by_it = {each for each, spec in state.certificates.items() if spec.acme and spec.acme.node == name}
        yield from _nodes(state, lambda spec: name in nodes_of(spec) or bool(on_it & services_named(spec)))
        yield from _nodes(state, lambda spec: spec.tls is not None and spec.tls.certificate in by_it)


def _nodes(state: DesiredState, is_meant: Callable[[DomainSpec], bool]) -> Iterator[str]:
    for spec in state.domains.values():
        if is_meant(spec):
            yield from nodes_of(spec)


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
