"""`dozor alarms`: what fires, what fired, and the rules.

Exit codes: 0 done; 1 refused; 2 the core cannot be asked, or the file cannot be read; 3 a dry run that differs.
"""

from pathlib import Path
from typing import Annotated

import typer

from dozor.fleet_commands import Data, Json, Token, Url

alarms = typer.Typer(help="What fires, what fired, and the rules.", invoke_without_command=True)

Identity = Annotated[str, typer.Argument(metavar="ID", help="The alarm's id.")]
Note = Annotated[str, typer.Option(help="Why, for the history.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="YAML with `alarms`: names and rules.")]
_URL = "http://127.0.0.1:7700"
_DATA = Path(".dozor")


@alarms.callback()
def listed(
    context: typer.Context,
    *,
    history: Annotated[bool, typer.Option("--history", help="Also what is over: the newest hundred.")] = False,
    data: Data = _DATA,
    url: Url = _URL,
    token: Token = None,
    as_json: Json = False,
) -> None:
    """List what fires."""
    if context.invoked_subcommand is None:
        from dozor.alarms_run import list_alarms  # noqa: PLC0415 - see dozor/cli.py
        from dozor.asking_core import Asking  # noqa: PLC0415

        raise typer.Exit(list_alarms(Asking(url, data, token, as_json), history=history))


@alarms.command()
def acknowledge(alarm: Identity, *, note: Note = "", data: Data = _DATA, url: Url = _URL, token: Token = None) -> None:
    """Say that you know of an alarm and see to it."""
    from dozor.alarms_run import say  # noqa: PLC0415
    from dozor.asking_core import Asking  # noqa: PLC0415

    raise typer.Exit(say(Asking(url, data, token), alarm, "acknowledge", {"note": note}))


@alarms.command()
def silence(
    alarm: Identity,
    *,
    hours: Annotated[float, typer.Option(min=0.02, max=8784, help="For so long.")] = 1.0,
    note: Note = "",
    data: Data = _DATA,
    url: Url = _URL,
    token: Token = None,
) -> None:
    """Be told nothing of this rule about this series for a while."""
    from dozor.alarms_run import say  # noqa: PLC0415
    from dozor.asking_core import Asking  # noqa: PLC0415

    body = {"note": note, "duration_seconds": round(hours * 3600)}
    raise typer.Exit(say(Asking(url, data, token), alarm, "silence", body))


@alarms.command()
def export(*, data: Data = _DATA, url: Url = _URL, token: Token = None) -> None:
    """Print people's rules as YAML, as `apply` takes them."""
    from dozor.alarms_run import export_rules  # noqa: PLC0415
    from dozor.asking_core import Asking  # noqa: PLC0415

    raise typer.Exit(export_rules(Asking(url, data, token)))


@alarms.command()
def apply(
    file: File,
    *,
    prune: Annotated[bool, typer.Option("--prune", help="Take away people's rules that are not in it.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing, and say what would be.")] = False,
    data: Data = _DATA,
    url: Url = _URL,
    token: Token = None,
    as_json: Json = False,
) -> None:
    """Bring the rules to what a file says, all or none."""
    from dozor.alarms_run import apply_rules  # noqa: PLC0415
    from dozor.asking_core import Asking  # noqa: PLC0415

    raise typer.Exit(apply_rules(Asking(url, data, token, as_json), file, prune=prune, dry_run=dry_run))
