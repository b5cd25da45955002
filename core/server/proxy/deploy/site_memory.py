"""The sites of a node as they were last written: of a thousand, a change touches one or a few."""

import threading
from collections.abc import Mapping
from typing import Any

from core.server.proxy.render.context import Place, Surroundings
from core.server.proxy.render.node import RenderedNode, render_node, site_files
from core.server.proxy.render.services import service_text
from core.server.proxy.specs.domain import DomainSpec, services_named
from core.server.proxy.specs.service import ServiceSpec
from core.server.proxy.specs.state import DesiredState


class SiteMemory:
    """Renders one node. Specifications never change, so the same one, as an object, gives the same text again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shared: tuple[Any, ...] = ()
        self._sites: dict[str, tuple[tuple[Any, ...], Mapping[str, str]]] = {}
        self._services: dict[str, tuple[ServiceSpec, str]] = {}

    def render(self, state: DesiredState, node: str, around: Surroundings) -> RenderedNode:
        """Return what `render_node` does."""
        with self._lock:
            shared = (node, state.nodes, state.pages, around)
            if shared != self._shared:  # which may change any site
                self._shared, self._sites = shared, {}
            for name in self._sites.keys() - state.domains.keys():
                del self._sites[name]
            for name in self._services.keys() - state.services.keys():
                del self._services[name]
            return render_node(state, node, around, self._write, self._write_service)

    def _write_service(self, name: str, spec: ServiceSpec) -> str:
        known = self._services.get(name)
        if known is None or known[0] is not spec:
            known = self._services[name] = (spec, service_text(name, spec))
        return known[1]

    def _write(self, name: str, spec: DomainSpec, place: Place) -> Mapping[str, str]:
        made_of = (spec, *(place.state.services.get(service) for service in sorted(services_named(spec))))
        known, files = self._sites.get(name, ((), {}))
        if len(known) != len(made_of) or any(was is not now for was, now in zip(known, made_of, strict=True)):
            files = site_files(name, spec, place)
            self._sites[name] = (made_of, files)
        return files
