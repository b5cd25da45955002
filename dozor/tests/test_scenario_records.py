import numpy as np

from agent.contract.address import address_text
from dozor.scenario_records import Recorder, records, seconds
from models.batch import read_batch
from models.evaluation.background import SyntheticBackground
from models.evaluation.request import Request
from models.evaluation.scenario import scenario

T0 = 1_767_600_000


def ask(at: float = 0.0, **fields) -> Request:
    told = {"source": "192.0.2.1", "service": "shop", "method": "GET", "url": "/", "status": 200, "size": 100}
    told |= {"referrer": "", "agent": "Firefox", "seconds": 0.25, **fields}
    return Request(T0 + at, **told)


def test_a_scenario_becomes_one_record_a_second_with_every_request_in_it():
    made = scenario(1, background=SyntheticBackground(), scale=0.02)
    read = list(records(made))
    batches = [read_batch(record) for record in read]
    assert sum(int(batch.row["requests"].sum()) for batch in batches) == len(made.requests)
    assert [record.as_of for record in read] == [second for second, _ in seconds(made.requests)]
    assert [record.position for record in read] == list(range(len(read)))
    sources = {address_text(address.tobytes()) for batch in batches for address in batch.addresses}
    assert sources == {request.source for request in made.requests}


def test_a_request_is_read_as_it_was_written():
    record = Recorder().second(T0, [ask(method="POST", url="/login", status=401, agent="")], [""])
    batch = read_batch(record)
    told = {name: int(batch.row[name][0]) for name in ("posts", "logins", "denied", "no_referrer", "tool_agents")}
    assert told == dict.fromkeys(told, 1)
    assert record.aggregates.services == ["shop"]
    assert np.isclose(batch.row["request_time_sum"][0], 0.25)


def test_what_the_edge_refused_reaches_no_detector():
    verdicts = ["ban", "limit", "challenge", "passed", ""]
    record = Recorder().second(T0, [ask() for _ in verdicts], verdicts)
    row = read_batch(record).row
    assert (int(row["refused"].sum()), int(row["requests"].sum()), int(row["passed"].sum())) == (3, 2, 1)


def test_a_quote_in_a_url_does_not_break_the_line():
    batch = read_batch(Recorder().second(T0, [ask(url='/?q="><script>alert(1)</script>')], [""]))
    assert (int(batch.row["requests"].sum()), int(batch.row["injections"].sum())) == (1, 1)
