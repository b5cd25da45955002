from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from agent.contract.address import address_text
from core.server.ingest.merge import merge_sources
from core.server.pipeline.tests.reports import aggregates
from models.batch import read_batch
from models.record import Record

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "source": st.sampled_from(["127.0.0.9", "127.0.0.10", "2001:db8::", "2001:db8:0:1::", "::ffff:127.0.0.9"]),
            "service": st.sampled_from(["a", "b"]),
            "second": st.integers(0, 100),
            "requests": st.integers(0, 2**32 - 1),
            "bytes": st.integers(0, 2**50),
            "request_time_max": st.floats(0, 100, width=32),
        }
    ),
    max_size=40,
)


@given(ROWS)
def test_rows_of_one_source_become_one_and_nothing_is_lost(rows):
    batch = read_batch(Record(0, 1000.0, "n", aggregates(rows)))
    merged = merge_sources(batch)
    wanted = defaultdict(list)
    for row in rows:
        wanted[row["service"], row["source"].removeprefix("::ffff:")].append(row)
    found = {}
    for i, service in enumerate(merged.service.tolist()):
        key = batch.services[service], address_text(merged.address[i].tobytes())
        assert key not in found
        found[key] = i
    assert found.keys() == wanted.keys()
    for key, i in found.items():
        assert merged.sums["requests"][i] == sum(row["requests"] for row in wanted[key])
        assert merged.sums["bytes"][i] == sum(row["bytes"] for row in wanted[key])
        assert merged.second[i] == max(row["second"] for row in wanted[key])
        assert merged.request_time_max[i] == max(row["request_time_max"] for row in wanted[key])


@given(ROWS)
def test_each_row_knows_its_group(rows):
    batch = read_batch(Record(0, 1000.0, "n", aggregates(rows)))
    merged = merge_sources(batch)
    assert (merged.address[merged.row_group] == batch.addresses).all()
    assert (merged.service[merged.row_group] == batch.row["service"]).all()
