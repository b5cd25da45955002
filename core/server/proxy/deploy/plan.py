"""What a deployment would bring to which nodes. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from agent.contract.proxy import Manifest, Problem
from core.server.proxy.deploy.build import NodeBuild
from core.server.proxy.render.names import upstream
from core.server.proxy.render.relay import node_upstream


@dataclass(frozen=True, slots=True)
class Plan:
    """What a deployment of a revision would bring to which nodes, by their ids."""

    revision: int
    builds: dict[str, NodeBuild]
    concerned: frozenset[str]
    problems: tuple[tuple[str, Problem], ...]


def sites_kept(built: NodeBuild, before: Manifest) -> Mapping[str, str]:
    """Return the sites that could not be made and were there before: their contents' sha256 by their files."""
    return {each.file: before.files[each.file] for each in built.problems if each.file in before.files}


def as_they_were(built: NodeBuild, before: Manifest, texts: Collection[str]) -> NodeBuild:
    """Return a build in which sites that could not be made are what they were in `before`, as far as they were there.

    What `texts`, their contents, name (an upstream, pages, passwords, a certificate) stays, too, where the build has no
    newer form of it. Nothing else does: no password or key of a site that went stays for the sake of another one.
    """
    kept = sites_kept(built, before)
    if not kept:
        return built
    files = {
        name: digest
        for name, digest in before.files.items()
        if name in kept or any(mark in text for mark in _marks(name) for text in texts)
    }
    return replace(built, manifest=Manifest(files=files | built.manifest.files))


def _marks(file: str) -> tuple[str, ...]:
    """Return by which of these a site's text shows that it needs a file; a mark too many keeps a file too many."""
    folder, _, rest = file.partition("/")
    match folder:
        case "services":
            name = rest.removesuffix(".conf")
            return upstream(name), node_upstream(name.removeprefix("_node."))
        case "page_sets":
            return file, f"pages/{rest.removesuffix('.conf')}/"
        case "pages":
            page_set = rest.partition("/")[0]
            return f"pages/{page_set}/", f"page_sets/{page_set}.conf"
        case "certificates":
            return (f"certificates/{rest.partition('/')[0]}/",)
        case "auth":
            return (file,)
    return ()
