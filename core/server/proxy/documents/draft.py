"""A document that somebody is still writing: what it says, and what is wrong with it, each with its line. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from core.server.errors import Invalid
from core.server.proxy.documents.change import read_change
from core.server.proxy.documents.yaml_lines import Place, line_of, places
from core.server.proxy.documents.yaml_text import load
from core.server.proxy.snippets import problems_of
from core.server.proxy.specs.state import Kind
from core.server.proxy.specs.wrong import Wrong
from core.server.told import Told

_LINE: Final = re.compile(r"line (\d+): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DraftFinding:
    """Something about a draft. `path` leads to the field, `line` counts from 1 in the text that was sent."""

    severity: Literal["error", "warning"]
    path: str
    line: int
    told: Told


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as far as it can be read: `spec` is None where something in it is none of its kind."""

    spec: Any
    places: dict[str, Place]
    findings: tuple[DraftFinding, ...] = ()

    def placed(self, severity: Literal["error", "warning"], path: str, told: Told, line: int = 0) -> DraftFinding:
        """Return a finding about a field, `line` being one within its value."""
        return DraftFinding(severity, path, line_of(self.places, path, line), told)


def read_draft(kind: Kind, name: str, text: str) -> Draft:
    """Return what a text of YAML or JSON says as a document of this kind and name, or all that is wrong with it."""
    try:
        value = load(text)
        known = places(text)
    except Invalid as error:
        return Draft(None, {}, (_unreadable(error),))
    try:
        return Draft(read_change(kind, name, {} if value is None else value), known)
    except Invalid as error:
        draft = Draft(None, known)
        return Draft(None, known, tuple(_against(draft, value, f"{kind} {name}", error)))


def _unreadable(error: Invalid) -> DraftFinding:
    match = _LINE.fullmatch(error.detail)
    line, text = (int(match[1]), match[2]) if match else (1, error.detail)
    told = next((told for _, told in error.errors if isinstance(told, Told)), Wrong.said(text=text))
    return DraftFinding("error", "", line, told)


def _against(draft: Draft, value: Any, document: str, error: Invalid) -> Iterator[DraftFinding]:
    for place, said in error.errors or [(document, error.detail.removeprefix(f"{document}: "))]:
        path = place.removeprefix(document).removeprefix(": ")
        snippet = _at(value, path.split(".")) if path.rpartition(".")[2] == "snippet" else None
        lines = problems_of(snippet.replace("\r\n", "\n")) if isinstance(snippet, str) else []
        if not lines:
            yield draft.placed("error", path, said if isinstance(said, Told) else Wrong.said(text=said))
        for each in lines:
            yield draft.placed("error", path, each.told, each.line)


def _at(value: Any, path: Iterable[str]) -> Any:
    for name in path:
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value
