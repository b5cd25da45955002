"""Everything that a node is to run, as a manifest and the contents that it names. Pure."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agent.contract.proxy import Manifest, Probe, Problem
from core.server.proxy.render.context import Surroundings
from core.server.proxy.render.node import RenderedNode, render_node
from core.server.proxy.specs.state import DesiredState


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSources:
    """Where the files come from that are not rendered here: pages by set and certificates by name, path to content."""

    page_files: Callable[[DesiredState, str], Mapping[str, bytes]]
    certificate_files: Callable[[str], Mapping[str, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeBuild:
    """A node's manifest, the contents by their sha256, and what could not be made."""

    manifest: Manifest
    contents: Mapping[str, bytes]
    probes: tuple[Probe, ...]
    problems: tuple[Problem, ...]


def build(state: DesiredState, node: str, around: Surroundings, sources: FileSources) -> NodeBuild:
    """Return what a node is to run."""
    return assembled(state, render_node(state, node, around), sources)


def assembled(state: DesiredState, rendered: RenderedNode, sources: FileSources) -> NodeBuild:
    """Return what was rendered for a node with the files that come from elsewhere."""
    files: dict[str, bytes] = {name: text.encode() for name, text in rendered.files.items()}
    for name in rendered.page_sets:
        files.update(sources.page_files(state, name))
    for name in rendered.certificates:
        files.update(sources.certificate_files(name))
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return NodeBuild(
        manifest=Manifest(files=digests),
        contents={digests[name]: content for name, content in files.items()},
        probes=rendered.probes,
        problems=rendered.problems,
    )


def is_secret(file: str) -> bool:
    """Return whether a file of a manifest is sealed where it lies, and never shown."""
    is_key = file.startswith("certificates/") and not file.endswith("/fullchain.pem")
    return is_key or file.startswith("auth/")
