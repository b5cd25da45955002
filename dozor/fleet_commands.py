"""`dozor containers`, `dozor processes` and `dozor logs`: the fleet's machines from a command line.

Exit codes: 0 done; 1 refused, failed, or something is missing; 2 the core cannot be asked; 3 a dry run.
"""

from pathlib import Path
from typing import Annotated

import typer

containers = typer.Typer(help="List the fleet's containers, and act on them.", invoke_without_command=True)

Data = Annotated[Path, typer.Option(help="Folder of the core on this machine.")]
Url = Annotated[str, typer.Option(envvar="DOZOR_URL", help="Where the core answers.")]
Token = Annotated[
    str | None, typer.Option(envvar="DOZOR_TOKEN", help="An access token; without it the folder's local token.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the API's answer as it is.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="Its name or id.")]
Node = Annotated[str, typer.Option(help="On this node, by name or id.")]
Timeout = Annotated[float, typer.Option("--timeout", min=0, max=300, help="Seconds that it gets to end by itself.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Change nothing, and say what would be done.")]
_URL = "http://127.0.0.1:7700"
_DATA = Path(".dozor")
_ACTS = {
    "start": "Start a container.",
    "stop": "Stop a container.",
    "restart": "Restart a container.",
    "pause": "Freeze a container's processes.",
    "unpause": "Let a container's processes go on.",
    "kill": "End a container at once.",
    "remove": "Remove a container.",
}


@containers.callback()
def containers_command(
    context: typer.Context,
    *,
    node: Node = "",
    service: Annotated[str, typer.Option(help="Of this service.")] = "",
    project: Annotated[str, typer.Option(help="Of this compose project.")] = "",
    state: Annotated[str, typer.Option(help="In this state, as running.")] = "",
    text: Annotated[str, typer.Option(help="With this in name, image, id, service or project.")] = "",
    data: Data = _DATA,
    url: Url = _URL,
    token: Token = None,
    as_json: Json = False,
) -> None:
    """List the fleet's containers, and act on them."""
    if context.invoked_subcommand is not None:
        return
    from dozor.asking_core import Asking  # noqa: PLC0415 - see dozor/cli.py
    from dozor.fleet_run import list_containers  # noqa: PLC0415

    wanted = {"node": node, "service": service, "project": project, "state": state, "text": text}
    raise typer.Exit(list_containers(Asking(url, data, token, as_json), wanted))


def _add(act: str) -> None:
    @containers.command(act, help=_ACTS[act])
    def act_command(
        name: Name,
        *,
        node: Node = "",
        timeout_seconds: Timeout = 10,
        dry_run: DryRun = False,
        data: Data = _DATA,
        url: Url = _URL,
        token: Token = None,
        as_json: Json = False,
    ) -> None:
        from dozor.asking_core import Asking  # noqa: PLC0415
        from dozor.fleet_run import Acting  # noqa: PLC0415
        from dozor.fleet_run import act as run  # noqa: PLC0415

        how = Acting(act, node, timeout_seconds, dry_run)
        raise typer.Exit(run(Asking(url, data, token, as_json), name, how))


for each in _ACTS:
    _add(each)


@containers.command("recreate")
def recreate_command(
    name: Name,
    *,
    image: Annotated[
        str, typer.Option(help="Take it back to this image: the id of the one before, or the word `before`.")
    ] = "",
    node: Node = "",
    timeout_seconds: Timeout = 10,
    dry_run: DryRun = False,
    data: Data = _DATA,
    url: Url = _URL,
    token: Token = None,
    as_json: Json = False,
) -> None:
    """Pull the image, put a container of the same configuration in its place; back to the old on failure."""
    from dozor.asking_core import Asking  # noqa: PLC0415 - see dozor/cli.py
    from dozor.fleet_run import Acting  # noqa: PLC0415
    from dozor.fleet_run import act as run  # noqa: PLC0415

    how = Acting("recreate", node, timeout_seconds, dry_run, image)
    raise typer.Exit(run(Asking(url, data, token, as_json), name, how))


def processes(
    node: Annotated[str, typer.Argument(metavar="NODE", help="Its name or id.")],
    *,
    count: Annotated[int, typer.Option(min=1, max=500, help="How many.")] = 20,
    order: Annotated[str, typer.Option(help="cpu, memory or io.")] = "cpu",
    data: Data = _DATA,
    url: Url = _URL,
    token: Token = None,
    as_json: Json = False,
) -> None:
    """List the processes of a node that use most. Their command lines may hold secrets."""
    from dozor.asking_core import Asking  # noqa: PLC0415
    from dozor.fleet_run import list_processes  # noqa: PLC0415

    raise typer.Exit(list_processes(Asking(url, data, token, as_json), node, count=count, order=order))


def logs(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE...]", help="A container's or file's name, or NODE/KIND:NAME; none: list all."),
    ] = None,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what comes.")] = False,
    since: Annotated[str, typer.Option(help="From this instant, or this long ago: 15m, 2h, 3d.")] = "",
    until: Annotated[str, typer.Option(help="Before this instant, or this long ago.")] = "",
    tail: Annotated[int, typer.Option("--tail", "-n", min=0, max=10_000, help="The newest so many.")] = 0,
    search: Annotated[str, typer.Option(help="Lines with this in them.")] = "",
    regex: Annotated[str, typer.Option(help="Lines in which this matches (RE2).")] = "",
    ignore_case: Annotated[bool, typer.Option("--ignore-case", "-i")] = False,
    field: Annotated[
        list[str] | None, typer.Option(help="JSON lines with this name=value; as often as needed.")
    ] = None,
    level: Annotated[list[str] | None, typer.Option(help="Lines of this level; as often as needed.")] = None,
    stream: Annotated[list[str] | None, typer.Option(help="stdout or stderr.")] = None,
    context: Annotated[int, typer.Option("--context", "-C", min=0, max=100, help="Lines around each match.")] = 0,
    data: Data = _DATA,
    url: Url = _URL,
    token: Token = None,
    as_json: Json = False,
) -> None:
    """Read logs of containers and services, of several merged by time; the last 100 lines by default."""
    from dozor.asking_core import Asking  # noqa: PLC0415
    from dozor.logs_run import Wanted  # noqa: PLC0415
    from dozor.logs_run import logs as run  # noqa: PLC0415

    wanted = Wanted(
        follow=follow,
        since=since,
        until=until,
        tail=tail,
        search=search,
        regex=regex,
        ignore_case=ignore_case,
        fields=tuple(field or ()),
        levels=tuple(level or ()),
        streams=tuple(stream or ()),
        context=context,
    )
    raise typer.Exit(run(Asking(url, data, token, as_json), sources or [], wanted))
