"""What nodes would run, made once for a state: rendering a thousand sites takes half a second."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.server.proxy.deploy.build import FileSources, NodeBuild, assembled
from core.server.proxy.deploy.site_memory import SiteMemory
from core.server.proxy.render.context import Surroundings
from core.server.proxy.render.node import RenderedNode
from core.server.proxy.specs.state import DesiredState

_KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class _Kept:
    """A build with all that it was made from: states are told apart by identity, as they never change."""

    state: DesiredState
    around: Surroundings
    rendered: RenderedNode
    certificates: Mapping[str, Mapping[str, bytes]]
    build: NodeBuild


class Builds:
    """Builds by node and state, the last few kept."""

    def __init__(self, sources: FileSources) -> None:
        self._sources = sources
        self._kept: OrderedDict[tuple[str, int], _Kept] = OrderedDict()
        self._sites: dict[str, SiteMemory] = {}

    async def of(self, state: DesiredState, node: str, around: Surroundings) -> NodeBuild:
        """Return what a node (by name) would run of a state. Other threads do the work."""
        key = (node, id(state))
        kept = self._kept.get(key)
        if kept is None or kept.state is not state or kept.around != around or self._is_old(kept):
            sites = self._sites.setdefault(node, SiteMemory())
            kept = await asyncio.to_thread(self._made, state, node, around, sites)
            self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return kept.build

    def _made(self, state: DesiredState, node: str, around: Surroundings, sites: SiteMemory) -> _Kept:
        rendered = sites.render(state, node, around)
        certificates = self._certificates(rendered)
        return _Kept(state, around, rendered, certificates, assembled(state, rendered, self._sources))

    def _is_old(self, kept: _Kept) -> bool:
        """Return whether a certificate was renewed since: no state and no surroundings tell that."""
        return self._certificates(kept.rendered) != kept.certificates

    def _certificates(self, rendered: RenderedNode) -> dict[str, Mapping[str, bytes]]:
        return {name: self._sources.certificate_files(name) for name in sorted(rendered.certificates)}
