"""A whole state as a text that people keep in their own repository, and what it takes to get there. Pure."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from core.server.errors import Invalid
from core.server.proxy.documents.change import FIELDS, Key, plain, read_change, specs_of
from core.server.proxy.documents.refused import RefusedDocuments
from core.server.proxy.documents.yaml_text import dump, load
from core.server.proxy.specs.state import DesiredState

if TYPE_CHECKING:
    from core.server.told import Told

_KINDS: Final = {field: kind for kind, field in FIELDS.items()}
_ERRORS_TOLD: Final = 200


def read_declared(text: str) -> dict[Key, Any]:
    """Return the specifications that a text declares, YAML or JSON.

    Raises:
        Invalid: something in it is none; all that is wrong is told at once.
    """
    value = load(text)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise Invalid(RefusedDocuments.documents_no_mapping(fields=", ".join(_KINDS)))
    specs: dict[Key, Any] = {}
    errors: list[tuple[str, str | Told]] = []
    for field, name, document in _documents(value):
        try:
            specs[_KINDS[field], name] = read_change(_KINDS[field], name, document)
        except Invalid as error:
            errors += error.errors or [(f"{_KINDS[field]} {name}", error.told or error.detail)]
    if errors:
        told = errors[:_ERRORS_TOLD]
        raise Invalid("; ".join(f"{place}: {message}" for place, message in told), errors=told)
    return specs


def declared_changes(state: DesiredState, specs: Mapping[Key, Any], *, prune: bool) -> dict[Key, Any]:
    """Return what leads from a state to a declared one; with `prune` what is not declared is taken away."""
    known = {**specs_of(state), **state.unreadable}
    gone: dict[Key, Any] = {key: None for key in known if key not in specs} if prune else {}
    return {**gone, **specs}


def exported(state: DesiredState, revision: int) -> str:
    """Return a state as YAML; `read_declared` gives the same specifications again."""
    values = {
        field: {name: plain(spec) for name, spec in sorted(state.of(kind).items())} for kind, field in FIELDS.items()
    }
    said = {field: documents for field, documents in values.items() if documents}
    return (
        f"# Dozor's configuration, revision {revision}. Bring changes back with: dozor config apply FILE\n{dump(said)}"
    )


def _documents(value: Mapping[Any, Any]) -> Iterator[tuple[str, str, Any]]:
    for field, documents in value.items():
        if field not in _KINDS:
            raise Invalid(RefusedDocuments.documents_field(field=str(field)[:100], fields=", ".join(_KINDS)))
        if not isinstance(documents, Mapping | None):
            raise Invalid(RefusedDocuments.documents_no_names(field=field))
        for name, document in (documents or {}).items():
            yield field, str(name), {} if document is None else document
