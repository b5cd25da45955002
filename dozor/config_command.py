"""`dozor config`: the configuration of the proxies from a command line, or from a repository's pipeline.

Exit codes: 0 done, or nothing differs; 1 refused, failed, or (`status`) not in sync; 2 the core cannot be asked;
3 something differs (`plan`, and whatever has `--dry-run`).
"""

from pathlib import Path
from typing import Annotated

import typer

config = typer.Typer(
    help="Configure the proxies. Exit codes: 0 done, or nothing differs; 1 refused, failed, or not in sync;"
    " 2 the core cannot be asked; 3 something differs (plan, --dry-run).",
    no_args_is_help=True,
)

Data = Annotated[Path, typer.Option(help="Folder of the core on this machine.")]
Url = Annotated[str, typer.Option(envvar="DOZOR_URL", help="Where the core answers.")]
Token = Annotated[
    str | None, typer.Option(envvar="DOZOR_TOKEN", help="An access token; without it the folder's local token.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the API's answer as it is.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Change nothing, and say what would be.")]
Note = Annotated[str, typer.Option(help="What is to stand in the history.")]
File = Annotated[str, typer.Argument(metavar="FILE", help="YAML or JSON; - for standard input.")]
Prune = Annotated[bool, typer.Option("--prune", help="Take away what the file does not declare.")]
Deploy = Annotated[bool, typer.Option("--deploy", help="Bring it to the nodes at once, and wait.")]
_URL = "http://127.0.0.1:7700"
_DATA = Path(".dozor")


@config.command("export")
def export_command(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Where to; standard output without it.")] = None,
    *,
    data: Data = _DATA,
    url: Url = _URL,
    token: Token = None,
) -> None:
    """Write all documents as YAML."""
    from dozor.asking_core import Asking  # noqa: PLC0415 - see dozor/cli.py
    from dozor.config_run import export  # noqa: PLC0415

    raise typer.Exit(export(Asking(url, data, token), file))


@config.command("plan")
def plan_command(
    file: File = "-",
    *,
    prune: Prune = False,
    data: Data = _DATA,
    url: Url = _URL,
    token: Token = None,
    as_json: Json = False,
) -> None:
    """Say what declaring a file would do. Nothing is changed."""
    from dozor.asking_core import Asking  # noqa: PLC0415
    from dozor.config_run import plan  # noqa: PLC0415

    raise typer.Exit(plan(Asking(url, data, token, as_json), file, prune=prune))


@config.command("apply")
def apply_command(
    file: File = "-",
    *,
    prune: Prune = False,
    dry_run: DryRun = False,
    deploy: Deploy = False,
    note: Note = "",
    data: Data = _DATA,
    url: Url = _URL,
    token: Token = None,
    as_json: Json = False,
) -> None:
    """Make documents what a file declares, in one revision."""
    from dozor.asking_core import Asking  # noqa: PLC0415
    from dozor.config_run import Changing, apply  # noqa: PLC0415

    how = Changing(note, dry_run, deploy)
    raise typer.Exit(apply(Asking(url, data, token, as_json), file, how, prune=prune))


@config.command("deploy")
def deploy_command(
    *,
    note: Note = "",
    dry_run: DryRun = False,
    despite_problems: Annotated[
        bool, typer.Option("--despite-problems", help="Leave sites that cannot be made as they are.")
    ] = False,
    wait: Annotated[bool, typer.Option(help="Follow it to its end.")] = True,
    data: Data = _DATA,
    url: Url = _URL,
    token: Token = None,
    as_json: Json = False,
) -> None:
    """Bring the newest revision to the nodes."""
    from dozor.asking_core import Asking  # noqa: PLC0415
    from dozor.config_run import Changing, deploy  # noqa: PLC0415

    how = Changing(note, dry_run)
    asking = Asking(url, data, token, as_json)
    raise typer.Exit(deploy(asking, how, despite_problems=despite_problems, waits=wait))


@config.command("status")
def status_command(*, data: Data = _DATA, url: Url = _URL, token: Token = None, as_json: Json = False) -> None:
    """Show what nodes are to run and run, and what is to be said about the documents."""
    from dozor.asking_core import Asking  # noqa: PLC0415
    from dozor.config_run import status  # noqa: PLC0415

    raise typer.Exit(status(Asking(url, data, token, as_json)))


@config.command("history")
def history_command(
    *,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many.")] = 20,
    data: Data = _DATA,
    url: Url = _URL,
    token: Token = None,
    as_json: Json = False,
) -> None:
    """Show who changed what when."""
    from dozor.asking_core import Asking  # noqa: PLC0415
    from dozor.config_run import history  # noqa: PLC0415

    raise typer.Exit(history(Asking(url, data, token, as_json), limit))


@config.command("restore")
def restore_command(
    revision: Annotated[int, typer.Argument(metavar="REVISION", min=0, help="As `history` numbers it.")],
    *,
    dry_run: DryRun = False,
    deploy: Deploy = False,
    note: Note = "",
    data: Data = _DATA,
    url: Url = _URL,
    token: Token = None,
    as_json: Json = False,
) -> None:
    """Make a new revision that says what an old one said."""
    from dozor.asking_core import Asking  # noqa: PLC0415
    from dozor.config_run import Changing, restore  # noqa: PLC0415

    how = Changing(note, dry_run, deploy)
    raise typer.Exit(restore(Asking(url, data, token, as_json), revision, how))
