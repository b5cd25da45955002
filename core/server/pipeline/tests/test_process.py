"""The same log gives the same outputs, wherever it is cut and however often it is replayed."""

import itertools
from typing import Literal

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.server.actions.book import ActionBook
from core.server.ingest.commands import (
    Allow,
    Command,
    Freeze,
    Impose,
    Judge,
    OrderRules,
    PutRule,
    RemoveRule,
    Rule,
    SetMaxStep,
    SetMode,
    VerifyBot,
)
from core.server.ingest.entry import decode_entry, encode_command, encode_report
from core.server.pipeline.output import encode_output
from core.server.pipeline.process import process_entry
from core.server.pipeline.state import PipelineState
from core.server.pipeline.tests.reports import T0, flood, report, visit
from core.server.places.database import number_of
from models.groups.keys import Trait, key_of


def a_rule(name: str, text: str, mode: Literal["shadow", "on"]) -> Rule:
    return Rule(
        id=name, name=name, text=text, mode=mode, made_at=1.0, made_by="admin", changed_at=1.0, changed_by="admin"
    )


def a_log() -> list[bytes]:
    commands: dict[int, Command] = {
        0: SetMode(at=T0, service="shop", mode="enforce", by="admin"),
        3: PutRule(at=T0 + 3, rule=a_rule("acts", "when address in 127.0.1.0/30 then limit for 1m", "on"), by="admin"),
        7: PutRule(at=T0 + 7, rule=a_rule("counts", "when requests_60s > 2 then ban for 1m", "shadow"), by="admin"),
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
        16: OrderRules(at=T0 + 16, rule_ids=("counts", "acts"), by="admin"),
        18: RemoveRule(at=T0 + 18, rule_id="acts", by="admin"),
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
    ruled = {each["id"] for each in made if each["origin"] == "rule"}  # the rule was taken away before they ended
    assert len(ruled) == 4
    assert lifted == {each["id"] for each in made if each["value"] == "127.0.9.9"} | ruled
    requests = sum(row[2] for output in outputs for row in output.get("traffic", []) if row[1] == "shop")
    assert requests == 15 * 300 + sum(second % 7 for second in range(25))


def test_autonomous_systems_are_those_that_the_log_tells():
    rows = [visit("127.0.1.1", T0), visit("127.0.1.2", T0)]
    entry = encode_report("n1", report(0, rows), T0 + 1.0, np.array([64500, 0], "<u4").tobytes())
    state = PipelineState(ActionBook(), 0)
    process_entry(0, decode_entry(entry), state)
    ((_, visits),) = state.groups.recent.visits
    told = key_of(np.zeros(1, np.int64), Trait.ASN, np.array([64500]))
    assert sorted(visits.traits[:, 1].tolist()) == [0, *told.tolist()]


def test_a_rule_about_countries_meets_those_that_the_log_tells():
    rule = a_rule("germans", "when country in DE then limit for 1h", "on")
    state, rows = PipelineState(ActionBook(), 0), [visit("127.0.1.1", T0), visit("127.0.1.2", T0)]
    process_entry(0, decode_entry(encode_command(PutRule(at=T0, rule=rule, by="ann"))), state)
    countries = np.array([number_of("DE"), 0], "<u2").tobytes()
    process_entry(1, decode_entry(encode_report("n1", report(0, rows), T0 + 1.0, countries=countries)), state)
    assert [hit.source for hit in state.decisions.rule_tallies["germans"].recent] == ["127.0.1.1"]


def test_a_node_is_told_of_the_stronger_decision_before_the_weaker_one_ends():
    state, told = PipelineState(ActionBook(), 0), []
    enforcing = encode_command(SetMode(at=T0, service="shop", mode="enforce", by="admin"))
    calm = [encode_report("n1", report(n, [visit("127.0.1.1", T0 + n)]), T0 + n + 1.0) for n in range(5)]
    loud = [encode_report("n1", report(n, [flood("127.0.9.9", T0 + n, 4)]), T0 + n + 1.0) for n in range(5, 50)]
    for position, payload in enumerate([enforcing, *calm, *loud]):
        process_entry(position, decode_entry(payload), state)
        assert len(state.book.active(T0 + position)) <= 1
    orders = state.book.orders_for(0, T0 + 51)
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
