import pytest

from agent.contract.metrics import MOST_SERIES, Metrics, SeriesName, pack_names, pack_values
from core.server.errors import Invalid, TooLarge
from core.server.metrics.check import check_metrics

NAME = SeriesName("host", "", "load_1m", "count")


def metrics(names: bytes, count: int = 1, at: float = 1.0) -> Metrics:
    return Metrics(at=at, names=names, values=pack_values([0.0] * count))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (metrics(pack_names([NAME]), 2), "1 names, but 8 bytes"),
        (metrics(b"", 1), "0 names"),
        (metrics(b"host\tload"), "a series has kind"),
        (metrics(b"host\t\ta\x1bb\tcount"), "control character"),
        (metrics("host\t\ta\u0085b\tcount".encode()), "control character"),
        (metrics(b"host\t\t\xff\tcount"), "metrics.names"),
        (metrics(pack_names([NAME, NAME]), 2), "twice"),
        (metrics(pack_names([NAME._replace(kind="a.b")])), "kind"),
        (metrics(pack_names([NAME._replace(metric="")])), "metric"),
        (metrics(pack_names([NAME._replace(entity="e" * 257)])), "at most 256"),
        (metrics(b"", 0, float("nan")), "no instant"),
        (metrics(b"", 0, float("inf")), "no instant"),
        (metrics(b"", 0, -1.0), "no instant"),
    ],
)
def test_metrics_that_contradict_are_refused_and_told_why(wrong, why):
    with pytest.raises(Invalid, match=why):
        check_metrics(wrong)


def test_more_series_than_a_node_may_have_are_refused():
    names = pack_names(NAME._replace(entity=str(i)) for i in range(MOST_SERIES + 1))
    with pytest.raises(TooLarge, match="4097 series"):
        check_metrics(metrics(names, MOST_SERIES + 1))


def test_any_value_and_any_text_of_an_entity_pass():
    names = pack_names([NAME._replace(entity="<b>'; DROP\u202e")])
    check_metrics(Metrics(at=1.0, names=names, values=pack_values([float("inf")])))
