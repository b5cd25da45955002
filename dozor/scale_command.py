"""`dozor scale`: how services are scaled, and what a policy would do.

Exit codes: 0 done; 1 refused; 2 the core cannot be asked, or the input is no good.
"""

from pathlib import Path
from typing import Annotated

import typer

from dozor.fleet_commands import Data, Json, Token, Url

Service = Annotated[str, typer.Argument(metavar="SERVICE", help="Its name in the configuration.")]
Direction = Annotated[str, typer.Option(help="What is meant: `in` is less, `out` is more, `both`.")]
_URL = "http://127.0.0.1:7700"
_DATA = Path(".dozor")

scale = typer.Typer(help="Scaling by traffic.", no_args_is_help=True)


@scale.callback()
def scaling() -> None:
    """Scaling by traffic."""


@scale.command()
def simulate(
    *,
    policy: Annotated[Path | None, typer.Option(help="YAML of a policy; without it the defaults, at most 200.")] = None,
    trace: Annotated[Path | None, typer.Option(help="Counts of requests (docs/scaling.md), plain or .gz.")] = None,
    log: Annotated[list[Path] | None, typer.Option(help="Access log instead; as often as needed.")] = None,
    log_format: Annotated[str, typer.Option("--format", help="Format of the log, as for analyze.")] = "combined",
    against: Annotated[str, typer.Option(help="Others beside it, with commas: hpa, hpa40, kpa, kpa60.")] = "hpa,kpa",
    scenario: Annotated[str, typer.Option(help="With commas: none, flash, ddos, yo-yo, ramp, fault; or all.")] = "none",
    hours: Annotated[float, typer.Option(min=0.1, max=2400, help="Replay so many; earlier ones teach.")] = 24.0,
    mean: Annotated[float | None, typer.Option(min=0.01, max=1e6, help="Scale all to so many a second.")] = None,
    replica_rps: Annotated[float, typer.Option(min=0.01, max=1e6, help="Requests a second that fill one.")] = 10.0,
    service_seconds: Annotated[float, typer.Option(min=0.001, max=60, help="Of a request that does not wait.")] = 0.4,
    start_seconds: Annotated[float, typer.Option(min=0, max=3600, help="Until a new replica answers.")] = 15.0,
    slo_seconds: Annotated[float, typer.Option(min=0.01, max=60, help="A longer wait is late.")] = 0.5,
    attack_rps: Annotated[float, typer.Option(min=1, max=1e6, help="Of an attack.")] = 300.0,
    enforced: Annotated[bool, typer.Option(help="Attackers that are found are refused.")] = True,
    peers_protected: Annotated[bool, typer.Option(help="They are before the others, too.")] = False,
    seed: Annotated[int, typer.Option(min=0, help="Of the noise.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Replay a trace or a log against a policy, beside Kubernetes' and Knative's rules, with what may happen to it."""
    from dozor.scale_run import Wishes, show  # noqa: PLC0415 - see dozor/cli.py

    wishes = Wishes(
        policy=policy,
        trace=trace,
        logs=tuple(log or ()),
        log_format=log_format,
        against=_listed(against),
        scenarios=_listed(scenario),
        hours=hours,
        mean=mean,
        replica=(replica_rps, service_seconds, start_seconds, slo_seconds),
        attack_rps=attack_rps,
        enforced=enforced,
        peers_protected=peers_protected,
        seed=seed,
    )
    raise typer.Exit(show(wishes, as_json=as_json))


@scale.command()
def status(*, data: Data = _DATA, url: Url = _URL, token: Token = None, as_json: Json = False) -> None:
    """Show how each service is scaled now, and why."""
    from dozor.asking_core import Asking  # noqa: PLC0415 - see dozor/cli.py
    from dozor.scale_status import show_status  # noqa: PLC0415

    raise typer.Exit(show_status(Asking(url, data, token, as_json)))


@scale.command()
def history(
    service: Service,
    *,
    hours: Annotated[float, typer.Option(min=0.01, max=8760, help="Of the last so many.")] = 1.0,
    data: Data = _DATA,
    url: Url = _URL,
    token: Token = None,
    as_json: Json = False,
) -> None:
    """Show what was ordered for a service, and why."""
    from dozor.asking_core import Asking  # noqa: PLC0415
    from dozor.scale_status import show_history  # noqa: PLC0415

    raise typer.Exit(show_history(Asking(url, data, token, as_json), service, hours=hours))


@scale.command()
def pause(
    service: Service,
    *,
    direction: Direction = "both",
    data: Data = _DATA,
    url: Url = _URL,
    token: Token = None,
    as_json: Json = False,
) -> None:
    """Let a service have no fewer or no more replicas until it is resumed."""
    from dozor.asking_core import Asking  # noqa: PLC0415
    from dozor.scale_status import pause as run  # noqa: PLC0415

    raise typer.Exit(run(Asking(url, data, token, as_json), service, "pause", direction))


@scale.command()
def resume(
    service: Service,
    *,
    direction: Direction = "both",
    data: Data = _DATA,
    url: Url = _URL,
    token: Token = None,
    as_json: Json = False,
) -> None:
    """Scale a service again."""
    from dozor.asking_core import Asking  # noqa: PLC0415
    from dozor.scale_status import pause as run  # noqa: PLC0415

    raise typer.Exit(run(Asking(url, data, token, as_json), service, "resume", direction))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
