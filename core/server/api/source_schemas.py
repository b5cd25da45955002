"""Sources, grouped, and one of them in profile, as the API shows them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from core.server.api.schemas import ActiveDecision, AnomalousSource, DecisionOut, SourceSample

GroupBy = Literal["address", "network", "asn", "country", "agent"]
SourceSort = Literal["score", "load", "requests", "refused", "sources", "first", "last"]


class SystemOut(BaseModel):
    """An autonomous system; `name` is empty where nobody knows it."""

    number: int
    name: str


class SourceGroup(BaseModel):
    """Sources that have something in common; grouped by address that is one source at all of its services.

    `key` is an address, a network (/24, of IPv6 /48), `AS15169`, a country's code or the hash of a User-Agent, whose
    text `name` then is; "" for those of whom it is unknown. `anomalous`, `honest` and `held` count sources: held are
    those that are limited, challenged or banned. `load_rps` is requests per second, fading over minutes. `services`
    are at most five. `allowed` and `decision` are told of one address.
    """

    key: str
    name: str
    country: str
    system: SystemOut | None
    sources: int
    anomalous: int
    held: int
    requests: int
    refused: int
    errors: int
    rps: float
    load_rps: float
    score: float | None
    first_seen_at: datetime
    last_seen_at: datetime
    services: list[str]
    decision: ActiveDecision | None
    allowed: bool


class SourceSums(BaseModel):
    """All sources that a question finds. `loose` are those who stand out, ask within this minute, and are not held."""

    sources: int
    anomalous: int
    held: int
    loose: int
    requests: int
    rps: float


class PlacesKnown(BaseModel):
    """Which databases there are, and whose data they are, to be shown beside what is made of them."""

    countries: bool
    systems: bool
    credit: list[str]


class SourcePage(BaseModel):
    """A page of sources or groups of them. `next_cursor` is null at the end; `total` counts groups."""

    items: list[SourceGroup]
    next_cursor: str | None
    total: int
    as_of: datetime
    sums: SourceSums
    places: PlacesKnown


class CountryTraffic(BaseModel):
    """What comes from a country ("" where it is unknown): requests per second, fading over minutes."""

    country: str
    sources: int
    anomalous: int
    honest_rps: float
    anomalous_rps: float


class SourceMap(BaseModel):
    """Traffic of the last minutes by country, most first, and the networks that anomalous traffic comes from."""

    as_of: datetime
    countries: list[CountryTraffic]
    systems: list[SourceGroup]
    places: PlacesKnown


class Impact(BaseModel):
    """Whom a decision about a whole group would hit, of those who are here now.

    `honest_share` is the part of all current requests of honest sources that theirs are. `members` are addresses that
    it would be made about (at most 500, the most anomalous first), `anomalous_members` those of them that are
    anomalous; `spared` sources are allowlisted or protected and stay untouched. `range` is the network that one
    decision would cover, null where it takes one for each member.
    """

    sources: int
    anomalous: int
    honest: int
    spared: int
    honest_share: float
    rps: float
    services: list[str]
    range: str | None
    members: list[str]
    anomalous_members: list[str]


class SourceSeries(BaseModel):
    """What PostgreSQL keeps of a source, in columns: requests per second; `score` is the highest, null: unknown."""

    step_seconds: int
    t: list[int]
    rps: list[float]
    refused_rps: list[float]
    errors_rps: list[float]
    score: list[float | None]


class HeatRow(BaseModel):
    """How often a path was seen among the requests kept as evidence, by hour. The path is the client's: hostile."""

    path: str
    counts: list[int]


class SourceHeat(BaseModel):
    """Paths by hour, the most frequent first; `hours` are Unix seconds, `samples` requests in all."""

    hours: list[int]
    rows: list[HeatRow]
    samples: int


class ReverseName(BaseModel):
    """A name that an address was given by its owner: hostile text. `confirmed` names lead back to the address."""

    name: str
    confirmed: bool


class SourceNameOut(BaseModel):
    """How an address is called: confirmed names first. `unanswered`: a name server did not; `off`: none is asked."""

    source: str
    state: Literal["named", "nameless", "unanswered", "off"]
    names: list[ReverseName]


class SourceProfile(BaseModel):
    """Who somebody is and what they have done here.

    `kind` says what `key` is. `summary` is null where nobody of this name was seen within the hour, `flagged` where no
    detector pointed at it in a quarter of an hour; `known` is false where nothing at all is known: never seen.
    `crawler` names the search engine whose crawler the address was proved to be, "" else. `network` is the range that
    an address lies in. `peers` are others of that network, `agent_peers` others with the same User-Agent. `samples`
    are the newest requests kept as evidence (at most 100).
    """

    key: str
    kind: Literal["address", "network", "asn", "country"]
    known: bool
    country: str
    system: SystemOut | None
    network: str
    crawler: str
    allowed: bool
    protected: bool
    agent: str
    first_seen_at: datetime | None
    last_seen_at: datetime | None
    requests: int
    refused: int
    summary: SourceGroup | None
    flagged: list[AnomalousSource]
    features: dict[str, float]
    samples: list[SourceSample]
    heat: SourceHeat
    decisions: list[DecisionOut]
    series: SourceSeries
    members: list[SourceGroup]
    peers: list[SourceGroup]
    agent_peers: list[SourceGroup]
    places: PlacesKnown
    as_of: datetime
