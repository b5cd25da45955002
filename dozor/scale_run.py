"""Carries out `dozor scale simulate`: reads what is asked for, runs it, prints a table or JSON."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, cast

from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.parse.format import FormatError
from core.server.errors import Invalid
from core.server.proxy.documents.yaml_text import load
from dozor.evaluation_table import wide_console
from dozor.log_records import LogError
from dozor.scale_traces import TraceError, read_log_trace, read_trace
from models.scaling.comparison import Figures
from models.scaling.policy import Policy, PolicyError, Target
from models.scaling.scenarios import SCENARIOS, Detection, Scenario
from models.scaling.simulator import Replica
from models.scaling.traces import Trace
from models.scaling.trial import PEERS, Peer, Trial, run

_BAD_INPUT: Final = 2
_MOST_POLICY_BYTES: Final = 1 << 20
_MOST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is to be simulated, as the command line has it.

    `replica` is its requests a second, seconds of service, seconds to start and seconds of waiting that are promised.
    """

    policy: Path | None
    trace: Path | None
    logs: tuple[Path, ...]
    log_format: str
    against: tuple[str, ...]
    scenarios: tuple[str, ...]
    hours: float
    mean: float | None
    replica: tuple[float, float, float, float]
    attack_rps: float
    enforced: bool
    peers_protected: bool
    seed: int


class WishError(ValueError):
    """What is asked for cannot be simulated; the message says why."""


def show(wishes: Wishes, *, as_json: bool) -> int:
    """Simulate and print. Returns the exit code: 0, or 2 where the input is no good."""
    try:
        trial, scenarios = _trial(wishes), _scenarios(wishes)
        whole = _trace(wishes)
        before, replayed = _parts(whole, wishes.hours)
        found = {scenario: run(trial, replayed, before, scenario) for scenario in scenarios}
    except (TraceError, LogError, PolicyError, WishError, FormatError, Invalid, OSError, UnicodeDecodeError) as error:
        Console(stderr=True).print(Text(f"dozor scale simulate: {error}"), soft_wrap=True)
        return _BAD_INPUT
    if as_json:
        sys.stdout.write(json.dumps({scenario: dict(_plain(figures)) for scenario, figures in found.items()}) + "\n")
    else:
        _print(wide_console(), replayed, found)
    return 0


def _trial(wishes: Wishes) -> Trial:
    if unknown := set(wishes.against) - set(PEERS):
        raise WishError(f"no such rule: {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
    rps, service, start, promised = wishes.replica
    replica = Replica(requests_per_second=rps, service_seconds=service, start_seconds=start, slo_seconds=promised)
    return Trial(
        policy=_policy(wishes.policy, replica),
        replica=replica,
        against=cast("Sequence[Peer]", wishes.against),
        detection=Detection(enforced=wishes.enforced),
        peers_protected=wishes.peers_protected,
        attack_rps=wishes.attack_rps,
        seed=wishes.seed,
    )


def _policy(path: Path | None, replica: Replica) -> Policy:
    """Return the policy of a file; a replica of the default one is as full as the simulated one."""
    if path is None:
        return Policy(most=_MOST, target=Target(value=replica.concurrency))
    with path.open("rb") as file:
        document = load(file.read(_MOST_POLICY_BYTES).decode())
    if not isinstance(document, Mapping):
        raise PolicyError(f"{path}: a policy is a mapping, such as `max: 10`")
    policy = Policy.of(document)
    if policy.target.kind == "custom":
        raise WishError("a custom metric cannot be simulated: nobody knows how it follows from requests")
    return policy


def _scenarios(wishes: Wishes) -> tuple[Scenario, ...]:
    named = SCENARIOS if wishes.scenarios == ("all",) else wishes.scenarios
    if unknown := set(named) - set(SCENARIOS):
        raise WishError(f"no such scenario: {', '.join(sorted(unknown))}; there are {', '.join(SCENARIOS)}, all")
    return cast("tuple[Scenario, ...]", named)


def _trace(wishes: Wishes) -> Trace:
    if (wishes.trace is None) == (not wishes.logs):
        raise WishError("--trace or --log says what to replay, one of the two")
    if wishes.trace is not None:
        return read_trace(wishes.trace, wishes.mean)
    return read_log_trace(wishes.logs, wishes.log_format, wishes.mean)


def _parts(trace: Trace, hours: float) -> tuple[Trace | None, Trace]:
    """Return what the forecast learns of, and what is replayed."""
    begin = max(0, len(trace.expected) - int(hours * 3600))
    return (trace.part(0, begin) if begin else None), trace.part(begin, len(trace.expected))


def _plain(figures: Mapping[str, Figures]) -> Iterator[tuple[str, dict[str, float]]]:
    for who, of_one in figures.items():
        yield who, {**asdict(of_one), "cost": of_one.cost, "violating": of_one.violating}


def _print(console: Console, trace: Trace, found: Mapping[Scenario, Mapping[str, Figures]]) -> None:
    hours, mean = len(trace.expected) / 3600, float(trace.expected.mean())
    table = Table(title=Text(f"{trace.name}: {hours:.1f} h, {mean:.1f} requests a second"), title_justify="left")
    headings = "scenario", "rule", "replica-hours", "x oracle", "late %", "dropped %", "orders/h", "recovery s"
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="left" if number < 2 else "right")
    for scenario, figures in found.items():
        for who, one in figures.items():
            numbers = f"{one.replica_hours:.1f}", f"{one.cost:.2f}", f"{100 * one.late:.2f}", f"{100 * one.dropped:.2f}"
            table.add_row(scenario, who, *numbers, f"{one.changes_per_hour:.1f}", f"{one.recovery_seconds:.0f}")
    console.print(table)
