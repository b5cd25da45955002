"""Why something was decided, as a code with its numbers: people read it in their own language, English is made here."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple

ReasonCode = Literal[
    "load",
    "none_ready",
    "beyond_budget",
    "for_anomalous",
    "kept",
    "growth_paused",
    "up_delay",
    "shrinking_paused",
    "flap_budget",
    "tolerance",
    "least",
    "most",
    "decided_before",
    "no_telemetry",
    "target_unknown",
    "paused_in",
    "paused_out",
    "paused_both",
    "resumed",
    "no_memory",
    "no_template",
    "node",
    "said",
]
Args = Mapping[str, Any]


class Reason(NamedTuple):
    """A code, and what there is to say with it: numbers, and names that people gave. Shares are of 1."""

    code: ReasonCode
    args: Args = {}  # noqa: RUF012 - of a tuple: nobody writes to it

    def __str__(self) -> str:
        return _ENGLISH[self.code](self.args)


def _load(args: Args) -> str:
    panic = ", a panic" if args.get("panic") else ""
    forecast = f", forecast {100 * args['forecast']:.0f}" if "forecast" in args else ""
    room = f", room {100 * args['room']:.0f}" if "room" in args else ""
    target = f"{100 * args['target']:.0f}% target"
    return f"{args['metric']} {100 * args['busy']:.0f} of {target} over {args['seconds']} s{panic}{forecast}{room}"


def _bound(word: str) -> Callable[[Args], str]:
    return lambda args: f"{word} {args['bound']}{' of the schedule' * args['scheduled']}, {args['wanted']} wanted"


_ENGLISH: Final[Mapping[ReasonCode, Callable[[Args], str]]] = {
    "load": _load,
    "none_ready": lambda _: "no replica is ready",
    "beyond_budget": "{replicas} more for anomalous traffic are beyond its budget".format_map,
    "for_anomalous": "{replicas} of them for anomalous traffic".format_map,
    "kept": "{wanted} would do now, {kept} was wanted within {seconds:.0f} s".format_map,
    "growth_paused": "{wanted} wanted, but growth is paused".format_map,
    "up_delay": "{wanted} wanted, in {seconds:.0f} s".format_map,
    "shrinking_paused": "{wanted} would do, but shrinking is paused".format_map,
    "flap_budget": "{wanted} would do, but the budget of {turns} turns an hour is used up".format_map,
    "tolerance": "{wanted} is within the tolerance".format_map,
    "least": _bound("min"),
    "most": _bound("max"),
    "decided_before": lambda _: "this second was decided before: held",
    "no_telemetry": "no telemetry for {seconds:.0f} s: held".format_map,
    "target_unknown": "{metric} is not known: held".format_map,
    "paused_in": lambda _: "paused: shrinking",
    "paused_out": lambda _: "paused: growth",
    "paused_both": lambda _: "paused: shrinking, growth",
    "resumed": lambda _: "scaled again",
    "no_memory": "{replicas} more have no place: no node has enough free memory".format_map,
    "no_template": "{replicas} more have no place: no node has a container {container}".format_map,
    "node": "{node}: {text}".format_map,
    "said": "{text}".format_map,  # what was kept before there were codes
}
