"""The `dozor` program: one command each, imported only when it is called, as the agent must stay light."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from dozor.accounts_command import accounts
from dozor.aggregate import aggregate
from dozor.alarms_command import alarms
from dozor.config_command import config
from dozor.fleet_commands import containers, logs, processes
from dozor.scale_command import scale

app = typer.Typer(
    help="Dozor watches, protects and runs fleets of NGINX reverse proxies.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(config, name="config")
app.add_typer(alarms, name="alarms")
app.add_typer(scale, name="scale")
app.add_typer(accounts, name="accounts")
app.add_typer(containers, name="containers")
app.command()(logs)
app.command()(processes)

Data = Annotated[Path, typer.Option(help="Folder that keeps everything between starts.")]


@app.command()
def up(
    *,
    demo: Annotated[bool, typer.Option("--demo", help="Send demo visitors and attacks through NGINX.")] = False,
    attacks: Annotated[bool, typer.Option(help="With --demo: send attacks, not visitors alone.")] = True,
    data: Data = Path(".dozor"),
    port: Annotated[
        int, typer.Option(min=1024, max=65000, help="Port of the user interface (the next free one where it is taken).")
    ] = 7700,
    nginx_port: Annotated[
        int, typer.Option(min=1024, max=65000, help="Port of the NGINX in front of the services.")
    ] = 7780,
) -> None:
    """Start the core, an agent and NGINX on this machine, and stop them with Ctrl-C."""
    from dozor.up.run import Wishes, run  # noqa: PLC0415 - see the module's docstring

    raise typer.Exit(run(Wishes(demo=demo, attacks=attacks, data=data, port=port, nginx_port=nginx_port)))


@app.command()
def core() -> None:
    """Run the core: ingest, detection, decisions, API and user interface. Settings come from DOZOR_* variables."""
    from dozor.programs import run_core  # noqa: PLC0415

    raise typer.Exit(run_core())


@app.command()
def agent() -> None:
    """Run the agent on a node. Settings come from DOZOR_* variables or the TOML file that DOZOR_CONFIG names."""
    os.execv(sys.executable, [sys.executable, "-m", "dozor.agent"])  # noqa: S606 - in its place: it must stay light


@app.command()
def analyze(
    logs: Annotated[
        list[Path], typer.Argument(metavar="LOG...", help="Access logs: plain, .gz, or - for standard input.")
    ],
    *,
    log_format: Annotated[
        str, typer.Option("--format", help="combined, dozor, json, or a file that holds a log_format.")
    ] = "combined",
    service: Annotated[str, typer.Option(help="The service of all lines, where the log does not name it.")] = "",
    asn_database: Annotated[
        Path | None,
        typer.Option(envvar="DOZOR_ASN_DATABASE", help="Database of autonomous systems (.mmdb), as the core's."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object per source instead of a list.")
    ] = False,
) -> None:
    """Replay finished logs by their own clock and print the sources that would be watched, limited or banned."""
    from dozor.analyze import analyze as run  # noqa: PLC0415

    raise typer.Exit(run(logs, log_format=log_format, service=service, asn_database=asn_database, as_json=as_json))


@app.command()
def evaluate(
    *,
    seed: Annotated[int, typer.Option(help="Seed of the first scenario; training has used those below 100.")] = 1000,
    seeds: Annotated[int, typer.Option(min=1, help="How many scenarios, of seeds one after the other.")] = 1,
    slow: Annotated[str, typer.Option("--shift", help="none, or slow: attackers two to three times slower.")] = "none",
    leave_out: Annotated[
        list[str] | None, typer.Option("--leave-out", help="Train without a family (or `each`).")
    ] = None,
    scale: Annotated[float, typer.Option(min=0.02, max=4, help="Share of the sources of a whole scenario.")] = 1.0,
    background: Annotated[
        str, typer.Option(help="synthetic, or recorded: real visitors of the data sets' logs.")
    ] = "synthetic",
    data: Annotated[Path, typer.Option(help="Folder of the data sets.")] = Path("../shared/data"),
    poisoned: Annotated[bool, typer.Option(help="Let a day of slow poisoning come before.")] = False,
    quiet_day: Annotated[bool, typer.Option(help="Let the same day come before, without the poisoners.")] = False,
    baselines: Annotated[bool, typer.Option(help="Run the baselines beside Dozor.")] = True,
    detector: Annotated[Path | None, typer.Option(help="A detector version (.npz) instead of the shipped one.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Draw the figures into this file.")] = None,
    log: Annotated[Path | None, typer.Option(help="Measure on this log instead of scenarios; needs --labels.")] = None,
    labels: Annotated[Path | None, typer.Option(help="CSV with the columns source and label.")] = None,
    hub: Annotated[Path | None, typer.Option(help="Measure on the logs of CrowdSec's scenario tests here.")] = None,
    attacks: Annotated[str, typer.Option(help="Labels that mean an attacker, with commas.")] = "attack,probe",
    half: Annotated[str, typer.Option(help="With --log: train or test, sources of one half alone.")] = "",
    disagreements: Annotated[int, typer.Option(help="With --log: list so many sources where the two differ.")] = 0,
    log_format: Annotated[str, typer.Option("--format", help="Format of the log, as for analyze.")] = "combined",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Measure detection: on generated attacks, beside other defences, or on a labelled log."""
    from dozor.evaluate import Trial  # noqa: PLC0415
    from dozor.evaluate import evaluate as run  # noqa: PLC0415
    from dozor.evaluate_log import evaluate_hub, evaluate_log  # noqa: PLC0415

    if slow not in {"none", "slow"} or background not in {"synthetic", "recorded"}:
        raise typer.BadParameter("--shift is none or slow, --background synthetic or recorded")
    if half not in {"", "train", "test"}:
        raise typer.BadParameter("--half is train or test")
    if (log is None) != (labels is None):
        raise typer.BadParameter("--log and --labels go together")
    if hub is not None:
        raise typer.Exit(evaluate_hub(hub, as_json_text=as_json))
    if log is not None and labels is not None:
        listed = [label.strip() for label in attacks.split(",")]
        raise typer.Exit(
            evaluate_log(
                log,
                labels,
                log_format=log_format,
                attacks=listed,
                half="train" if half == "train" else "test" if half == "test" else None,
                disagreements=disagreements,
                as_json_text=as_json,
            )
        )
    trial = Trial(
        seed=seed,
        seeds=seeds,
        shift="slow" if slow == "slow" else "none",
        leave_out=frozenset(leave_out or ()),
        scale=scale,
        background="recorded" if background == "recorded" else "synthetic",
        data=data,
        day="poisoned" if poisoned else "quiet" if quiet_day else "none",
        baselines=baselines,
        detector=detector,
    )
    raise typer.Exit(run(trial, as_json_text=as_json, plot=plot))


