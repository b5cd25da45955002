"""What operators want of the proxies: the documents, read one by one or whole, declared as text."""

import asyncio

from fastapi import APIRouter, Request, Response

from core.server.api.config_change import DocumentPath, Editor, EditorDep, carry_out, findings_of
from core.server.api.config_schemas import ChangeOptions, ChangeOut, ConfigOut, DeclaredIn, DocumentOut
from core.server.api.config_shapes import shown_findings
from core.server.api.parts import PartsDep
from core.server.api.permissions import Operator, Reader
from core.server.errors import NotFound
from core.server.proxy.documents.change import Key
from core.server.proxy.documents.declared import declared_changes, exported, read_declared
from core.server.proxy.documents.refused import RefusedDocuments
from core.server.proxy.specs.state import DesiredState, Kind

router = APIRouter(prefix="/config", tags=["config"])


@router.get("")
async def read_config(parts: PartsDep, _person: Reader) -> ConfigOut:
    """Show all documents with what is to be said about them."""
    documents = parts.proxy.documents
    state = documents.state
    return ConfigOut(
        revision=documents.revision,
        findings=shown_findings(findings_of(parts, state)),
        nodes=dict(state.nodes),
        services=dict(state.services),
        domains=dict(state.domains),
        pages=dict(state.pages),
        certificates=dict(state.certificates),
    )


@router.get("/export", response_class=Response, responses={200: {"content": {"application/yaml": {}}}})
async def export_config(parts: PartsDep, _person: Reader) -> Response:
    """Give all documents as YAML, as `plan` and `apply` take it. Secrets are named in it and never shown."""
    documents = parts.proxy.documents
    text = await asyncio.to_thread(exported, documents.state, documents.revision)
    return Response(text, media_type="application/yaml")


@router.post("/plan")
async def plan_config(body: DeclaredIn, request: Request, parts: PartsDep, person: Operator) -> ChangeOut:
    """Say what declaring a state would do. Nothing is changed; its templates are rendered, which takes a while."""
    specs = await asyncio.to_thread(read_declared, body.text)
    planning = Editor(request, parts, person, ChangeOptions(dry_run=True))
    return await carry_out(planning, "plan_config", "", lambda state: declared_changes(state, specs, prune=body.prune))


@router.post("/apply")
async def apply_config(body: DeclaredIn, editor: EditorDep) -> ChangeOut:
    """Make documents what a text declares, in one revision."""
    specs = await asyncio.to_thread(read_declared, body.text)
    return await carry_out(editor, "apply_config", "", lambda state: declared_changes(state, specs, prune=body.prune))


@router.get("/{kind}/{name}")
async def read_document(kind: Kind, name: DocumentPath, parts: PartsDep, _person: Reader) -> DocumentOut:
    """Show a document."""
    documents = parts.proxy.documents
    spec = documents.state.of(kind).get(name)
    if spec is None:
        raise NotFound(RefusedDocuments.no_document(kind=kind, name=name))
    findings = [each for each in findings_of(parts, documents.state) if (each.kind, each.name) == (kind, name)]
    return DocumentOut(kind=kind, name=name, revision=documents.revision, spec=spec, findings=shown_findings(findings))


@router.delete("/{kind}/{name}")
async def delete_document(kind: Kind, name: DocumentPath, editor: EditorDep) -> ChangeOut:
    """Take a document away. Refused while another one names it."""

    def gone(state: DesiredState) -> dict[Key, None]:
        if name not in state.of(kind) and (kind, name) not in state.unreadable:
            raise NotFound(RefusedDocuments.no_document(kind=kind, name=name))
        return {(kind, name): None}

    return await carry_out(editor, "delete_document", f"{kind} {name}", gone)
