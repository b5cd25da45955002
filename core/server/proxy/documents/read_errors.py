"""Why a value is no document, as it is told: what validation says, by codes of ours."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from core.server.proxy.specs.wrong import UnfitError, Wrong
from core.server.told import Told

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_PLAIN: Final[Mapping[str, Wrong]] = {
    "missing": Wrong.field_missing,
    "extra_forbidden": Wrong.field_unknown,
    "string_type": Wrong.not_text,
    "int_type": Wrong.not_whole,
    "int_parsing": Wrong.not_whole,
    "int_from_float": Wrong.not_whole,
    "float_type": Wrong.not_number,
    "float_parsing": Wrong.not_number,
    "finite_number": Wrong.not_number,
    "bool_type": Wrong.not_truth,
    "bool_parsing": Wrong.not_truth,
    "tuple_type": Wrong.not_list,
    "list_type": Wrong.not_list,
    "dict_type": Wrong.not_mapping,
    "model_type": Wrong.not_mapping,
    "model_attributes_type": Wrong.not_mapping,
    "datetime_type": Wrong.not_instant,
    "datetime_parsing": Wrong.not_instant,
    "datetime_from_date_parsing": Wrong.not_instant,
    "timezone_aware": Wrong.not_instant,
}
_BOUNDED: Final[Mapping[str, tuple[Wrong, str, str]]] = {
    "greater_than_equal": (Wrong.too_small, "least", "ge"),
    "less_than_equal": (Wrong.too_large, "most", "le"),
    "too_short": (Wrong.too_few, "least", "min_length"),
    "too_long": (Wrong.too_many, "most", "max_length"),
    "string_too_short": (Wrong.too_short, "least", "min_length"),
    "string_too_long": (Wrong.too_long, "most", "max_length"),
    "string_pattern_mismatch": (Wrong.not_of_form, "pattern", "pattern"),
    "literal_error": (Wrong.not_among, "choices", "expected"),
}


def told_of(error: "ErrorDetails") -> Told:
    """Return what validation says of a value; in its own words where there is no code for it."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in _PLAIN:
        return _PLAIN[kind]()
    if kind in _BOUNDED:
        words, argument, bound = _BOUNDED[kind]
        value = context[bound]
        return words(**{argument: value.replace(" or ", ", ") if kind == "literal_error" else value})
    return _raised(context) or Wrong.said(text=error["msg"].removeprefix("Value error, "))


def _raised(context: Mapping[str, Any]) -> Told | None:
    raised = context.get("error")
    return raised.told if isinstance(raised, UnfitError) else None
