"""Scores made by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from agent.contract.address import pack_address
from models.ensemble import HEADS
from models.features import FEATURE, NAMES
from models.groups.event import GroupEvent
from models.part import Part
from models.scores import Membership, Scores

T0 = 1_700_000_000
FLOOD = {"requests_1s": 150.0, "requests_10s": 150.0, "requests_60s": 150.0, "pages_60s": 150.0, "page_share": 0.7}
HUGE_FLOOD = {name: 5 * value for name, value in FLOOD.items()}
SCAN = {"not_found_paths_600s": 60.0, "requests_60s": 60.0, "client_error_share": 0.9}
STUFFING = {"logins_600s": 40.0, "requests_60s": 40.0}
EXPLOIT = {"exploits_600s": 2.0, "signature_paths_600s": 2.0, "requests_60s": 2.0, "page_share": 1.0}
OFFICE = FLOOD | {"users_600s": 20.0, "page_share": 0.3}
BROWSERS = {"service_assets": 0.7}
HARMLESS_BURST = {"requests_10s": 90.0, "requests_60s": 90.0, "pages_60s": 5.0}


@dataclass
class Entry:
    """One source of a record."""

    address: str = "192.0.2.1"
    p_value: float = 1e-6
    features: Mapping[str, float] = field(default_factory=lambda: FLOOD)
    service: str = "shop"
    age: int = 0
    late: bool = False
    requests: int = 100
    refused: int = 0
    membership: int = Membership.NONE


def scores_of(
    *entries: Entry,
    at: float = T0,
    position: int = 0,
    events: tuple[GroupEvent, ...] = (),
    parts: Mapping[str, Part] | None = None,
) -> Scores:
    count = len(entries)
    services = sorted({entry.service for entry in entries}) or ["shop"]
    features = np.zeros((count, len(NAMES)), np.float32)
    for i, entry in enumerate(entries):
        for name, value in entry.features.items():
            features[i, FEATURE[name]] = value
    addresses = b"".join(pack_address(entry.address) for entry in entries)
    p_value = np.array([entry.p_value for entry in entries], np.float64)
    return Scores(
        position=position,
        as_of=at,
        services=services,
        service=np.array([services.index(entry.service) for entry in entries], np.uint16),
        address=np.frombuffer(addresses, np.uint8).reshape(count, 16),
        second=np.array([int(at) - entry.age for entry in entries], np.int64),
        requests=np.array([entry.requests for entry in entries], np.int64),
        refused=np.array([entry.refused for entry in entries], np.int64),
        rps=np.array([entry.requests / 10 for entry in entries], np.float32),
        score=np.clip(-np.log10(p_value) / 6, 0, 1).astype(np.float32),
        p_value=p_value,
        late=np.array([entry.late for entry in entries], np.bool_),
        features=features,
        surprisal=np.minimum(features, 8),
        heads=np.full((count, len(HEADS)), 4, np.float32),
        typical=np.zeros(len(NAMES), np.float32),
        row=np.arange(count),
        entry=np.arange(count),
        membership=np.array([entry.membership for entry in entries], np.uint8),
        event=events,
        parts=parts or {},
        version="by hand",
    )
