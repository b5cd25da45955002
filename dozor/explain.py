"""`dozor explain DECISION`: why it was made, and whether what is stored gives the same score again, bit for bit."""

import json
import sys
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
from rich.console import Console
from rich.table import Table
from rich.text import Text

TIMEOUT_SECONDS: Final = 10.0
_SHOWN_CONTRIBUTIONS: Final = 8
_SHOWN_SAMPLES: Final = 5
_BASIS: Final = {
    "score": "its score",
    "refused": "it went on while it was refused, {refused_60s} requests in a minute",
    "members": "{members} of its sources were banned one by one",
    "rule": "the rule {rule[name]}: {rule[text]}",
}


def explain(decision: str, *, data: Path, url: str, as_json: bool) -> int:
    """Print a decision as the core on `data` (or at `url`) tells it.

    Args:
        decision: its id.
        data: the folder of `dozor up`, or of the core, with the running core's local token.
        url: where the core answers.
        as_json: print the API's answer as it is.

    Returns:
        The exit code: 0, 1 where the score is not the same again, 2 where the decision cannot be read.
    """
    try:
        found = _read(decision, data, url)
    except (OSError, httpx.HTTPError, LookupError) as error:
        Console(stderr=True).print(Text(f"dozor explain: {error}"), soft_wrap=True)
        return 2
    if as_json:
        sys.stdout.write(json.dumps(found) + "\n")
    else:
        _print(found, Console())
    again = found["reproduction"]
    return int(again is not None and not again["equal"])


def _read(decision: str, data: Path, url: str) -> dict[str, Any]:
    token = token_file(data).read_text().strip()
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=TIMEOUT_SECONDS) as client:
        answer = client.get(f"/api/v1/decisions/{quote(decision, safe='')}")
    if answer.status_code == HTTPStatus.NOT_FOUND:
        raise LookupError(f"there is no decision {decision}")
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def token_file(data: Path) -> Path:
    """Return where the core that runs on a folder keeps the token for this machine's own programs.

    Raises:
        FileNotFoundError: none runs there.
    """
    for folder in (data / "core", data):
        if (folder / "local-token").exists():
            return folder / "local-token"
    raise FileNotFoundError(f"no core runs on {data}: there is no local-token")


def _print(found: dict[str, Any], console: Console) -> None:
    where = found["service"] or "all services"
    simulated = ", simulated" if found["simulated"] else ""
    console.print(
        plain_text(f"{found['type']} of {found['value']} at {where}: {found['kind']}{simulated}"), style="bold"
    )
    basis = _BASIS[found["basis"]].format(**found)
    by = f"{found['decided_by']} decided" if found["origin"] == "person" else f"decided by {basis}"
    console.print(plain_text(f"{found['decided_at']} to {found['lifted_at'] or found['until_at']}, {by}"))
    if found["origin"] == "person":
        return
    console.print(
        plain_text(f"score {found['score']:.3f}, p {found['p_value']:.2e}, harm: {found['harm'] or 'none proven'}")
    )
    if found["event"] is not None:
        console.print(_event(found), soft_wrap=True)
    console.print(_contributions(found))
    console.print(_heads(found))
    for sample in found["samples"][:_SHOWN_SAMPLES]:
        request = f"{sample['method']} {sample['path']} {sample['status']}  {sample['user_agent']}"
        console.print(plain_text(request[:160]), soft_wrap=True)
    console.print(_reproduction(found["reproduction"]))


def _event(found: dict[str, Any]) -> Text:
    event = found["event"]
    role = "member of an attack" if found["membership"] == "attack" else "one of a crowd"
    since = f"{event['sources']} sources since {event['started_at']}"
    return plain_text(f"{role} ({event['kind']} {event['id']}): {event['signature']}, {since}")


def _contributions(found: dict[str, Any]) -> Table:
    typical = {reason["feature"]: reason["typical"] for reason in found["reasons"]}
    table = Table("feature", "value", "typical", "one source in", box=None, header_style="dim")
    for each in found["contributions"][:_SHOWN_CONTRIBUTIONS]:
        usual = typical.get(each["feature"])
        one_in = f"{10 ** each['surprisal']:,.0f}"
        table.add_row(each["feature"], f"{each['value']:.4g}", "" if usual is None else f"{usual:.4g}", one_in)
    return table


def _heads(found: dict[str, Any]) -> Table:
    table = Table("head", "-log10 p", "again", box=None, header_style="dim")
    for vote in found["heads"]:
        again = "" if vote["again"] is None else f"{vote['again']:.6f}"
        table.add_row(vote["head"], f"{vote['stored']:.6f}", again)
    return table


def _reproduction(again: dict[str, Any] | None) -> Text:
    if again is None:
        return Text("no detector made it: there is nothing to score again")
    if again["equal"]:
        return Text("scored again from what is stored: the same, bit for bit", style="green")
    if again["missing"]:
        return Text(f"not scored again, as it is not stored (yet): {', '.join(again['missing'])}", style="yellow")
    return Text("scored again from what is stored: NOT the same", style="red")


def plain_text(text: str, style: str = "") -> Text:
    """Return a text in which nothing that a client wrote can steer the terminal."""
    return Text("".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text), style=style)
