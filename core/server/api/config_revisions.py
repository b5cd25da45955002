"""Every state that there ever was: compared, and brought back."""

from dataclasses import replace
from typing import Annotated, Final, cast

from fastapi import APIRouter, Path, Query

from core.server.api.config_change import EditorDep, carry_out
from core.server.api.config_schemas import ChangeOut, RevisionDetail, RevisionOut
from core.server.api.config_shapes import shown_differences, shown_revision
from core.server.api.parts import PartsDep
from core.server.api.permissions import Reader
from core.server.proxy.deploy.readable import check_readable
from core.server.proxy.documents.change import Key, differences
from core.server.proxy.specs.state import KINDS, DesiredState, Kind

router = APIRouter(prefix="/config/revisions", tags=["config"])
_DOCUMENT: Final = rf"^({'|'.join(KINDS)})/[a-z0-9._-]{{1,63}}$"
RevisionNumber = Annotated[int, Path(ge=0, le=2**53)]


@router.get("")
async def list_revisions(
    parts: PartsDep,
    _person: Reader,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    document: Annotated[
        str | None, Query(pattern=_DOCUMENT, description="Those that changed it: `KIND/NAME`, as `domain/shop`")
    ] = None,
) -> list[RevisionOut]:
    """List revisions, the newest first; those before `before` where it is given."""
    kind, _, name = (document or "").partition("/")
    key = (cast("Kind", kind), name) if document else None
    found = await parts.proxy.documents.history(before=before, limit=limit, document=key)
    return [shown_revision(each) for each in found]


@router.get("/{number}")
async def read_revision(number: RevisionNumber, parts: PartsDep, _person: Reader) -> RevisionDetail:
    """Show what a revision changed, and what has become different since."""
    documents = parts.proxy.documents
    made, state = await documents.made(number), await documents.at(number)
    return RevisionDetail(
        revision=shown_revision(made),
        changed=shown_differences(differences(await documents.at(number - 1), state)),
        since=shown_differences(differences(state, documents.state)),
    )


@router.post("/{number}/restore")
async def restore_revision(number: RevisionNumber, editor: EditorDep) -> ChangeOut:
    """Make a new revision that says what an old one said. Revision 0 is the empty one."""
    old = await editor.parts.proxy.documents.at(number)
    check_readable(old)

    def back(state: DesiredState) -> dict[Key, object]:
        return {(each.kind, each.name): old.of(each.kind).get(each.name) for each in differences(state, old)}

    note = editor.options.note or f"back to revision {number}"
    noted = replace(editor, options=editor.options.model_copy(update={"note": note}))
    return await carry_out(noted, "restore_revision", str(number), back)
