"""The messages between agent and core: msgpack (zstd-compressed) by default, JSON by content negotiation.

Both sides ignore fields they do not know, so the core can be upgraded before the agents.
"""

from typing import Literal

import msgspec

from agent.contract.metrics import Metrics

MSGPACK = "application/vnd.dozor.report+msgpack"
DecisionType = Literal["observe", "limit", "challenge", "ban"]
Scope = Literal["ip", "range", "asn", "fingerprint"]


class Aggregates(msgspec.Struct, kw_only=True):
    """Rows of (second, service, source), stored by column (see `columns`).

    `columns` maps a column's name to its packed little-endian values. In JSON a column is base64,
    as JSON has no bytes. An absent column reads as zeros.
    """

    rows: int = 0
    services: list[str] = []
    addresses: bytes = b""
    columns: dict[str, bytes] = {}


class Sample(msgspec.Struct, kw_only=True):
    """One request of a row that stands out, or of a report's first few pages. Texts are cut and may hold anything."""

    row: int
    method: str
    path: str
    status: int
    user_agent: str
    referrer: str = ""
    request_id: str = ""


class Counters(msgspec.Struct, kw_only=True):
    """What the agent read, and what it could not, since its last report."""

    lines: int = 0
    malformed: int = 0
    malformed_samples: list[str] = []
    rows_merged: int = 0  # rows folded into the overflow source because memory's bound was reached
    late_lines: int = 0
    reports_dropped: int = 0  # oldest reports lost because the outbox's bound was reached
    bytes_skipped: int = 0  # over-long lines passed over


class Host(msgspec.Struct, kw_only=True):
    """How the node is doing. Shares are in [0, 1]; -1 where unknown."""

    hostname: str = ""
    cpu_share: float = -1.0
    load_1m: float = -1.0
    memory_used_bytes: int = -1
    memory_total_bytes: int = -1
    disk_used_share: float = -1.0
    uptime_seconds: float = -1.0
    agent_cpu_share: float = -1.0
    agent_rss_bytes: int = -1
    nginx_up: bool = False
    nginx_version: str = ""
    logs: list[str] = []


class Action(msgspec.Struct, kw_only=True):
    """What an agent is told. `lift` ends the decision at once; the rest end by themselves at `until_at`.

    The value of scope `range` is a network in CIDR form. `allow` frees an address or a range of everything that others
    hold against it, wider ranges too.

    `revision` grows by one with every action of the core; an agent tells the last one it applied.
    `service` is empty where the action holds for all. Instants are Unix seconds.
    """

    revision: int
    decision_id: str
    kind: Literal["limit", "challenge", "ban", "allow", "lift"]
    scope: Scope
    value: str
    service: str
    until_at: float


class Outcome(msgspec.Struct, kw_only=True):
    """What came of an action. `error` beside `applied` says in what it was carried out otherwise than told."""

    revision: int
    decision_id: str
    applied: bool
    applied_at: float
    error: str = ""


class Report(msgspec.Struct, kw_only=True):
    """What an agent sends each second. (node, outbox, sequence) makes it count once.

    `outbox` names the agent's spool; a new spool starts a new sequence. Instants are Unix seconds.
    """

    outbox: str
    sequence: int
    made_at: float
    agent_version: str = ""
    applied_revision: int = 0
    aggregates: Aggregates = msgspec.field(default_factory=Aggregates)
    samples: list[Sample] = []
    counters: Counters = msgspec.field(default_factory=Counters)
    host: Host | None = None
    outcomes: list[Outcome] = []
    metrics: Metrics | None = None


class Reply(msgspec.Struct, kw_only=True):
    """What the core answers once a report is durable.

    `snapshot` says that `actions` is the whole of what holds now and everything else is to be lifted;
    `revision` is the newest one this reply brings the agent to.
    `hash_seed` seeds the hashes of URLs and User-Agents: one for a fleet, unknown outside of it.
    `challenge_key` signs challenges and the passes for them: 64 hex digits, one for a fleet, empty where there is none.
    """

    sequence: int
    revision: int = 0
    snapshot: bool = False
    actions: list[Action] = []
    interval_seconds: float = 1.0
    hash_seed: int = 0
    challenge_key: str = ""
