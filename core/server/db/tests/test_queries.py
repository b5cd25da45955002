import pytest

from core.server.db.queries import load_queries


def write(tmp_path, text):
    (tmp_path / "some.sql").write_text(text)
    return tmp_path / "some.sql"


def test_queries_are_found_by_name(tmp_path):
    found = load_queries(write(tmp_path, "-- of a file\n-- name: one\nSELECT 1\n\n-- name: two\n-- why\nSELECT 2\n"))
    assert found == {"one": "SELECT 1", "two": "-- why\nSELECT 2"}


@pytest.mark.parametrize("text", ["SELECT 1", "-- name: one\nSELECT 1\n-- name: one\nSELECT 2"])
def test_a_query_without_a_name_of_its_own_is_refused(tmp_path, text):
    with pytest.raises(ValueError, match=r"some\.sql"):
        load_queries(write(tmp_path, text))
