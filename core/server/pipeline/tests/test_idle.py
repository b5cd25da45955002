"""Reports without traffic: what they bring, and what they do not change."""

import msgspec

from agent.contract.metrics import Metrics, SeriesName, pack_names, pack_values
from agent.contract.wire import Report
from core.server.actions.book import ActionBook
from core.server.ingest.commands import SetMode
from core.server.ingest.entry import decode_entry, encode_command, encode_report
from core.server.pipeline.output import Output
from core.server.pipeline.process import process_entry
from core.server.pipeline.state import PipelineState
from core.server.pipeline.tests.reports import T0, flood, report, visit

NAMES = pack_names([SeriesName("host", "", "load_1m", "count")])


def idle(second: int) -> Report:
    made = report(second, [])
    made.metrics = Metrics(at=T0 + second + 0.5, names=NAMES, values=pack_values([float(second)]))
    return made


def process(*, with_idle: bool, restart_before: int = -1) -> list[Output]:
    """Return the outputs of a flood at one node, beside two nodes that have no traffic or are not there."""
    log = [encode_command(SetMode(at=T0, service="shop", mode="enforce", by="admin"))]
    for second in range(20):
        rows = [visit(f"127.0.1.{n}", T0 + second) for n in range(5)] + [flood("127.0.9.9", T0 + second)] * (second > 5)
        log.append(encode_report("n1", report(second, rows), T0 + second + 1.0))
        if with_idle:
            log += [encode_report(node, idle(second), T0 + second + 1.1) for node in ("n2", "n3")]
    state, outputs = PipelineState(ActionBook(), 0), []
    for position, payload in enumerate(log):
        if position == restart_before:
            restored = PipelineState(ActionBook(), 0)
            restored.restore(state.to_bytes(), position)
            state = restored
        outputs.append(process_entry(position, decode_entry(payload), state).output)
    return outputs


def test_metrics_are_put_out_with_their_names_once():
    rows = [output.metrics for output in process(with_idle=True) if output.metrics]
    assert [(row.node, row.t) for row in rows] == [(node, T0 + s) for s in range(20) for node in ("n2", "n3")]
    assert [row.names for row in rows] == [NAMES, NAMES, *[b""] * 38]
    assert {row.digest for row in rows} == {rows[0].digest}


def test_nodes_without_traffic_change_nothing_that_is_decided():
    def decided(outputs: list[Output]) -> list[object]:
        return [(each.type, each.value, each.decided_at) for output in outputs for each in output.decisions]

    alone = decided(process(with_idle=False))
    assert alone
    assert decided(process(with_idle=True)) == alone


def test_a_restart_between_idle_reports_changes_nothing():
    whole = msgspec.msgpack.encode(process(with_idle=True))
    for position in (2, 3, 31, 33):
        assert msgspec.msgpack.encode(process(with_idle=True, restart_before=position)) == whole
