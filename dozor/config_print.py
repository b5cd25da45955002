"""What `dozor config` prints for people."""

from collections.abc import Iterable
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from dozor.explain import plain_text

_WORDS: Final = {"create": "new", "update": "changed", "delete": "gone"}
_STYLES: Final = {"+": "green", "-": "red", "@": "cyan"}
_PHASES: Final = {"done": "green", "failed": "red", "cancelled": "yellow"}


def print_change(change: dict[str, Any], console: Console) -> None:
    """Print a change of documents: what becomes different, what is to be said, what nodes hear at once."""
    for each in change["differences"]:
        console.print(plain_text(f"{_WORDS[each['what']]}: {each['kind']} {each['name']}", "bold"))
        print_diff(each["diff"], console)
    if not change["differences"]:
        console.print("nothing differs")
    print_findings(change["findings"], console)
    for service in change["at_once"]:
        console.print(plain_text(f"at once, without a deployment: members of {service}"))
    for node in change["nodes"]:
        files = ", ".join(f"{each['file']} ({each['what']})" for each in node["files"][:10])
        more = f" and {len(node['files']) - 10} more" if len(node["files"]) > 10 else ""
        console.print(plain_text(f"by a deployment, on {node['name']}: {files}{more}"), soft_wrap=True)
        print_problems(node["problems"], console)


def print_files(nodes: Iterable[dict[str, Any]], console: Console) -> None:
    """Print what becomes different in the files of nodes."""
    for node in nodes:
        console.print(plain_text(f"node {node['name']}: {len(node['files'])} files", "bold"))
        for each in node["files"]:
            console.print(plain_text(f"{each['what']}: {each['file']}{'' if each['text'] else ' (not shown)'}"))
            print_diff(each["text"] or "", console)
        print_problems(node["problems"], console)


def print_findings(findings: Iterable[dict[str, Any]], console: Console) -> None:
    """Print what is to be said about documents."""
    for each in findings:
        line = f"line {each['line']}" if each["line"] else ""
        place = ": ".join(filter(None, [f"{each['kind']} {each['name']}", each["path"], line, each["message"]]))
        style = "red" if each["severity"] == "error" else "yellow"
        console.print(plain_text(f"{each['severity']}: {place}", style), soft_wrap=True)


def print_problems(problems: Iterable[dict[str, Any]], console: Console) -> None:
    """Print what is wrong with files."""
    for each in problems:
        console.print(plain_text(f"  {each['file']}:{each['line']}: {each['message']}", "red"), soft_wrap=True)


def print_diff(text: str, console: Console) -> None:
    """Print a unified diff, each line in its colour."""
    for line in text.splitlines():
        console.print(plain_text(f"  {line}", _STYLES.get(line[:1], "")), soft_wrap=True)


def print_line(line: dict[str, Any], console: Console) -> None:
    """Print what happened in a deployment."""
    console.print(plain_text(" ".join(filter(None, [line["at"][11:19], line["what"], line["node"], line["detail"]]))))


def print_end(deployment: dict[str, Any], console: Console) -> None:
    """Print what came of a deployment."""
    said = f"deployment {deployment['id']} of revision {deployment['revision']}: {deployment['phase']}"
    why = f": {deployment['reason']}" if deployment["reason"] else ""
    console.print(plain_text(said + why, _PHASES.get(deployment["phase"], "")), soft_wrap=True)
    for node in deployment["nodes"]:
        if node["status"] in {"failed", "away"}:
            console.print(plain_text(f"  {node['name']}: {node['status']}", "yellow"))
        print_problems(node["problems"], console)


def print_nodes(nodes: Iterable[dict[str, Any]], console: Console) -> None:
    """Print what nodes run."""
    table = Table("node", "in sync", "revision", "desired", "applied", "reloads", "members", box=None)
    for node in nodes:
        well = sum(each["serving"] for each in node["members"])
        table.add_row(
            plain_text(node["name"]),
            plain_text("yes", "green") if node["in_sync"] else plain_text(node["why"]["message"], "yellow"),
            str(node["revision"]),
            node["desired"][:12],
            plain_text(node["applied"][:12]),
            str(node["reloads"]),
            f"{well} of {len(node['members'])}",
        )
    console.print(table)


def print_revisions(revisions: Iterable[dict[str, Any]], console: Console) -> None:
    """Print who changed what when."""
    table = Table("revision", "made", "by", "documents", "note", box=None)
    for each in revisions:
        at = each["made_at"][:19].replace("T", " ")
        table.add_row(
            str(each["number"]), at, plain_text(each["made_by"]), str(each["changes"]), plain_text(each["note"])
        )
    console.print(table)
