import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.custom.json_path import MOST_STEPS, NotThereError, compile_path, find

DOCUMENT = {"queues": [{"length": 3}, {"length": 5}], "a name": {"b'c": 7}, "null": None, "per-second": 1, "": 2}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("$", DOCUMENT),
        ("$.queues[0].length", 3),
        ("$.queues[-1]['length']", 5),
        ('$["a name"]["b\'c"]', 7),
        ("$.null", None),
        ("$.per-second", 1),
        ('$[""]', 2),
    ],
)
def test_a_path_leads_to_one_value(path, value):
    assert find(DOCUMENT, compile_path(path)) == value


@pytest.mark.parametrize(
    "path",
    [
        *("", "queues", "x$", "$.", "$ .a", "$.a\n", "$[1", "$['a]", "$['\x00']", "$[99999999999]"),
        *("$..queues", "$.queues[*]", "$.queues[0:1]", "$.*", "$[?@.a]", "$" + "[0]" * (MOST_STEPS + 1)),
    ],
)
def test_what_may_find_several_or_nothing_is_no_path(path):
    with pytest.raises(ValueError, match="a path such as"):
        compile_path(path)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("$.queues[2].length", r'\$\["queues"\]\[2\]$'),
        ("$.queues.length", r'\["length"\]$'),
        ("$.null.x", r'\["x"\]$'),
        ("$[0]", r"\$\[0\]$"),
        ("$.per-second[0]", r"\[0\]$"),
    ],
)
def test_a_path_that_ends_early_says_where(path, shown):
    with pytest.raises(NotThereError, match=shown):
        find(DOCUMENT, compile_path(path))


@given(st.text(max_size=60))
def test_any_text_is_a_path_or_none(text):
    try:
        compile_path("$" + text)
    except ValueError as error:
        assert len(str(error)) < 200  # noqa: PT017 - most texts are none
