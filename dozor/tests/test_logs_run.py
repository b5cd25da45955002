from datetime import UTC, datetime

import pytest

from dozor.core_client import RefusedError
from dozor.logs_run import Wanted, instant, meant

NOW = datetime(2030, 1, 2, 12, tzinfo=UTC)
KNOWN = [
    {"source": "one/container:web", "node_name": "one", "kind": "container", "name": "web"},
    {"source": "two/container:web", "node_name": "two", "kind": "container", "name": "web"},
    {"source": "two/file:app", "node_name": "two", "kind": "file", "name": "app"},
]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", ""),
        ("90s", "2030-01-02T11:58:30+00:00"),
        ("1.5h", "2030-01-02T10:30:00+00:00"),
        ("3d", "2029-12-30T12:00:00+00:00"),
        ("2030-01-01T00:00:00+02:00", "2030-01-01T00:00:00+02:00"),
    ],
)
def test_an_instant_is_an_age_or_a_time_with_its_zone(text, at):
    assert instant(text, NOW) == at


@pytest.mark.parametrize("text", ["m", "yesterday", "-5m", "5 m", "1.2.3h"])
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(ValueError, match=text):
        instant(text, NOW)


def test_without_a_span_of_time_the_last_hundred_lines_are_asked_for():
    assert dict(Wanted().parameters(NOW))["tail"] == 100
    assert "tail" not in dict(Wanted(since="1h").parameters(NOW))


def test_several_values_are_several_parameters():
    parameters = Wanted(fields=("a=1", "b=2"), levels=("error",), follow=True, context=2).parameters(NOW)
    assert [pair for pair in parameters if pair[0] in {"field", "level"}] == [
        ("field", "a=1"),
        ("field", "b=2"),
        ("level", "error"),
    ]
    assert {"follow": "true", "context": 2}.items() <= dict(parameters).items()


@pytest.mark.parametrize(
    ("name", "sources"),
    [
        ("web", ["one/container:web", "two/container:web"]),
        ("one/web", ["one/container:web"]),
        ("file:app", ["two/file:app"]),
        ("two/container:web", ["two/container:web"]),
        ("two/file:not-known-yet", ["two/file:not-known-yet"]),
    ],
)
def test_a_name_stands_for_all_sources_that_it_fits(name, sources):
    assert meant(name, KNOWN) == sources


def test_a_name_that_fits_nothing_is_refused():
    with pytest.raises(RefusedError, match="none"):
        meant("none", KNOWN)
