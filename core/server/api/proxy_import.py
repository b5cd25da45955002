"""An existing NGINX configuration, read as documents. Nothing is changed: the text goes to `/config/apply`."""

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from core.server.api.caller import ChangesNothing
from core.server.api.input import Input
from core.server.api.permissions import Operator
from core.server.api.told_schemas import ToldOut, codes, told_fields
from core.server.errors import Invalid
from core.server.proxy.documents.change import state_of
from core.server.proxy.documents.declared import exported
from core.server.proxy.importing.importing import import_configuration
from core.server.proxy.importing.ledger import Line
from core.server.proxy.importing.notes import Note, Wanted
from core.server.proxy.importing.reading import FILES_MAX, UnreadableConfigError
from core.server.proxy.specs.wrong import Wrong
from core.server.proxy.specs.wrong_snippets import WrongSnippet

router = APIRouter(tags=["config"])

FileName = Annotated[str, Field(min_length=1, max_length=500)]


class ImportIn(Input):
    """The files' texts by their paths relative to the main file's folder; domains are put on `nodes`."""

    files: Annotated[dict[FileName, str], Field(min_length=1, max_length=FILES_MAX)]
    main: FileName = "nginx.conf"
    nodes: Annotated[tuple[Annotated[str, Field(max_length=64)], ...], Field(max_length=1000)] = ()


class ImportNote(ToldOut):
    """What is different, or why nothing came of a directive. `code` with its `args` says what `message` says."""

    code: Annotated[str, codes(Note, Wrong, WrongSnippet)]


class ImportWanted(ToldOut):
    """What has to be given before the documents are saved. `code` with its `args` says what `message` says."""

    code: Annotated[str, codes(Wanted)]


class ImportedLine(BaseModel):
    """A directive of the input and what became of it: a field of a document, a part of a snippet, or nothing."""

    file: str
    line: int
    text: str
    fate: Literal["understood", "snippet", "not_taken"]
    where: str
    notes: list[ImportNote]


class ImportOut(BaseModel):
    """`text` declares the documents, as `/config/apply` takes it. `wanted` is what has to be given before that."""

    text: str
    lines: list[ImportedLine]
    wanted: list[ImportWanted]


@router.post("/proxy/import", dependencies=[ChangesNothing])
async def import_proxy(body: ImportIn, _person: Operator) -> ImportOut:
    """Read an existing configuration as documents, and tell of each directive what became of it."""
    try:
        made = await asyncio.to_thread(import_configuration, body.files, main=body.main, nodes=body.nodes)
    except UnreadableConfigError as error:
        raise Invalid(error.told) from error
    return ImportOut(
        text=await asyncio.to_thread(exported, state_of(made.documents), 0),
        lines=[_line(each) for each in made.lines],
        wanted=[ImportWanted(**told_fields(each)) for each in made.wanted],
    )


def _line(line: Line) -> ImportedLine:
    notes = [ImportNote(**told_fields(each)) for each in line.notes]
    return ImportedLine(file=line.file, line=line.line, text=line.text, fate=line.fate, where=line.where, notes=notes)
