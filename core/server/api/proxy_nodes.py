"""What the nodes' NGINX is to run, runs, and why the two are apart; and what is forgotten of its cache."""

import asyncio
import secrets
from typing import TYPE_CHECKING, Annotated, Final, Literal

from fastapi import APIRouter, Path, Query, Request

from agent.contract.proxy import Manifest, Task
from core.server.api.caller import caller_of, changes_nothing
from core.server.api.config_change import DocumentPath
from core.server.api.deployments_schemas import ProxyFile, ProxyFileText, ProxyNode, PurgedNode, PurgeIn, PurgeOut
from core.server.api.deployments_shapes import shown_node
from core.server.api.parts import PartsDep
from core.server.api.permissions import Operator, Reader
from core.server.errors import NotFound
from core.server.proxy.deploy.build import is_secret
from core.server.proxy.deploy.shown import shown_text
from core.server.proxy.documents.refused import RefusedDocuments
from core.server.proxy.refused import RefusedLook
from core.server.proxy.specs.domain import nodes_of

if TYPE_CHECKING:
    from core.server.api.parts import Parts
    from core.server.fleet.node import Node

router = APIRouter(tags=["deployments"])
Of = Annotated[
    Literal["confirmed", "desired"],
    Query(description="What the last good deployment brought there, or what the newest revision would"),
]
_PURGE_SECONDS: Final = 20.0


@router.get("/proxy/nodes")
async def list_proxy_nodes(parts: PartsDep, _person: Reader) -> list[ProxyNode]:
    """List what each node's NGINX is to run and runs."""
    deployer, now = parts.proxy.deployer, parts.clock.now()
    plan = await deployer.plan()
    return [shown_node(node, deployer, plan, now) for node in parts.fleet.all()]


@router.get("/proxy/nodes/{node_id}/files")
async def list_proxy_files(node_id: str, parts: PartsDep, _person: Reader, of: Of = "confirmed") -> list[ProxyFile]:
    """List the files that the core wrote for a node."""
    manifest, _ = await _files(parts, node_id, of)
    return [
        ProxyFile(file=name, sha256=digest, is_secret=is_secret(name))
        for name, digest in sorted(manifest.files.items())
    ]


@router.get("/proxy/nodes/{node_id}/files/{path:path}")
async def read_proxy_file(
    node_id: str,
    path: Annotated[str, Path(max_length=500)],
    parts: PartsDep,
    _person: Reader,
    of: Of = "confirmed",
) -> ProxyFileText:
    """Show a file that the core wrote for a node. Secret ones are never read."""
    manifest, contents = await _files(parts, node_id, of)
    digest = manifest.files.get(path)
    if digest is None:
        raise NotFound(RefusedLook.no_file())
    content = None
    if not is_secret(path):
        content = contents.get(digest) or (await parts.proxy.store.open_files([digest])).get(digest)
    return ProxyFileText(file=path, sha256=digest, text=shown_text(path, content))


@router.post("/domains/{name}/cache/purge")
async def purge_cache(
    name: DocumentPath,
    body: PurgeIn,
    request: Request,
    parts: PartsDep,
    person: Operator,
    *,
    dry_run: Annotated[bool, Query(description="Change nothing, and say which nodes would be asked")] = False,
) -> PurgeOut:
    """Have the nodes of a domain forget answers that they keep."""
    spec = parts.proxy.documents.state.domains.get(name)
    if spec is None:
        raise NotFound(RefusedDocuments.no_document(kind="domain", name=name))
    nodes = [node for node in parts.fleet.all() if node.name.lower() in nodes_of(spec)]
    if dry_run:
        await changes_nothing(request)
        return PurgeOut(
            nodes=[PurgedNode(id=each.id, name=each.name, ok=True, error="", removed=None) for each in nodes]
        )
    arguments = {"site": name, **({"text": body.text} if body.text else {})}
    parts.audit.note(caller_of(request, person), "purge_cache", name, after=arguments)
    return PurgeOut(nodes=list(await asyncio.gather(*(_purged(parts, node, arguments) for node in nodes))))


async def _purged(parts: "Parts", node: "Node", arguments: dict[str, str]) -> PurgedNode:
    task = Task(id=secrets.token_hex(8), kind="purge", arguments=arguments)
    outcome = await parts.proxy.deployer.orders.do(node.id, task, within_seconds=_PURGE_SECONDS)
    removed = outcome.results.get("removed", "")
    return PurgedNode(
        id=node.id,
        name=node.name,
        ok=outcome.ok,
        error=outcome.error,
        removed=int(removed) if removed.isdecimal() else None,
    )


async def _files(parts: "Parts", node_id: str, of: str) -> tuple[Manifest, dict[str, bytes]]:
    """Return a node's manifest with the contents that are at hand."""
    node, deployer = parts.fleet.get(node_id), parts.proxy.deployer
    if of == "confirmed":
        return await parts.proxy.store.manifest(deployer.record(node_id).confirmed), {}
    state = parts.proxy.documents.state
    built = await deployer.builds.of(state, node.name.lower(), deployer.surroundings(state))
    return built.manifest, dict(built.contents)
