"""The columns of an aggregate: one table that the agent writes by and the core reads by."""

from typing import Final, NamedTuple


class Column(NamedTuple):
    """One column: a name, an `array`/`struct` type code (little-endian, standard sizes) and what it holds."""

    name: str
    typecode: str
    meaning: str


ROW: Final = (
    Column("second", "I", "Unix second in which the requests were logged"),
    Column("service", "H", "index into Aggregates.services"),
    Column("requests", "I", "requests that reached the service; refused ones are not among them"),
    Column("refused", "I", "requests answered by Dozor's own ban, limit or challenge; in no other column"),
    Column("bytes", "Q", "body bytes sent"),
    Column("status_2xx", "I", "answers 200-299 (and 101)"),
    Column("status_3xx", "I", "answers 300-399, 304 among them"),
    Column("status_4xx", "I", "answers 400-499"),
    Column("status_5xx", "I", "answers 500-599"),
    Column("not_modified", "I", "answers 304"),
    Column("denied", "I", "answers 401 and 403"),
    Column("not_found", "I", "answers 404"),
    Column("gets", "I", "GET requests"),
    Column("posts", "I", "POST requests"),
    Column("odd_methods", "I", "requests with a method other than GET and POST, malformed requests among them"),
    Column("assets", "I", "requests for a static file, told by its extension"),
    Column("no_referrer", "I", "non-asset requests without a Referer"),
    Column("logins", "I", "POST requests to a login-like path, whatever the answer"),
    Column("tool_agents", "I", "requests whose User-Agent is empty or names a tool"),
    Column("sensitive", "I", "requests for a path that only a prober asks for, whatever the answer"),
    Column("injections", "I", "requests that carry traversal, SQL, script or shell injection, whatever the answer"),
    Column("exploits", "I", "requests with a known hole's probe, web shell or remote inclusion, whatever the answer"),
    Column("scanner_agents", "I", "requests whose User-Agent names an attack tool; among `tool_agents` too"),
    Column("bot_agents", "I", "requests whose User-Agent claims to be a search engine's crawler"),
    Column("passed", "I", "requests by clients that have solved a challenge"),
    Column("request_time_sum", "d", "seconds spent on the requests (0 where the format has none)"),
    Column("request_time_max", "f", "longest request in seconds"),
    Column("upstream_time_sum", "d", "seconds that upstreams took"),
    Column("distinct_paths", "I", "distinct full URLs, estimated where more than MAX_URLS"),
    Column("distinct_user_agents", "I", "distinct User-Agents, estimated where more than MAX_AGENTS"),
    Column("url_count", "B", "how many entries of URL belong to this row (0..MAX_URLS)"),
    Column("agent_count", "B", "how many entries of AGENT belong to this row (0..MAX_AGENTS)"),
)

# Entries stand in row order: row 0's first, url_count[0] of them, then row 1's.
URL: Final = (
    Column("url", "I", "hash of path and query"),
    Column("path", "I", "hash of the path without its query"),
    Column("template", "I", "hash of the path with its variable segments (numbers, hex, UUIDs) replaced by a mark"),
    Column("url_flags", "B", "UrlFlag bits"),
    Column("url_requests", "H", "requests for this URL in this row, at most 65,535"),
)

AGENT: Final = (Column("agent", "I", "hash of the User-Agent"),)

ADDRESS_BYTES: Final = 16  # one per row, in network order: IPv4 mapped into IPv6, IPv6 cut to its /64
MAX_URLS: Final = 32
MAX_AGENTS: Final = 8


class UrlFlag:
    """Bits of `url_flags`. A request that counts as an exploit has both SENSITIVE and INJECTION."""

    ASSET = 1
    NOT_FOUND = 2
    QUERY = 4
    LOGIN = 8
    SENSITIVE = 16
    INJECTION = 32
    POST = 64
    ANSWERED = 128  # at least one answer 2xx or 304 in this row
