import json

from hypothesis import given
from hypothesis import strategies as st

from agent.logbook.fields import MOST_FIELDS, read_fields


def test_fields_are_flat_and_numbers_as_they_stand_there():
    line = b' {"a":{"b":{"c":1e400}},"n":12345678901234567890,"s":"x\\u00e9","l":[1, 2],"t":true,"z":null} '
    assert read_fields(line) == {
        "a.b.c": "1e400", "n": "12345678901234567890", "s": "xé", "l": "[1, 2]", "t": "true", "z": "null",
    }  # fmt: skip


def test_what_is_no_object_has_no_fields():
    for line in (b"", b"text", b"[1]", b"{", b'{"a":1} and more', b"{\xff}", b'{"a":' * 100_000):
        assert read_fields(line) == {}


def test_many_fields_are_cut():
    assert len(read_fields(json.dumps({str(number): 1 for number in range(1000)}).encode())) == MOST_FIELDS


@given(st.dictionaries(st.text(max_size=5), st.recursive(st.none() | st.text(), st.lists, max_leaves=5), max_size=5))
def test_any_object_has_its_fields(found):
    fields = read_fields(json.dumps(found).encode())
    assert {name: value for name, value in found.items() if isinstance(value, str)}.items() <= fields.items()


def test_a_long_name_that_every_field_within_repeats_does_not_make_more_of_a_line_than_an_answer_holds():
    """Else a container could make the answer that its line is in, with other sources' lines, one that is refused."""
    within = ",".join(f'"{number}":1' for number in range(60))
    line = f'{{"{"x" * 60_000}":{{{within}}},"level":"info"}}'.encode()
    assert read_fields(line) == {"level": "info"}
    assert len(read_fields(line.replace(b"x" * 60_000, b"x" * 150))) == 61
