"""The same log gives the same outputs, wherever it is cut and however often it is replayed."""

import itertools

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.server.actions.book import ActionBook
from core.server.ingest.commands import Allow, Command, Freeze, Impose, Judge, SetMaxStep, SetMode, VerifyBot
from core.server.ingest.entry import decode_entry, encode_command, encode_report
from core.server.pipeline.output import encode_output
from core.server.pipeline.process import process_entry
from core.server.pipeline.state import PipelineState
from core.server.pipeline.tests.reports import T0, flood, report, visit


def a_log() -> list[bytes]:
    commands: dict[int, Command] = {
        0: SetMode(at=T0, service="shop", mode="enforce", by="admin"),
        9: Impose(
            at=T0 + 9,
            decision_id="person-1",
            type="ban",
            scope="ip",
            value="127.0.3.3",
            service="",
            until_at=T0 + 15,
            by="admin",
        ),
        12: SetMaxStep(at=T0 + 12, service="shop", max_step="challenge", by="admin"),
        13: VerifyBot(at=T0 + 13, address="127.0.5.5", bot="Google", verified=True, until_at=T0 + 90),
        14: Allow(at=T0 + 14, entry_id="e1", network="127.0.9.0/24", until_at=0, by="admin"),
        20: Freeze(at=T0 + 20, frozen=True, by="admin"),
    }
    log = []
    for second in range(25):
        if second in commands:
            log.append(encode_command(commands[second]))
        rows = [visit(f"127.0.1.{n}", T0 + second) for n in range(second % 7)]
        if 5 <= second < 20:
            rows.append(flood("127.0.9.9", T0 + second, 300))
        log.append(encode_report("n1", report(second, rows), T0 + second + 1.0))
    return log


LOG = a_log()


def replay(cuts: set[int]) -> list[bytes]:
    """Process the log, with a restart from a checkpoint before each of the positions in `cuts`."""
    state, outputs = PipelineState(ActionBook(), 0), []
    for position, payload in enumerate(LOG):
        if position in cuts:
            restored = PipelineState(ActionBook(), 0)
            restored.restore(state.to_bytes(), position)
            state = restored
        outputs.append(encode_output(process_entry(position, decode_entry(payload), state).output))
    return outputs


@pytest.fixture(scope="module")
def uncut() -> list[bytes]:
    return replay(set())


@settings(max_examples=8, deadline=None)
@given(cuts=st.sets(st.integers(1, len(LOG) - 1), max_size=4))
def test_a_restart_anywhere_changes_no_output(uncut, cuts):
    assert replay(cuts) == uncut


def test_the_outputs_hold_what_happened(uncut):
    outputs = [msgspec.msgpack.decode(output) for output in uncut]
    made = [decision for output in outputs for decision in output.get("decisions", [])]
    assert {(each["type"], each["value"]) for each in made} >= {("ban", "127.0.9.9"), ("ban", "127.0.3.3")}
    lifted = {lift[0] for output in outputs for lift in output.get("lifts", [])}
    assert lifted == {each["id"] for each in made if each["value"] == "127.0.9.9"}
    requests = sum(row[2] for output in outputs for row in output.get("traffic", []) if row[1] == "shop")
    assert requests == 15 * 300 + sum(second % 7 for second in range(25))


def test_a_node_is_told_of_the_stronger_decision_before_the_weaker_one_ends():
    state, told = PipelineState(ActionBook(), 0), []
    enforcing = encode_command(SetMode(at=T0, service="shop", mode="enforce", by="admin"))
    calm = [encode_report("n1", report(n, [visit("127.0.1.1", T0 + n)]), T0 + n + 1.0) for n in range(5)]
    loud = [encode_report("n1", report(n, [flood("127.0.9.9", T0 + n, 30)]), T0 + n + 1.0) for n in range(5, 30)]
    for position, payload in enumerate([enforcing, *calm, *loud]):
        process_entry(position, decode_entry(payload), state)
        assert len(state.book.active(T0 + position)) <= 1
    orders = state.book.orders_for(0, T0 + 31)
    told = [action.kind for action in orders.actions]
    assert told == ["limit", "ban", "lift"]


def test_the_same_verdict_again_teaches_nothing():
    state = PipelineState(ActionBook(), 0)
    for position, payload in enumerate(LOG[:12]):
        process_entry(position, decode_entry(payload), state)
    (incident,) = (running.incident for running in state.incidents.running.values())
    taught = [state.scoring.classifier.digest]
    for n, verdict in enumerate(["attack", "attack", "harmless"]):
        said = Judge(at=T0 + 20 + n, incident_id=incident.id, verdict=verdict, by="ann")
        process_entry(12 + n, decode_entry(encode_command(said)), state)
        taught.append(state.scoring.classifier.digest)
    assert [now != before for before, now in itertools.pairwise(taught)] == [True, False, True]
