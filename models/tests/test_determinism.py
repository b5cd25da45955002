"""The same log gives the same bits in every process: whatever memory held before, and however strings are hashed."""

import os
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path

from models.groups.stage import GroupStage
from models.groups.state import GroupState
from models.stage import ScoringStage, heed
from models.state import ScoringState
from models.tests.records import T0, crowd, flood, record_of, visit

ROOT = Path(__file__).parents[2]


def digest() -> str:
    """Return the digest of everything that a short log leaves behind, a fitted forest among it."""
    scoring, groups, found = ScoringState(), GroupState(), blake2b(digest_size=16)
    for at in range(9):
        few = [visit(T0 + 60 * at, f"192.0.2.{n}", service=n % 2, path=n) for n in range(9)]
        few.append(flood(T0 + 60 * at, "203.0.113.9"))
        for record in (
            crowd(600, T0 + 60 * at, 2 * at),
            record_of(few, position=2 * at + 1, services=("shop", "api")),
        ):
            scores = GroupStage().process(record, ScoringStage().process([record], scoring)[0], groups)
            heed(scores, scoring)
            for values in (scores.score, scores.features, scores.heads, *(p.digest for p in scores.parts.values())):
                found.update(values.encode() if isinstance(values, str) else values.tobytes())
    assert scoring.forest.ready
    for state in (scoring, groups):
        found.update(state.to_bytes())
    return found.hexdigest()


def test_digests_depend_on_the_log_alone():
    program = "from models.tests.test_determinism import digest; print(digest())"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": str(number), "MALLOC_PERTURB_": str(100 * number)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in (1, 2)
    ]
    answers = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert answers[0] == answers[1]
