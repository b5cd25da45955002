"""What a service may tell: gauges, counters and histograms, and how they are read from JSON."""

from typing import Annotated, Any, Final, NamedTuple

import msgspec

MOST_BOUNDS: Final = 60
_LARGEST: Final = 3.4e38  # values travel as float32
_SHOWN: Final = 100

# With what a histogram puts after them both fit into a series' name (agent.contract.metrics.MOST_CHARACTERS).
Name = Annotated[str, msgspec.Meta(pattern=r"^(?!dozor_)[A-Za-z_][A-Za-z0-9_.-]*\Z", max_length=80)]
Unit = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z%][A-Za-z0-9_%/.-]*\Z|^\Z", max_length=20)]
Number = Annotated[float, msgspec.Meta(ge=-_LARGEST, le=_LARGEST)]
Count = Annotated[float, msgspec.Meta(ge=0, le=_LARGEST)]


class Gauge(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="gauge"):
    """A value of now."""

    name: Name
    value: Number
    unit: Unit = ""


class Counter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="counter"):
    """How many there were since the service started. A value that fell says that it was started anew."""

    name: Name
    value: Count
    unit: Unit = ""


class Histogram(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="histogram"):
    """How many observations fell into each bucket since the service started.

    `counts` are not cumulative and one more than `bounds`, which rise: bucket i holds what is above `bounds[i - 1]` and
    up to `bounds[i]`, the last one all beyond. `sum` is that of all observations.
    """

    name: Name
    bounds: Annotated[list[Number], msgspec.Meta(min_length=1, max_length=MOST_BOUNDS)]
    counts: list[Count]
    sum: Number
    unit: Unit = ""

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.bounds) + 1:
            raise ValueError("there is one more of counts than of bounds")
        if any(low >= high for low, high in zip(self.bounds, self.bounds[1:], strict=False)):
            raise ValueError("bounds rise")


Told = Gauge | Counter | Histogram


class Refused(NamedTuple):
    """A metric that does not count, and why."""

    name: str
    why: str


class DocumentError(ValueError):
    """This is not what a service may tell; the text says why."""


def decode(text: bytes) -> Any:
    """Read JSON of a service: not a number (NaN), infinite, too deep or not UTF-8 is not JSON.

    Raises:
        DocumentError: it cannot be read.
    """
    try:
        return msgspec.json.decode(text)
    except RecursionError:
        raise DocumentError("the JSON is nested too deeply") from None
    except UnicodeDecodeError as error:
        raise DocumentError("the JSON is not UTF-8") from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise DocumentError(str(error)) from error


def read_document(document: Any) -> tuple[list[Told], list[Refused]]:
    """Return what `{"metrics": [...]}` tells; what is wrong about one metric spoils no other.

    Raises:
        DocumentError: it is not that.
    """
    metrics = document.get("metrics") if isinstance(document, dict) else None
    if not isinstance(metrics, list):
        raise DocumentError('an object {"metrics": [...]} is expected')
    told: dict[str, Told] = {}
    refused = []
    for metric in metrics:
        try:
            one = read_metric(metric)
        except DocumentError as error:
            refused.append(Refused(_name(metric), str(error)))
            continue
        if told.setdefault(one.name, one) is not one:
            refused.append(Refused(one.name, "the name is there twice; the first one counts"))
    return list(told.values()), refused


def read_metric(metric: Any) -> Told:
    """Return one metric of a document.

    Raises:
        DocumentError: it is none.
    """
    try:
        return msgspec.convert(metric, Told)  # type: ignore[no-any-return] # a union is no type to mypy
    except (msgspec.ValidationError, OverflowError) as error:
        raise DocumentError(str(error)) from error


def _name(metric: Any) -> str:
    name = metric.get("name") if isinstance(metric, dict) else None
    return name[:_SHOWN] if isinstance(name, str) else ""
