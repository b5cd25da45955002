"""The one way in which the API changes documents: checked, made, told to the nodes, and audited."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import Depends, Path, Query, Request

from core.server.accounts.person import Person
from core.server.api.caller import caller_of, changes_nothing
from core.server.api.config_schemas import ChangeOptions, ChangeOut
from core.server.api.config_shapes import shown_change
from core.server.api.parts import Parts, PartsDep
from core.server.api.permissions import Operator
from core.server.errors import Invalid
from core.server.proxy.deploy.preview import NodePreview, preview_change
from core.server.proxy.pages.findings import check_pages
from core.server.proxy.specs.references import Finding

if TYPE_CHECKING:
    from core.server.proxy.documents.documents import Change, Changes
    from core.server.proxy.specs.state import DesiredState

Options = Annotated[ChangeOptions, Query()]
DocumentPath = Annotated[str, Path(pattern=r"^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$")]
_NODES_SHOWN: Final = 10
_AUDITED_TEXT: Final = 1000
_AUDITED_DOCUMENTS: Final = 50


@dataclass(frozen=True, slots=True)
class Editor:
    """Who asks for a change of documents, and how."""

    request: Request
    parts: Parts
    person: Person
    options: ChangeOptions


def _editor(request: Request, parts: PartsDep, person: Operator, options: Options) -> Editor:
    return Editor(request, parts, person, options)


EditorDep = Annotated[Editor, Depends(_editor)]


async def carry_out(
    editor: Editor, action: str, subject: str, changes: "Changes", *, with_files: bool = True
) -> ChangeOut:
    """Make a change, or with `dry_run` say what it would do. Without `with_files` it is known to change no file.

    `action` and `subject` are what the audit log calls it.

    Raises:
        Invalid: it would bring errors between documents; all of them are told.
        Conflict: somebody else made a revision meanwhile.
        DatabaseAway: nothing was changed.
    """
    options, parts = editor.options, editor.parts
    documents = parts.proxy.documents
    proposed = documents.propose(changes, expected=options.expected_revision)
    await asyncio.to_thread(check_pages, proposed.after)  # which takes a while; from then on it is known
    if options.dry_run:
        change = proposed
    else:
        change = await documents.change(
            changes,
            by=editor.person.login,
            note=options.note,
            expected=options.expected_revision,
            check=lambda proposed: _refuse(refusals_of(parts, proposed)),
        )
        if change.differences:
            _audit(editor, action, subject, change)
    if options.dry_run or not change.differences:
        await changes_nothing(editor.request)
    refusals = refusals_of(parts, change) if options.dry_run else []
    nodes = await _previewed(parts, change) if with_files else []
    return shown_change(change, findings_of(parts, change.after), refusals, nodes, dry_run=options.dry_run)


def findings_of(parts: Parts, state: "DesiredState") -> list[Finding]:
    """Return what is to be said about a state as a whole."""
    nodes = frozenset(node.name.lower() for node in parts.fleet.all())
    references = parts.proxy.references.check(state, nodes, frozenset(parts.proxy.secrets.names))
    return [*references, *check_pages(state)]


def refusals_of(parts: Parts, change: "Change") -> list[Finding]:
    """Return the errors that a change brings. What was wrong before keeps nobody from changing something else."""
    known = {_essence(each) for each in findings_of(parts, change.before)}
    findings = findings_of(parts, change.after)
    return [each for each in findings if each.severity == "error" and _essence(each) not in known]


def _essence(finding: Finding) -> tuple[str, str, str]:
    return finding.kind, finding.name, finding.message


def _refuse(refusals: Sequence[Finding]) -> None:
    if not refusals:
        return
    errors = [(_place(each), each.told) for each in refusals]
    raise Invalid("; ".join(f"{place}: {message}" for place, message in errors[:10]), errors=errors)


def _place(finding: Finding) -> str:
    document = f"{finding.kind} {finding.name}"
    return f"{document}: {finding.path}" if finding.path else document


async def _previewed(parts: Parts, change: "Change") -> list[NodePreview]:
    keys = [(each.kind, each.name) for each in change.differences]
    return await preview_change(parts.proxy.deployer, change.before, change.after, keys, most=_NODES_SHOWN)


def _audit(editor: Editor, action: str, subject: str, change: "Change") -> None:
    told = change.differences[:_AUDITED_DOCUMENTS]
    before = {f"{each.kind} {each.name}": _clipped(each.before) for each in told}
    after = {f"{each.kind} {each.name}": _clipped(each.after) for each in told}
    count = {"revision": change.revision, "documents": len(change.differences), "note": editor.options.note}
    caller = caller_of(editor.request, editor.person)
    editor.parts.audit.note(caller, action, subject, before=before, after={**count, "changes": after})


def _clipped(value: Any) -> Any:
    """Return a value with its long texts cut: they are kept in the revision."""
    if isinstance(value, str):
        return value if len(value) <= _AUDITED_TEXT else f"{value[:_AUDITED_TEXT]}..."
    if isinstance(value, dict):
        return {key: _clipped(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_clipped(each) for each in value]
    return value
