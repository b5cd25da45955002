"""A document while it is being written: what is wrong with it, on which line, and what would come of it."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from fastapi import APIRouter

from agent.contract.proxy import Problem
from core.server.api.caller import ChangesNothing
from core.server.api.config_change import DocumentPath, findings_of, refusals_of
from core.server.api.config_drafts_schemas import (
    DraftFindingOut,
    DraftIn,
    DraftOut,
    GeneratedFile,
    TriedDraft,
    TriedNode,
)
from core.server.api.config_shapes import shown_preview
from core.server.api.parts import Parts, PartsDep
from core.server.api.permissions import Operator
from core.server.api.told_schemas import told_fields
from core.server.errors import Invalid
from core.server.proxy.deploy.preview import preview_plan
from core.server.proxy.deploy.trying import Tried, try_plan
from core.server.proxy.documents.change import plain
from core.server.proxy.documents.draft import Draft, DraftFinding, read_draft
from core.server.proxy.documents.yaml_text import dump
from core.server.proxy.pages.findings import check_pages
from core.server.proxy.render.names import service_file, site_file
from core.server.proxy.render.places import place_of
from core.server.proxy.render.wrong_files import told_of_file
from core.server.proxy.specs.state import Kind
from core.server.proxy.specs.wrong import Wrong
from core.server.told import Told

if TYPE_CHECKING:
    from core.server.proxy.deploy.plan import Plan
    from core.server.proxy.documents.documents import Change

router = APIRouter(prefix="/config", tags=["config"], dependencies=[ChangesNothing])
_OWN_FILES: Final = {"domain": site_file, "service": service_file}
Severity = Literal["error", "warning"]
_OTHERS_TOLD: Final = 20


@dataclass(frozen=True, slots=True)
class _Written:
    """A draft that can be read, with the change that it would be and what deploying that would do."""

    kind: Kind
    name: str
    draft: Draft
    change: "Change"
    plan: "Plan"

    @property
    def file(self) -> str:
        """The file that is its own; empty where it has none."""
        return _OWN_FILES[self.kind](self.name) if self.kind in _OWN_FILES else ""

    def placed(self, path: str, told: Told, *, severity: Severity = "error", line: int = 0) -> DraftFindingOut:
        """Return a finding about one of its fields, `line` being one within the field's text."""
        return _shown(self.kind, self.name, self.draft.placed(severity, path, told, line))


@router.post("/{kind}/{name}/draft")
async def check_draft(kind: Kind, name: DocumentPath, body: DraftIn, parts: PartsDep, _person: Operator) -> DraftOut:
    """Say what a draft would make of a document and of the nodes. Nothing is changed."""
    draft = await asyncio.to_thread(read_draft, kind, name, body.text)
    if draft.spec is None:
        return _unread(parts, kind, name, body.text, draft)
    written = await _thought(parts, kind, name, draft)
    names = {node.id: node.name for node in parts.fleet.all()}
    nodes = await preview_plan(parts.proxy.deployer, parts.proxy.store, written.plan, names)
    findings = list(_findings(parts, written))
    if not any(each.severity == "error" for each in findings):  # else it is for these that nothing can be written
        findings += _unmade(written)
    return DraftOut(
        revision=written.change.revision,
        can_be_saved=not any(each.severity == "error" for each in findings),
        differs=bool(written.change.differences),
        text=await asyncio.to_thread(dump, plain(draft.spec)),
        spec=draft.spec,
        findings=findings,
        generated=_generated(written, names),
        nodes=[shown_preview(each) for each in nodes],
    )


