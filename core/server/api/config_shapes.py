"""How documents, findings and differences are shown."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from agent.contract.proxy import Problem
from core.server.api.config_schemas import (
    ChangeOut,
    DifferenceOut,
    FileDifferenceOut,
    FindingOut,
    NodePreviewOut,
    ProxyProblem,
    RevisionOut,
)
from core.server.api.decision_shapes import instant
from core.server.api.told_schemas import told_fields
from core.server.proxy.documents.change import DocumentChange
from core.server.proxy.documents.yaml_text import dump
from core.server.proxy.render.places import place_of
from core.server.proxy.render.wrong_files import told_of_file

if TYPE_CHECKING:
    from core.server.proxy.deploy.preview import NodePreview
    from core.server.proxy.documents.documents import Change, Revision
    from core.server.proxy.specs.references import Finding


def shown_change(
    change: "Change",
    findings: Sequence["Finding"],
    refusals: Sequence["Finding"],
    nodes: Sequence["NodePreview"],
    *,
    dry_run: bool,
) -> ChangeOut:
    """Return a change as the API tells it."""
    return ChangeOut(
        revision=change.revision,
        dry_run=dry_run,
        differences=shown_differences(change.differences),
        findings=shown_findings(findings),
        refusals=shown_findings(refusals),
        at_once=sorted(_at_once(change)),
        nodes=[shown_preview(each) for each in nodes],
    )


def shown_differences(differences: Iterable[DocumentChange]) -> list[DifferenceOut]:
    """Return differences of documents with diffs of their YAML."""
    return [
        DifferenceOut(
            what=each.what, kind=each.kind, name=each.name, before=each.before, after=each.after, diff=_diff(each)
        )
        for each in differences
    ]


def shown_findings(findings: Iterable["Finding"]) -> list[FindingOut]:
    """Return findings as the API tells them."""
    return [
        FindingOut(
            severity=each.severity,
            kind=each.kind,
            name=each.name,
            path=each.path,
            line=each.line,
            **told_fields(each.told),
        )
        for each in findings
    ]


def shown_preview(node: "NodePreview") -> NodePreviewOut:
    """Return what becomes different on a node."""
    files = [FileDifferenceOut(file=each.file, what=each.what, text=each.text) for each in node.files]
    return NodePreviewOut(id=node.node, name=node.name, files=files, problems=shown_problems(node.problems))


def shown_problems(problems: Iterable[Problem], texts: Mapping[str, str] | None = None) -> list[ProxyProblem]:
    """Return problems of files; `texts` are those files, by which lines lead back to fields of documents."""
    return [_problem(each, (texts or {}).get(each.file)) for each in problems]


def shown_revision(revision: "Revision") -> RevisionOut:
    """Return who made a revision, when and why."""
    return RevisionOut(
        number=revision.number,
        made_at=instant(revision.made_at),
        made_by=revision.made_by,
        note=revision.note,
        changes=revision.changes,
    )


def _at_once(change: "Change") -> Iterable[str]:
    """Yield the services whose members or health checks become different: their nodes hear of that at once."""
    for each in change.differences:
        if each.kind != "service" or each.what != "update":
            continue
        before, after = change.before.services[each.name], change.after.services[each.name]
        if (before.members, before.health) != (after.members, after.health):
            yield each.name


def _problem(problem: Problem, text: str | None) -> ProxyProblem:
    is_placed = text is not None and problem.line > 0 and problem.file.startswith("sites/")
    field, line = place_of(text or "", problem.line) if is_placed else ("", 0)
    told = told_fields(told_of_file(problem.message))
    return ProxyProblem(file=problem.file, line=problem.line, field=field, field_line=line, **told)


def _diff(change: DocumentChange) -> str:
    before, after = ("" if value is None else dump(value) for value in (change.before, change.after))
    name = f"{change.kind}/{change.name}"
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", lineterm="")
    return "\n".join(lines)
