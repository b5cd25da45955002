"""The `dozor` program: one command each, imported only when it is called, as the agent must stay light."""

from pathlib import Path
from typing import Annotated

import typer

from dozor.aggregate import aggregate

app = typer.Typer(
    help="Dozor watches, protects and runs fleets of NGINX reverse proxies.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

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
    from dozor.programs import run_agent  # noqa: PLC0415

    raise typer.Exit(run_agent())


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
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object per source instead of a list.")
    ] = False,
) -> None:
    """Replay finished logs by their own clock and print the sources that would be watched, limited or banned."""
    from dozor.analyze import analyze as run  # noqa: PLC0415

    raise typer.Exit(run(logs, log_format=log_format, service=service, as_json=as_json))


app.command()(aggregate)


@app.command()
def doctor(data: Data = Path(".dozor")) -> None:
    """Check what this machine has, and say what to do about what is missing."""
    from dozor.doctor import examine  # noqa: PLC0415

    raise typer.Exit(examine(data))
