"""What the core asks a node, and how the node answers: by requests that the agent makes, so no port is open there.

    GET  /api/v1/agent/questions?wait=SECONDS     -> list[Question] in msgpack, at once where one waits
    POST /api/v1/agent/questions/{id}/answer      lines of JSON, chunked, one Answer each, as they come about -> 204

A question is handed out once. The answer is a stream: the core reads it as fast as who asked does, and closes the
connection where nobody listens any more; the agent then stops, but carries an act to its end. An agent that has nothing
to say for `BEAT_SECONDS` sends an empty line, since proxies between here and there end what is silent for a minute.
Both sides ignore unknown fields.
"""

from typing import Final, Literal

import msgspec

from agent.contract.requests import RequestTest

BEAT_SECONDS: Final = 15.0

LINE_BYTES: Final = 1 << 20
"""The most that a line of an answer may have; a longer one ends it."""

IMAGE_BEFORE_LABEL: Final = "dozor.image-before"
"""On a container that was recreated: the id of the image that the one before it had."""

Act = Literal["start", "stop", "restart", "pause", "unpause", "kill", "recreate", "remove"]
"""`recreate`: pull the image, put a container of the same configuration in its place; back to the old on failure."""


class WantedRequests(msgspec.Struct, kw_only=True, frozen=True):
    """Which requests are meant, of records of access logs: all tests hold, at one of `services` (None: at any)."""

    tests: list[RequestTest] = []
    services: list[str] | None = None


class ReadLogs(msgspec.Struct, kw_only=True, frozen=True, tag="logs"):
    """Lines of one or several sources, merged by time: from `since_at` on, before `until_at` (0: not bounded).

    `sources` are `container:NAME` and `file:NAME`. With `tail`, the newest so many that match, else the oldest `limit`,
    which bounds nothing that is followed. `follow` goes on with what comes. `search` is a substring, `regex` an RE2
    expression, `fields` are `name=value` of JSON lines, `levels` and `streams` those to show (empty: all). `context`
    lines before and after each that matches come too.

    With `requests` these are records of access logs, `access:PATH` or, without `sources`, all that the node keeps;
    `fields` of a line are then what `agent.contract.requests.Request` has.
    """

    sources: list[str]
    since_at: float = 0.0
    until_at: float = 0.0
    tail: int = 0
    limit: int = 1000
    follow: bool = False
    search: str = ""
    regex: str = ""
    ignore_case: bool = False
    fields: list[str] = []
    levels: list[str] = []
    streams: list[Literal["stdout", "stderr"]] = []
    context: int = 0
    group_lines: bool = True
    within_seconds: float = 10.0  # for what is not followed
    requests: WantedRequests | None = None


class CountLogs(msgspec.Struct, kw_only=True, frozen=True, tag="log_counts"):
    """How many lines of which level there were, in steps of time: what a histogram is drawn of. Fields as ReadLogs."""

    sources: list[str]
    since_at: float
    until_at: float
    step_seconds: float
    search: str = ""
    regex: str = ""
    ignore_case: bool = False
    fields: list[str] = []
    levels: list[str] = []
    streams: list[Literal["stdout", "stderr"]] = []
    within_seconds: float = 10.0


class CountRequests(msgspec.Struct, kw_only=True, frozen=True, tag="request_counts"):
    """How many requests of which class of status there were, in steps of time, and the most frequent values of fields.

    The newest are counted first, so that what the time suffices for is the end of the span. With `members` it is told
    of each how it answered, up to so many; an agent from before that tells of none.
    """

    sources: list[str]
    since_at: float
    until_at: float
    step_seconds: float
    requests: WantedRequests
    facets: list[str] = []
    top: int = 10
    members: int = 0
    within_seconds: float = 10.0


class ActOnContainer(msgspec.Struct, kw_only=True, frozen=True, tag="container"):
    """Something to be done to a container by its id.

    `image` is for `recreate`: the id of the image that this container's predecessor had, to go back to. It is in the
    container's label IMAGE_BEFORE_LABEL, and no other one is taken. Else the image is pulled by its name.
    """

    container: str
    act: Act
    timeout_seconds: float = 10.0
    image: str = ""


