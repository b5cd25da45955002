"""What core and agent say about the configuration of a node's NGINX: msgpack, zstd-compressed, over plain requests.

    GET  /api/v1/agent/proxy/order?known=VERSION&wait=SECONDS   -> Order, at once where it is newer, else after the wait
    GET  /api/v1/agent/proxy/manifests/{digest}                 -> Manifest
    GET  /api/v1/agent/proxy/files/{sha256}                     -> the file's bytes, only of manifests of this node
    POST /api/v1/agent/proxy/state      NodeState               -> 204
    POST /api/v1/agent/proxy/outcomes   list[TaskOutcome]       -> 204

An order is a state, not a message: it may be repeated, skipped and read late. Both sides ignore unknown fields.
"""

import hashlib
from functools import cached_property
from typing import Annotated, Final, Literal

import msgspec

Seconds = Annotated[float, msgspec.Meta(ge=0, le=1e11)]
"""A span, or an instant since 1970: a number that JSON has, too, and a calendar."""

FIRST_KINDS: Final = frozenset({"issue", "revoke", "purge", "handshake", "test", "visit"})
"""The kinds of task that an agent knows which tells none: it cannot read an order with another one."""

Step = Literal["hold", "check", "apply"]
"""`hold`: run what is confirmed. `check`: besides, test the candidate. `apply`: run the candidate."""


class Manifest(msgspec.Struct, kw_only=True, frozen=True, dict=True):
    """All files that the core wrote for a node, by their path within a generation: sha256 of the content in hex."""

    files: dict[str, str] = {}

    @cached_property
    def digest(self) -> str:
        """The name of exactly this set of files: what desired and applied are compared by."""
        lines = (f"{name}\0{content}\n" for name, content in sorted(self.files.items()))
        return hashlib.sha256("".join(lines).encode()).hexdigest()


class HealthCheck(msgspec.Struct, kw_only=True, frozen=True):
    """How the agent asks each member of a service whether it is well. Kind tcp looks at nothing but the connection."""

    kind: Literal["http", "https", "tcp"] = "http"
    path: str = "/"
    host: str = ""
    status_from: int = 200
    status_to: int = 399
    body: str = ""  # must stand in the answer's first 64 KiB
    interval_seconds: float = 5.0
    timeout_seconds: float = 2.0
    rise: int = 2
    fall: int = 3


class Member(msgspec.Struct, kw_only=True, frozen=True):
    """Who may answer for a service. `group` is the `server` line of NGINX's upstream that it stands behind.

    `host` is an address or a name that the agent resolves. `container` instead of it names a container of the node,
    of whose address the agent knows. A drained member gets no new requests.
    """

    id: str
    group: str
    host: str = ""
    port: int = 0
    container: str = ""
    weight: int = 1
    draining: bool = False


class Upstream(msgspec.Struct, kw_only=True, frozen=True):
    """The members of a service as this node reaches them. `name` is a DNS label."""

    name: str
    members: list[Member] = []
    health: HealthCheck | None = None


class Replicas(msgspec.Struct, kw_only=True, frozen=True):
    """How many containers made after `template` there are to be on this node, besides the template itself.

    They carry the labels `dozor.service` and `dozor.replica-of`, join the group `group` of the service's upstream at
    `port` once they are healthy, and are drained for up to `drain_seconds` before they are stopped and removed.
    """

    service: str
    upstream: str
    template: str
    port: int
    wanted: int
    group: str = "main"
    drain_seconds: float = 30.0


class Probe(msgspec.Struct, kw_only=True, frozen=True):
    """A request through the node's own NGINX, at `address`, by which a change of a site is judged.

    `site` is the domain's name. With `expect` 0 the answer must not be worse than before: no 5xx where there was none,
    and a handshake.
    """

    site: str
    host: str
    address: str = "127.0.0.1"
    path: str = "/"
    tls: bool = False
    port: int = 80
    expect: int = 0
    proxy_protocol: bool = False


class Task(msgspec.Struct, kw_only=True, frozen=True):
    """Something to be done once. `arguments` are as the kind has them; they may hold secrets and are never logged.

    Kinds are FIRST_KINDS and `reload`. What kind is new in the core an older agent has to be able to read, and to say
    that it does not know it.
    """

    id: str
    kind: str
    arguments: dict[str, str] = {}


class Order(msgspec.Struct, kw_only=True, frozen=True):
    """What the core wants of a node. `version` grows with every change; 0 is that of a node without orders.

    `confirmed` is the digest of the manifest that the node is to run, `candidate` the one of a deployment; empty where
    there is none. A node that applied a candidate and does not hear it confirmed within `confirm_within_seconds` goes
    back by itself.
    """

    version: int = 0
    confirmed: str = ""
    deployment: str = ""
    candidate: str = ""
    step: Step = "hold"
    confirm_within_seconds: float = 60.0
    probes: list[Probe] = []
    upstreams: list[Upstream] = []
    replicas: list[Replicas] = []
    tasks: list[Task] = []


class Problem(msgspec.Struct, kw_only=True, frozen=True):
    """What is wrong with a file of a manifest: `line` counts from 1, 0 where it is about no line."""

    file: str
    line: int
    message: str


class CheckResult(msgspec.Struct, kw_only=True, frozen=True):
    """What `nginx -t` said of a manifest, or why it was not asked."""

    deployment: str = ""
    digest: str
    ok: bool
    problems: list[Problem] = []
    seconds: Seconds = 0.0


class ApplyResult(msgspec.Struct, kw_only=True, frozen=True):
    """What came of running a candidate. Where not `ok`, the node runs the confirmed manifest again."""

    deployment: str
    digest: str
    ok: bool
    problems: list[Problem] = []
    seconds: Seconds = 0.0


ReloadStep = Literal["asked", "tested", "taken", "answered"]
"""How far a reload came: NGINX was `asked` what runs and `tested` it, new workers have `taken` it and `answered`."""


class ReloadResult(msgspec.Struct, kw_only=True, frozen=True):
    """What came of having NGINX read anew what it runs: the last step that was begun, and what went wrong in it."""

    ok: bool
    step: ReloadStep
    problems: list[Problem] = []
    seconds: Seconds = 0.0


class MemberState(msgspec.Struct, kw_only=True, frozen=True):
    """How a member is, as the node sees it. `serving` is whether NGINX is given its address now.

    `address` is where it was found, as NGINX writes it into its log: `10.0.0.5:8080`, `[2001:db8::1]:80`; empty where
    it is not known.
    """

    service: str
    member: str
    serving: bool
    healthy: bool
    reason: str = ""
    since_at: Seconds = 0.0
    address: str = ""


class NodeState(msgspec.Struct, kw_only=True, frozen=True):
    """What runs on the node. Sent on every change, and once in ten seconds anyway.

    `applied` is the digest that NGINX's workers answer with, empty where NGINX is away or not managed. `left_out` names
    sites that run in an older form, or not at all, since NGINX did not take them. `tasks` are the kinds that the agent
    knows; one that is too old to read an order with another kind tells none.
    """

    order_version: int = 0
    applied: str = ""
    left_out: list[Problem] = []
    check: CheckResult | None = None
    apply: ApplyResult | None = None
    reloads: int = 0
    members: list[MemberState] = []
    pages: dict[str, int] = {}  # error pages shown since NGINX was started: "SERVICE STATUS SET/PAGE" -> count
    trouble: str = ""
    tasks: list[str] = []


class TaskOutcome(msgspec.Struct, kw_only=True, frozen=True):
    """What came of a task. `results` are as the kind has them."""

    id: str
    ok: bool
    error: str = ""
    results: dict[str, str] = {}
