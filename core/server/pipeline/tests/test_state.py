import msgspec
import pytest

from agent.contract.address import pack_address
from core.server.actions.book import ActionBook
from core.server.ingest.commands import Allow, SetMode
from core.server.ingest.entry import decode_entry, encode_command, encode_report
from core.server.lab.state import Held, LabState
from core.server.pipeline.process import process_entry
from core.server.pipeline.state import PipelineState
from core.server.pipeline.tests.reports import T0, flood, report
from models.codec import pack_state

LOG = [
    encode_command(SetMode(at=T0, service="shop", mode="enforce", by="ann")),
    encode_command(Allow(at=T0, entry_id="e1", network="192.0.2.0/24", until_at=0, by="ann")),
    *(encode_report("n1", report(n, [flood("127.0.9.9", T0 + n)]), T0 + n + 1.0) for n in range(5)),
]
OLDER = {name: pack_state(name, 0, {}, {}) for name in ("scoring", "groups", "services")}
FOREIGN = {"lab": LabState(champion=Held("0" * 32, b"made for other features")).to_bytes()}


@pytest.mark.parametrize("changed", [OLDER, FOREIGN], ids=["learned", "in-charge"])
def test_what_people_set_and_what_holds_comes_back_from_another_release(changed):
    state = PipelineState(ActionBook(), 0)
    for position, payload in enumerate(LOG):
        process_entry(position, decode_entry(payload), state)
    parts = msgspec.msgpack.decode(state.to_bytes())
    restored = PipelineState(ActionBook(), 0)
    restored.restore(msgspec.msgpack.encode(parts | changed), len(LOG))
    assert (restored.position, restored.context.mode("shop")) == (len(LOG), "enforce")
    assert restored.context.allows(pack_address("192.0.2.7"), T0 + 9)
    held = [each.value for each in restored.book.active(T0 + 9)]
    assert held == [each.value for each in restored.decisions.active.values()] == ["127.0.9.9"]
    entry = encode_report("n1", report(5, [flood("127.0.9.9", T0 + 9)]), T0 + 10.0)
    assert process_entry(len(LOG), decode_entry(entry), restored).scores is not None
