"""Reports as an agent would send them."""

from collections.abc import Iterable

import numpy as np

from agent.contract.address import pack_address
from agent.contract.columns import ROW, URL
from agent.contract.wire import Aggregates, Report, Sample

T0 = 1_800_000_000
_TYPES = {"B": "<u1", "H": "<u2", "I": "<u4", "Q": "<u8", "f": "<f4", "d": "<f8"}


def aggregates(rows: Iterable[dict[str, object]]) -> Aggregates:
    """Return rows with the columns that each names; `source` and `service` are texts; the rest is zero."""
    rows = list(rows)
    services = sorted({str(row.get("service", "shop")) for row in rows})
    columns = {}
    for column in ROW:
        if column.name == "service":
            values = [services.index(str(row.get("service", "shop"))) for row in rows]
        else:
            values = [row.get(column.name, 0) for row in rows]
        columns[column.name] = np.array(values, _TYPES[column.typecode]).tobytes()
    for column in URL:
        columns[column.name] = b""
    addresses = b"".join(pack_address(str(row["source"])) for row in rows)
    return Aggregates(rows=len(rows), services=services, addresses=addresses, columns=columns)


def visit(source: str, second: int, requests: int = 1, **columns: object) -> dict[str, object]:
    """Return the row of an ordinary visitor."""
    usual = {"status_2xx": requests, "gets": requests, "bytes": 1000 * requests, "request_time_sum": 0.02 * requests}
    usual |= {"request_time_max": 0.03, "distinct_paths": 1, "distinct_user_agents": 1}
    return {"source": source, "second": second, "requests": requests} | usual | columns


def flood(source: str, second: int, requests: int = 400) -> dict[str, object]:
    """Return the row of a source that floods."""
    return visit(source, second, requests, no_referrer=requests, tool_agents=requests)


def report(
    sequence: int, rows: Iterable[dict[str, object]], *, outbox: str = "box", samples: Iterable[Sample] = ()
) -> Report:
    rows = list(rows)
    made_at = 1.0 + max((float(str(row["second"])) for row in rows), default=float(T0))
    return Report(outbox=outbox, sequence=sequence, made_at=made_at, aggregates=aggregates(rows), samples=list(samples))