class ListProcesses(msgspec.Struct, kw_only=True, frozen=True, tag="processes"):
    """The processes that use most."""

    count: int = 20
    order: Literal["cpu", "memory", "io"] = "cpu"


class Question(msgspec.Struct, kw_only=True, frozen=True):
    """Something that is asked. Who asks waits no longer than `within_seconds` for the first line of the answer."""

    id: str
    what: ReadLogs | CountLogs | CountRequests | ActOnContainer | ListProcesses
    within_seconds: float = 10.0


class LogLine(msgspec.Struct, kw_only=True, frozen=True, tag="line", omit_defaults=True):
    """A line, or several that belong together. `id` says where it stands: the same line has the same one always.

    `matched` is false for lines of context. Texts are valid Unicode with control characters other than ANSI colours,
    tab and newline made visible.
    """

    id: str
    at: float
    source: str
    text: str
    stream: str = "stdout"
    level: str = ""  # trace, debug, info, warning, error, fatal
    fields: dict[str, str] = {}
    matched: bool = True
    cut_bytes: int = 0


class LogCounts(msgspec.Struct, kw_only=True, frozen=True, tag="counts", omit_defaults=True):
    """Lines from `at` on, by level ("" for those without one)."""

    at: float
    levels: dict[str, int]


class RequestCounts(msgspec.Struct, kw_only=True, frozen=True, tag="requests_at", omit_defaults=True):
    """Requests from `at` on, by class of status: `2xx` ..., and `refused` for those that Dozor itself answered."""

    at: float
    classes: dict[str, int]


class Facet(msgspec.Struct, kw_only=True, frozen=True, tag="facet", omit_defaults=True):
    """How often a field had a value."""

    field: str
    value: str
    count: int


class MemberCounts(msgspec.Struct, kw_only=True, frozen=True, tag="member", omit_defaults=True):
    """How the member at an address answered.

    Of `requests`, which it was the last to be asked, `errors` had a status of 5xx. `failed` are others, for which
    somebody else was asked after it. `times` are those of `requests` in bins (see `agent.contract.times`), without
    those that somebody failed at before it: NGINX tells but the sum of these.
    """

    member: str
    requests: int = 0
    errors: int = 0
    failed: int = 0
    times: dict[int, int] = {}


class CountedFrom(msgspec.Struct, kw_only=True, frozen=True, tag="counted_from", omit_defaults=True):
    """Where the time was up before all was counted: nothing before `at` is."""

    at: float


class Skipped(msgspec.Struct, kw_only=True, frozen=True, tag="skipped", omit_defaults=True):
    """Lines that are not here, and why: a slow reader, the bound of the spool, a node that did not answer.

    `lines` is 0 where nobody knows how many there are, or none come any more, as the container is gone.
    """

    source: str
    lines: int
    why: str


class Process(msgspec.Struct, kw_only=True, frozen=True, tag="process", omit_defaults=True):
    """A process. Shares are of one core. `container` is the name of that it runs in, its id where nobody knows one."""

    pid: int
    name: str
    command: str = ""
    user: str = ""
    container: str = ""
    cpu_share: float = 0.0
    memory_bytes: int = 0
    read_bytes_per_second: float = 0.0
    write_bytes_per_second: float = 0.0
    threads: int = 0
    started_at: float = 0.0


class Step(msgspec.Struct, kw_only=True, frozen=True, tag="step", omit_defaults=True):
    """How far an act is, as in `pulling`."""

    text: str


class End(msgspec.Struct, kw_only=True, frozen=True, tag="end", omit_defaults=True):
    """The last line of every answer. `more`: there is more than was asked for. An answer without it was broken off.

    Where it is `ok`, `error` says what is otherwise than was to be expected, as an image that could not be pulled.

    `scanned_bytes` are those that a search looked at; `container` is the id of what an act left in the old one's place.
    """

    ok: bool = True
    error: str = ""
    more: bool = False
    scanned_bytes: int = 0
    container: str = ""


Answer = LogLine | LogCounts | RequestCounts | Facet | MemberCounts | CountedFrom | Skipped | Process | Step | End
