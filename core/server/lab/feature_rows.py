"""What is kept of a record's scores, so that other thresholds can be tried on it later."""

from typing import Final

import msgspec
import numpy as np
import zstandard
from numpy.typing import NDArray

from models.ensemble import HEADS
from models.features import NAMES
from models.groups.event import GroupEvent
from models.scores import Scores
from models.shard import mix64

MOST_OUTSTANDING: Final = 32  # of one record: those least likely to be harmless
MOST_SAMPLED: Final = 16
SAMPLED_ONE_IN: Final = 64  # sources, the same ones all the time, whatever they do
OUTSTANDING_P: Final = 0.1
_LEVEL: Final = 3
_MOST_BYTES: Final = 16 * 2**20


class FeatureRows(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Some of a record's entries, n of them: columns as little-endian bytes, in the order of `models.scores.Scores`.

    `parts` names the detector parts that scored them by digest; `sampled` marks who is kept whatever it does.
    """

    position: int
    as_of: float
    services: list[str]
    service: bytes  # u2
    address: bytes  # 16 bytes each
    second: bytes  # i8
    requests: bytes  # i8
    refused: bytes  # i8
    rps: bytes  # f4
    score: bytes  # f4
    p_value: bytes  # f8
    features: bytes  # f4, n times F
    heads: bytes  # f4, n times HEADS
    membership: bytes  # u1
    sampled: bytes  # u1
    events: tuple[GroupEvent, ...]
    parts: dict[str, str]
    systems: bytes = b""  # u4; empty in rows that were kept before these were
    countries: bytes = b""  # u2; as systems


def feature_rows(scores: Scores) -> FeatureRows | None:
    """Return what is kept of a record: who stands out, and a sample of the sources. None where nothing is."""
    sampled = _sampled(scores)
    kept = np.union1d(_outstanding(scores), sampled)
    if not len(kept):
        return None
    return FeatureRows(
        position=scores.position,
        as_of=scores.as_of,
        services=scores.services,
        service=scores.service[kept].astype("<u2").tobytes(),
        address=scores.address[kept].tobytes(),
        second=scores.second[kept].astype("<i8").tobytes(),
        requests=scores.requests[kept].astype("<i8").tobytes(),
        refused=scores.refused[kept].astype("<i8").tobytes(),
        rps=scores.rps[kept].astype("<f4").tobytes(),
        score=scores.score[kept].astype("<f4").tobytes(),
        p_value=scores.p_value[kept].astype("<f8").tobytes(),
        features=scores.features[kept].astype("<f4").tobytes(),
        heads=scores.heads[kept].astype("<f4").tobytes(),
        membership=scores.membership[kept].tobytes(),
        sampled=np.isin(kept, sampled).astype(np.uint8).tobytes(),
        events=scores.event,
        parts={name: part.digest for name, part in scores.parts.items()},
        systems=scores.systems[kept].astype("<u4").tobytes(),
        countries=scores.countries[kept].astype("<u2").tobytes(),
    )


def _outstanding(scores: Scores) -> NDArray[np.int64]:
    found = np.flatnonzero((scores.p_value < OUTSTANDING_P) & ~scores.late & (scores.requests > 0))
    return found[np.argsort(scores.p_value[found], kind="stable")[:MOST_OUTSTANDING]]


def _sampled(scores: Scores) -> NDArray[np.int64]:
    halves = np.ascontiguousarray(scores.address).view("<u8").astype(np.uint64)
    lot = mix64(mix64(halves[:, 0]) ^ halves[:, 1])
    drawn = (lot % np.uint64(SAMPLED_ONE_IN) == 0) & ~scores.late & (scores.requests > 0)
    found = np.flatnonzero(drawn)
    return found[np.argsort(lot[found], kind="stable")[:MOST_SAMPLED]]


def scores_of(rows: FeatureRows) -> Scores:
    """Return kept entries as the policy takes them; surprisals, which only explain, are zeros."""
    n = len(rows.service) // 2
    return Scores(
        position=rows.position,
        as_of=rows.as_of,
        services=rows.services,
        service=np.frombuffer(rows.service, "<u2"),
        address=np.frombuffer(rows.address, np.uint8).reshape(n, 16),
        second=np.frombuffer(rows.second, "<i8"),
        requests=np.frombuffer(rows.requests, "<i8"),
        refused=np.frombuffer(rows.refused, "<i8"),
        rps=np.frombuffer(rows.rps, "<f4"),
        score=np.frombuffer(rows.score, "<f4"),
        p_value=np.frombuffer(rows.p_value, "<f8"),
        late=np.zeros(n, np.bool_),
        features=np.frombuffer(rows.features, "<f4").reshape(n, len(NAMES)),
        surprisal=np.zeros((n, len(NAMES)), np.float32),
        heads=np.frombuffer(rows.heads, "<f4").reshape(n, len(HEADS)),
        typical=np.zeros(len(NAMES), np.float32),
        row=np.arange(n),
        entry=np.arange(n),
        membership=np.frombuffer(rows.membership, np.uint8),
        event=rows.events,
        systems=np.frombuffer(rows.systems, "<u4"),
        countries=np.frombuffer(rows.countries, "<u2"),
    )


_decoder = msgspec.msgpack.Decoder(FeatureRows)


def pack_rows(rows: FeatureRows) -> bytes:
    """Return rows as they are stored."""
    return zstandard.compress(msgspec.msgpack.encode(rows), _LEVEL)


def unpack_rows(data: bytes) -> FeatureRows | None:
    """Return what `pack_rows` wrote; None where it is of another program."""
    try:
        rows = _decoder.decode(zstandard.ZstdDecompressor().decompress(data, max_output_size=_MOST_BYTES))
    except (msgspec.MsgspecError, zstandard.ZstdError):
        return None
    n = len(rows.service) // 2
    fits = len(rows.features) == 4 * n * len(NAMES) and len(rows.heads) == 4 * n * len(HEADS)
    return rows if fits else None