app.command()(aggregate)


@app.command()
def record(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the recording.")],
    logs: Annotated[
        list[Path] | None, typer.Argument(metavar="[LOG...]", help="Access logs; without one a scenario is recorded.")
    ] = None,
    *,
    seed: Annotated[int, typer.Option(help="Seed of the scenario.")] = 1000,
    scale: Annotated[float, typer.Option(min=0.02, max=4, help="Share of the sources of a whole scenario.")] = 0.03,
    minutes: Annotated[float, typer.Option(min=1, help="The last minutes of the scenario.")] = 60,
    log_format: Annotated[str, typer.Option("--format", help="Format of the logs, as for analyze.")] = "combined",
    service: Annotated[str, typer.Option(help="The service of all lines, where the log does not name it.")] = "",
) -> None:
    """Record what an agent would report, for the notebooks."""
    from dozor.record import record_logs, record_scenario  # noqa: PLC0415

    if logs:
        raise typer.Exit(record_logs(file, logs, log_format=log_format, service=service))
    raise typer.Exit(record_scenario(file, seed=seed, scale=scale, minutes=minutes))


@app.command()
def explain(
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="Its id, as the API and the interface show it.")],
    *,
    data: Data = Path(".dozor"),
    url: Annotated[str, typer.Option(help="Where the core answers.")] = "http://127.0.0.1:7700",
    as_json: Annotated[bool, typer.Option("--json", help="Print the API's answer as it is.")] = False,
) -> None:
    """Say why a decision was made, and score it again from what is stored."""
    from dozor.explain import explain as run  # noqa: PLC0415

    raise typer.Exit(run(decision, data=data, url=url, as_json=as_json))


@app.command("import")
def import_(
    place: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of nginx.conf, or a main file.")],
    *,
    main: Annotated[str, typer.Option(help="The main file within the folder.")] = "nginx.conf",
    node: Annotated[list[str] | None, typer.Option(help="Put the domains on this node; as often as needed.")] = None,
    output: Annotated[Path | None, typer.Option(help="Write the YAML here, not to standard output.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Report what was understood, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print documents and report as one JSON object.")] = False,
) -> None:
    """Read an existing NGINX configuration as YAML for `dozor config apply`, and report on each directive."""
    from dozor.import_command import import_folder  # noqa: PLC0415

    raise typer.Exit(import_folder(place, main=main, nodes=node or [], output=output, every=every, as_json=as_json))


@app.command()
def route(
    host: Annotated[str, typer.Argument(metavar="HOST")],
    path: Annotated[str, typer.Argument(metavar="[PATH]")] = "/",
    *,
    https: Annotated[bool, typer.Option("--https", help="The visitor comes by TLS.")] = False,
    method: Annotated[str, typer.Option(help="Method of the request.")] = "GET",
    header: Annotated[list[str] | None, typer.Option(help="`Name: value`; as often as needed.")] = None,
    address: Annotated[str, typer.Option(help="The visitor's address.")] = "",
    data: Data = Path(".dozor"),
    url: Annotated[str, typer.Option(help="Where the core answers.")] = "http://127.0.0.1:7700",
    as_json: Annotated[bool, typer.Option("--json", help="Print the API's answer as it is.")] = False,
) -> None:
    """Say which node, location and member would answer a request, and why."""
    from dozor.route_command import route as run  # noqa: PLC0415

    asked = {"host": host, "path": path, "https": https, "method": method, "header": header or [], "address": address}
    raise typer.Exit(run(asked, data=data, url=url, as_json=as_json))


@app.command()
def doctor(data: Data = Path(".dozor")) -> None:
    """Check what this machine has, and say what to do about what is missing."""
    from dozor.doctor import examine  # noqa: PLC0415

    raise typer.Exit(examine(data))
