"""What a change makes different on the nodes, before anybody tells them of it."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.contract.proxy import Manifest, Problem
from core.server.proxy.deploy.build import NodeBuild
from core.server.proxy.deploy.shown import FileDifference, file_differences, readable
from core.server.proxy.documents.change import Key
from core.server.proxy.specs.concerned import nodes_touched
from core.server.proxy.specs.state import DesiredState

if TYPE_CHECKING:
    from core.server.proxy.deploy.deployer import Deployer
    from core.server.proxy.deploy.plan import Plan
    from core.server.proxy.deploy.store import DeployStore


@dataclass(frozen=True, slots=True)
class NodePreview:
    """What becomes different on a node, by its id and name, and what cannot be made there."""

    node: str
    name: str
    files: tuple[FileDifference, ...]
    problems: tuple[Problem, ...]


async def preview_change(
    deployer: "Deployer", before: DesiredState, after: DesiredState, keys: Collection[Key], *, most: int
) -> list[NodePreview]:
    """Return what becomes different on nodes from one state to another, `keys` being the documents that differ.

    Nodes on which nothing does are left out, and of many the first `most` are looked at.
    """
    touched = nodes_touched(before, after, keys)
    nodes = {**deployer.proxies(before), **deployer.proxies(after)}
    concerned = sorted((name, node) for node, name in nodes.items() if touched is None or name in touched)
    found = []
    for name, node in concerned[:most]:
        was = await deployer.builds.of(before, name, deployer.surroundings(before))
        becomes = await deployer.builds.of(after, name, deployer.surroundings(after))
        contents = {**was.contents, **becomes.contents}
        files = await asyncio.to_thread(_differences, was.manifest, becomes.manifest, contents)
        if files or set(becomes.problems) - set(was.problems):
            found.append(NodePreview(node, name, files, becomes.problems))
    return found


async def preview_plan(
    deployer: "Deployer", store: "DeployStore", plan: "Plan", names: Mapping[str, str]
) -> list[NodePreview]:
    """Return what a deployment makes different on the nodes that it concerns, against what they are to run now."""
    found = []
    for node, name in sorted(names.items(), key=lambda item: item[1]):
        built = plan.builds.get(node)
        if built is None or not (node in plan.concerned or built.problems):
            continue
        before = await store.manifest(deployer.record(node).confirmed)
        contents = {**built.contents, **await store.open_files(_only_in(before, built))}
        files = await asyncio.to_thread(_differences, before, built.manifest, contents)
        found.append(NodePreview(node, name, files, built.problems))
    return found


def _differences(before: Manifest, after: Manifest, contents: Mapping[str, bytes]) -> tuple[FileDifference, ...]:
    return tuple(file_differences(before, after, contents.get))


def _only_in(before: Manifest, built: NodeBuild) -> set[str]:
    same = {name for name, digest in before.files.items() if built.manifest.files.get(name) == digest}
    gone = {digest for name, digest in before.files.items() if name not in same}
    return gone & set(readable(before))
