"""Changes of documents: what a set of new specifications does to a state. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError

from core.server.errors import Invalid
from core.server.proxy.documents.read_errors import told_of
from core.server.proxy.documents.refused import RefusedDocuments
from core.server.proxy.specs.state import KINDS, DesiredState, Kind, Unreadable, read_spec
from core.server.proxy.specs.text import DocumentName

Key = tuple[Kind, str]
Specs = Mapping[Key, Any]
"""Specifications by kind and name, as validated models."""

FIELDS: Final[dict[Kind, str]] = {
    "node": "nodes",
    "service": "services",
    "domain": "domains",
    "pages": "pages",
    "certificate": "certificates",
}
"""What the documents of a kind are called together."""

_NAME: Final[TypeAdapter[str]] = TypeAdapter(DocumentName)
_ERRORS_TOLD: Final = 20


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What happens to one document; `before` and `after` are plain values."""

    what: Literal["create", "update", "delete"]
    kind: Kind
    name: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def specs_of(state: DesiredState) -> dict[Key, Any]:
    """Return a state's specifications by kind and name."""
    return {(kind, name): spec for kind, name, spec in state.documents()}


def state_of(specs: Specs, unreadable: Mapping[Key, Unreadable] = MappingProxyType({})) -> DesiredState:
    """Return the state that has just these specifications, and these that cannot be read."""
    parts: dict[str, dict[str, Any]] = {field: {} for field in FIELDS.values()}
    for (kind, name), spec in specs.items():
        parts[FIELDS[kind]][name] = spec
    return DesiredState(**parts, unreadable=unreadable)


def changed(state: DesiredState, changes: Mapping[Key, Any]) -> DesiredState:
    """Return the state after changes; a specification None takes its document away, also one that is unreadable."""
    specs = {**specs_of(state), **changes}
    unreadable = {key: each for key, each in state.unreadable.items() if key not in changes}
    return state_of({key: spec for key, spec in specs.items() if spec is not None}, unreadable)


def differences(before: DesiredState, after: DesiredState) -> list[DocumentChange]:
    """Return what leads from one state to another, by kind and name."""
    return list(_differences({**specs_of(before), **before.unreadable}, {**specs_of(after), **after.unreadable}))


def read_change(kind: str, name: str, value: object) -> Any:
    """Return the specification that a person sent for a document.

    Raises:
        Invalid: it is none of this kind; the text names the field and what is expected, `errors` each of them.
    """
    if kind not in KINDS or not isinstance(value, Mapping):
        raise Invalid(RefusedDocuments.document_no_mapping(document=f"{kind} {name}"))
    if value.get("kind", kind) != kind:
        raise Invalid(RefusedDocuments.document_of_kind(document=f"{kind} {name}", kind=str(value["kind"])))
    try:
        _NAME.validate_python(name)
        return read_spec({**value, "kind": kind})
    except ValidationError as error:
        raise _invalid(f"{kind} {name}", kind, error) from error


def plain(spec: Any) -> dict[str, Any]:
    """Return a specification as plain values, without what its model would say anyway."""
    if isinstance(spec, Unreadable):
        return spec.spec
    values: dict[str, Any] = spec.model_dump(mode="json", exclude_defaults=True)
    return {name: value for name, value in values.items() if name != "kind"}


def _differences(before: Specs, after: Specs) -> Iterator[DocumentChange]:
    for key in sorted({*before, *after}, key=lambda key: (KINDS.index(key[0]), key[1])):
        was, becomes = before.get(key), after.get(key)
        if was is becomes or was == becomes:
            continue
        what: Literal["create", "update", "delete"] = "update" if was and becomes else "create" if becomes else "delete"
        yield DocumentChange(what, *key, plain(was) if was else None, plain(becomes) if becomes else None)


def _invalid(document: str, kind: str, error: ValidationError) -> Invalid:
    found = error.errors(include_url=False, include_input=False)
    told = [(_place(kind, each["loc"]), told_of(each)) for each in found[:_ERRORS_TOLD]]
    errors = [(f"{document}: {place}" if place else document, said) for place, said in told]
    return Invalid("; ".join(f"{place}: {said}" for place, said in errors), errors=errors)


def _place(kind: str, location: tuple[int | str, ...]) -> str:
    """Return where within a document something is; what a person wrote as a field's name may be of any length."""
    return ".".join(str(part)[:100] for part in location if part != kind)
