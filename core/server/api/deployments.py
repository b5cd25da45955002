"""Bringing the newest revision to the nodes, and watching it get there."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request

from core.server.api.caller import caller_of, changes_nothing
from core.server.api.config_shapes import shown_preview
from core.server.api.deployments_schemas import DeployIn, DeploymentOut, DeployOut
from core.server.api.deployments_shapes import shown_deployment
from core.server.api.parts import PartsDep
from core.server.api.permissions import Operator, Reader
from core.server.errors import Conflict, NotFound
from core.server.proxy.deploy.deployment import Deployment
from core.server.proxy.deploy.preview import preview_plan
from core.server.proxy.deploy.refused import RefusedDeployment
from core.server.proxy.deploy.store import Recorded

if TYPE_CHECKING:
    from core.server.api.parts import Parts

router = APIRouter(prefix="/deployments", tags=["deployments"])
_EVER = 4e9


@router.post("", status_code=201)
async def deploy(
    body: DeployIn,
    request: Request,
    parts: PartsDep,
    person: Operator,
    *,
    dry_run: Annotated[bool, Query(description="Change nothing, and say what would be")] = False,
) -> DeployOut:
    """Begin to bring the newest revision to the nodes: tested on all, tried on one, spread, confirmed.

    Whatever goes wrong, the nodes go back to what they ran, by themselves; the deployment says where and why.
    """
    deployer, revision = parts.proxy.deployer, parts.proxy.documents.revision
    if body.expected_revision not in {None, revision}:
        raise Conflict(RefusedDeployment.revision_meanwhile(revision=str(revision), meant=str(body.expected_revision)))
    plan = await deployer.plan()
    names = {node.id: node.name for node in parts.fleet.all()}
    nodes = [shown_preview(each) for each in await preview_plan(deployer, parts.proxy.store, plan, names)]
    if dry_run:
        await changes_nothing(request)
        return DeployOut(deployment=None, revision=plan.revision, nodes=nodes)
    made = await deployer.deploy(
        by=person.login, note=body.note, despite_problems=body.despite_problems, expected=body.expected_revision
    )
    after = {"revision": made.revision, "note": body.note, "nodes": [part.name for part in made.nodes.values()]}
    parts.audit.note(caller_of(request, person), "deploy", made.id, after=after)
    shown = shown_deployment(Recorded(made, person.login, body.note))
    return DeployOut(deployment=shown, revision=made.revision, nodes=nodes)


@router.get("")
async def list_deployments(
    parts: PartsDep,
    _person: Reader,
    before: Annotated[float, Query(ge=0, le=_EVER, description="Those that began before: Unix seconds")] = _EVER,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[DeploymentOut]:
    """List deployments, the newest first."""
    found = await parts.proxy.store.deployments(before=before, limit=limit)
    return [shown_deployment(_newest(parts, each)) for each in found]


@router.get("/{deployment_id}")
async def read_deployment(deployment_id: str, parts: PartsDep, _person: Reader) -> DeploymentOut:
    """Show a deployment: how far it is on each node, and what happened."""
    recorded = _newest(parts, await parts.proxy.store.deployment(deployment_id))
    return shown_deployment(recorded, await _texts(parts, recorded.deployment))


@router.post("/{deployment_id}/cancel")
async def cancel_deployment(deployment_id: str, request: Request, parts: PartsDep, person: Operator) -> DeploymentOut:
    """End a deployment that is going on. Nodes that run its candidate go back."""
    recorded = await parts.proxy.store.deployment(deployment_id)
    running = parts.proxy.deployer.running
    if running is None or running.deployment.id != deployment_id:
        raise Conflict(RefusedDeployment.deployment_over())
    over = await parts.proxy.deployer.cancel(person.login)
    parts.audit.note(
        caller_of(request, person), "cancel_deployment", deployment_id, before={"phase": recorded.deployment.phase}
    )
    return shown_deployment(Recorded(over, running.by, running.note))


def _newest(parts: "Parts", recorded: Recorded) -> Recorded:
    running = parts.proxy.deployer.running
    return running if running is not None and running.deployment.id == recorded.deployment.id else recorded


async def _texts(parts: "Parts", deployment: Deployment) -> dict[str, dict[str, str]]:
    """Return the files of a deployment that have problems, by node and path; none of those that are secret."""
    found = {}
    for node, part in deployment.nodes.items():
        if not part.problems:
            continue
        try:
            files = (await parts.proxy.store.manifest(part.candidate)).files
        except NotFound:  # long ago
            continue
        wanted = {each.file: files[each.file] for each in part.problems if each.file in files}
        contents = await parts.proxy.store.open_files(wanted.values()) if wanted else {}
        found[node] = {name: contents[digest].decode() for name, digest in wanted.items() if digest in contents}
    return found
