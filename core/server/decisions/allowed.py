"""How often the entries of the allowlist are met: whether they are still justified."""

import numpy as np
from msgspec.structs import replace

from agent.contract.address import address_text
from core.server.decisions.context import Context
from core.server.decisions.decision import ANOMALOUS_SCORE
from core.server.decisions.memory import AllowTally
from core.server.decisions.state import DecisionState
from models.scores import Scores


def count_allowed(scores: Scores, context: Context, state: DecisionState) -> None:
    """Count a record's sources that the allowlist covers. Tallies are replaced, never changed: any thread may read."""
    entries, tallies = context.allowlist, state.allow_tallies
    if len(tallies) != len(entries) or any(name not in tallies for name in entries):
        tallies = {name: tallies.get(name) or AllowTally(since=scores.as_of) for name in entries}
        state.allow_tallies = tallies
    for name, rows in context.networks.members(scores.address):
        if 0 < entries[name].until_at <= scores.as_of:
            continue
        last = int(rows[-1])
        before = tallies[name]
        tallies[name] = replace(
            before,
            last_at=scores.as_of,
            last_source=address_text(scores.address[last].tobytes()),
            last_service=scores.services[int(scores.service[last])],
            requests=before.requests + int(scores.requests[rows].sum()),
            anomalous=before.anomalous + int(np.count_nonzero(scores.score[rows] >= ANOMALOUS_SCORE)),
        )
