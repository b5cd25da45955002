"""`dozor accounts`: who may come in, with the token that the core leaves on its own machine or one of your own.

Exit codes: 0 done; 1 refused; 2 the core cannot be asked.
"""

from pathlib import Path
from typing import Annotated

import typer

from dozor.fleet_commands import Data, Json, Token, Url

accounts = typer.Typer(help="Who may come in.", invoke_without_command=True)

Login = Annotated[str, typer.Argument(metavar="LOGIN")]
Role = Annotated[str, typer.Option(help="viewer, analyst, operator, data_scientist or admin.")]
Services = Annotated[list[str] | None, typer.Option("--service", help="Only services like this (repeat it).")]
Groups = Annotated[list[str] | None, typer.Option("--group", help="Only nodes of this group (repeat it).")]
_URL = "http://127.0.0.1:7700"
_DATA = Path(".dozor")


@accounts.callback()
def listed(
    context: typer.Context, *, data: Data = _DATA, url: Url = _URL, token: Token = None, as_json: Json = False
) -> None:
    """List the accounts."""
    if context.invoked_subcommand is None:
        from dozor.accounts_run import list_accounts  # noqa: PLC0415 - see dozor/cli.py
        from dozor.asking_core import Asking  # noqa: PLC0415

        raise typer.Exit(list_accounts(Asking(url, data, token, as_json)))


@accounts.command()
def add(
    login: Login,
    *,
    role: Role,
    services: Services = None,
    groups: Groups = None,
    data: Data = _DATA,
    url: Url = _URL,
    token: Token = None,
) -> None:
    """Make an account, and print its first password, which its owner has to change."""
    from dozor.accounts_run import add_account  # noqa: PLC0415
    from dozor.asking_core import Asking  # noqa: PLC0415

    body = {"login": login, "role": role, "services": services or None, "groups": groups or None}
    raise typer.Exit(add_account(Asking(url, data, token), body))


@accounts.command()
def reset_password(login: Login, *, data: Data = _DATA, url: Url = _URL, token: Token = None) -> None:
    """Give somebody a new password and print it; they have to change it, and their sessions end."""
    from dozor.accounts_run import reset  # noqa: PLC0415
    from dozor.asking_core import Asking  # noqa: PLC0415

    raise typer.Exit(reset(Asking(url, data, token), login))


@accounts.command()
def reset_second_factor(login: Login, *, data: Data = _DATA, url: Url = _URL, token: Token = None) -> None:
    """Take the second factor of somebody away who lost it; their sessions end."""
    from dozor.accounts_run import take_second_factor  # noqa: PLC0415
    from dozor.asking_core import Asking  # noqa: PLC0415

    raise typer.Exit(take_second_factor(Asking(url, data, token), login))


@accounts.command()
def disable(login: Login, *, data: Data = _DATA, url: Url = _URL, token: Token = None) -> None:
    """Let somebody in no more, from now on."""
    from dozor.accounts_run import let_in  # noqa: PLC0415
    from dozor.asking_core import Asking  # noqa: PLC0415

    raise typer.Exit(let_in(Asking(url, data, token), login, enabled=False))


@accounts.command()
def enable(login: Login, *, data: Data = _DATA, url: Url = _URL, token: Token = None) -> None:
    """Let somebody in again."""
    from dozor.accounts_run import let_in  # noqa: PLC0415
    from dozor.asking_core import Asking  # noqa: PLC0415

    raise typer.Exit(let_in(Asking(url, data, token), login, enabled=True))
