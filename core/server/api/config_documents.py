"""Putting documents, each kind with its own model, and the short way to a service's member."""

from fastapi import APIRouter

from core.server.api.config_change import DocumentPath, EditorDep, carry_out
from core.server.api.config_schemas import ChangeOut, MemberIn
from core.server.errors import NotFound
from core.server.proxy.documents.change import Key
from core.server.proxy.documents.refused import RefusedDocuments
from core.server.proxy.specs.certificate import CertificateSpec
from core.server.proxy.specs.domain import DomainSpec
from core.server.proxy.specs.node import NodeSpec
from core.server.proxy.specs.page import PagesSpec
from core.server.proxy.specs.service import ServiceSpec
from core.server.proxy.specs.state import DesiredState

router = APIRouter(prefix="/config", tags=["config"])


@router.put("/node/{name}")
async def put_node(name: DocumentPath, body: NodeSpec, editor: EditorDep) -> ChangeOut:
    """Say how a node's proxy is configured."""
    return await carry_out(editor, "put_document", f"node {name}", {("node", name): body})


@router.put("/service/{name}")
async def put_service(name: DocumentPath, body: ServiceSpec, editor: EditorDep) -> ChangeOut:
    """Say who answers for a service. Members and health checks hold at once, the rest after a deployment."""
    return await carry_out(editor, "put_document", f"service {name}", {("service", name): body})


@router.put("/domain/{name}")
async def put_domain(name: DocumentPath, body: DomainSpec, editor: EditorDep) -> ChangeOut:
    """Say what a domain is."""
    return await carry_out(editor, "put_document", f"domain {name}", {("domain", name): body})


@router.put("/pages/{name}")
async def put_pages(name: DocumentPath, body: PagesSpec, editor: EditorDep) -> ChangeOut:
    """Say what a set of pages shows."""
    return await carry_out(editor, "put_document", f"pages {name}", {("pages", name): body})


@router.put("/certificate/{name}")
async def put_certificate(name: DocumentPath, body: CertificateSpec, editor: EditorDep) -> ChangeOut:
    """Say which certificate is wanted, and from where."""
    return await carry_out(editor, "put_document", f"certificate {name}", {("certificate", name): body})


@router.patch("/service/{name}/members/{member}")
async def change_member(name: DocumentPath, member: DocumentPath, body: MemberIn, editor: EditorDep) -> ChangeOut:
    """Weigh or drain a member. NGINX hears of it within a second or two, without a deployment or a reload."""
    update = body.model_dump(exclude_none=True)

    def weighed(state: DesiredState) -> dict[Key, ServiceSpec]:
        spec = state.services.get(name)
        if spec is None or member not in {each.name for each in spec.members}:
            raise NotFound(RefusedDocuments.no_member(member=member, service=name))
        members = tuple(each.model_copy(update=update) if each.name == member else each for each in spec.members)
        return {("service", name): spec.model_copy(update={"members": members})}

    return await carry_out(editor, "change_member", f"service {name} {member}", weighed, with_files=False)
