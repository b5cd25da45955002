"""What `dozor accounts` does."""

import sys
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table

from dozor.asking_core import DONE, Asking, asked, print_answer
from dozor.core_client import CoreClient, RefusedError
from dozor.explain import plain_text

_PROGRAM = "dozor accounts"


def list_accounts(asking: Asking) -> int:
    """Print the accounts."""

    def run(core: CoreClient) -> int:
        found = core.call("GET", "accounts")
        print_answer(asking, found, lambda console: _print_accounts(found, console))
        return DONE

    return asked(asking, run, program=_PROGRAM)


def add_account(asking: Asking, body: dict[str, Any]) -> int:
    """Make an account and print its password, alone in its line: it may be handed on to another program."""

    def run(core: CoreClient) -> int:
        sys.stdout.write(core.call("POST", "accounts", body=body)["password"] + "\n")
        return DONE

    return asked(asking, run, program=_PROGRAM)


def reset(asking: Asking, login: str) -> int:
    """Give somebody a new password and print it."""

    def run(core: CoreClient, path: str) -> None:
        sys.stdout.write(core.call("POST", f"{path}/password")["password"] + "\n")

    return _to_account(asking, login, run)


def take_second_factor(asking: Asking, login: str) -> int:
    """Take somebody's second factor away."""
    return _to_account(asking, login, lambda core, path: core.call("DELETE", f"{path}/second-factor"))


def let_in(asking: Asking, login: str, *, enabled: bool) -> int:
    """Disable or enable an account."""
    return _to_account(asking, login, lambda core, path: core.call("PATCH", path, body={"enabled": enabled}))


def _to_account(asking: Asking, login: str, do: Callable[[CoreClient, str], Any]) -> int:
    """Do something to the account of a login, at the path where the API has it."""

    def run(core: CoreClient) -> int:
        found = [each["id"] for each in core.call("GET", "accounts") if each["login"].lower() == login.lower()]
        if not found:
            raise RefusedError(f"There is no account {login}.", [])
        do(core, f"accounts/{found[0]}")
        return DONE

    return asked(asking, run, program=_PROGRAM)


def _print_accounts(accounts: list[dict[str, Any]], console: Console) -> None:
    table = Table("login", "role", "services", "groups", "signed in", "state", box=None)
    for each in accounts:
        reach = [", ".join(each[name]) if each[name] is not None else "all" for name in ("services", "groups")]
        signed_in = (each["signed_in_at"] or "never")[:19]
        cells = (each["login"], each["role"], *reach, signed_in, _state(each))
        table.add_row(*(plain_text(cell, "" if each["enabled"] else "dim") for cell in cells))
    console.print(table)


def _state(account: dict[str, Any]) -> str:
    said = [] if account["enabled"] else ["disabled"]
    said += ["first password"] if account["must_change_password"] else []
    said += ["second factor"] if account["second_factor"] else []
    return ", ".join([*said, account["provider"]] if account["provider"] else said)