@router.post("/{kind}/{name}/draft/test")
async def try_draft(kind: Kind, name: DocumentPath, body: DraftIn, parts: PartsDep, _person: Operator) -> TriedDraft:
    """Have NGINX itself test a draft, by `nginx -t` on each node that it would change. What runs there goes on.

    Raises:
        Invalid: it is no document yet.
    """
    draft = await asyncio.to_thread(read_draft, kind, name, body.text)
    if draft.spec is None:
        said = [(f"line {each.line}", each.told) for each in draft.findings]
        raise Invalid("; ".join(f"{line}: {told}" for line, told in said[:10]), errors=said)
    written = await _thought(parts, kind, name, draft)
    names = {node.id: node.name for node in parts.fleet.all()}
    tried = await try_plan(parts.proxy.deployer.orders, parts.proxy.store, written.plan, now=parts.clock.now())
    nodes = [_tried_node(each, written, names.get(each.node, each.node)) for each in tried]
    return TriedDraft(revision=written.change.revision, nodes=sorted(nodes, key=lambda node: node.name))


async def _thought(parts: Parts, kind: Kind, name: str, draft: Draft) -> _Written:
    change = parts.proxy.documents.propose({(kind, name): draft.spec})
    await asyncio.to_thread(check_pages, change.after)  # which takes a while; from then on it is known
    return _Written(kind, name, draft, change, await parts.proxy.deployer.plan(change.after))


def _unread(parts: Parts, kind: Kind, name: str, text: str, draft: Draft) -> DraftOut:
    return DraftOut(
        revision=parts.proxy.documents.revision,
        can_be_saved=False,
        differs=True,
        text=text,
        spec=None,
        findings=[_shown(kind, name, each) for each in draft.findings],
        generated=[],
        nodes=[],
    )


def _findings(parts: Parts, written: _Written) -> Iterator[DraftFindingOut]:
    """Yield what is to be said about the draft itself, and what it would break elsewhere."""
    document = (written.kind, written.name)
    for each in findings_of(parts, written.change.after):
        if (each.kind, each.name) == document:
            yield written.placed(each.path, each.told, severity=each.severity, line=each.line)
    elsewhere = [each for each in refusals_of(parts, written.change) if (each.kind, each.name) != document]
    for each in elsewhere[:_OTHERS_TOLD]:
        yield _shown(each.kind, each.name, DraftFinding("error", each.path, 0, each.told))


def _unmade(written: _Written) -> Iterator[DraftFindingOut]:
    """Yield why the draft's own file cannot be written at all."""
    for message in sorted({problem.message for _, problem in written.plan.problems if problem.file == written.file}):
        yield written.placed("", told_of_file(message))


def _generated(written: _Written, names: dict[str, str]) -> list[GeneratedFile]:
    """Return the document's own file, once for all nodes on which it is the same."""
    nodes: dict[bytes, list[str]] = {}
    for node, built in written.plan.builds.items():
        content = built.contents.get(built.manifest.files.get(written.file, ""))
        if content is not None:
            nodes.setdefault(content, []).append(names.get(node, node))
    return [
        GeneratedFile(file=written.file, nodes=sorted(each), text=content.decode()) for content, each in nodes.items()
    ]


def _tried_node(tried: Tried, written: _Written, node: str) -> TriedNode:
    findings = list(_led_back(tried.problems, written, tried.node))
    return TriedNode(
        id=tried.node, name=node, passed=tried.passed, error=tried.error, seconds=tried.seconds, findings=findings
    )


def _led_back(problems: Iterable[Problem], written: _Written, node: str) -> Iterator[DraftFindingOut]:
    """Lead lines of files back to lines of the draft, where they are its own."""
    built = written.plan.builds[node]
    text = built.contents.get(built.manifest.files.get(written.file, ""), b"").decode()
    for each in problems:
        if each.file and each.file == written.file and written.kind == "domain":
            field, line = place_of(text, each.line)
            yield written.placed(field, told_of_file(each.message), line=line)
        else:
            where = f"{each.file}:{each.line}: " if each.file else ""
            told = Wrong.said(text=f"{where}{each.message}") if where else told_of_file(each.message)
            yield _shown(written.kind, written.name, DraftFinding("error", "", 0, told))


def _shown(kind: Kind, name: str, found: DraftFinding) -> DraftFindingOut:
    return DraftFindingOut(
        severity=found.severity, kind=kind, name=name, path=found.path, line=found.line, **told_fields(found.told)
    )
