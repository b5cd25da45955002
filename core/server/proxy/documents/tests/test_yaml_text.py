import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.server.errors import Invalid
from core.server.proxy.documents.yaml_text import dump, load

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(PLAIN)
def test_what_was_written_is_read_again(value):
    assert load(dump(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on: [error]", {"on": ["error"]}),
        ("country: no", {"country": "no"}),
        ("at: 2026-01-02T03:04:05Z", {"at": "2026-01-02T03:04:05Z"}),
        ("host: 10:30", {"host": "10:30"}),
        ("mode: 0644", {"mode": "0644"}),
        ("a: true\nb: 1.5\nc: 7\nd: ~", {"a": True, "b": 1.5, "c": 7, "d": None}),
        ('{"a": [1, 2], "b": null}', {"a": [1, 2], "b": None}),
        ("a: &x {p: 1}\nb: {<<: *x, q: 2}", {"a": {"p": 1}, "b": {"p": 1, "q": 2}}),
        ("", None),
    ],
)
def test_words_are_words_and_json_is_read_too(text, value):
    assert load(text) == value


def bomb(line):
    return "a0: &a0 [x, x]\n" + "\n".join(line.format(n, n - 1) for n in range(1, 40))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (bomb("a{0}: &a{0} [*a{1}, *a{1}]"), "says more than"),
        (
            "m0: &m0 {x: 1}\n" + "\n".join(f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}]}}" for n in range(1, 40)),
            "says more",
        ),
        ("a: &a [*a]", "nested too deeply|recursive"),
        ("[" * 100_000, "nested too deeply"),
        ("[" * 200 + "]" * 200, "nested too deeply"),
        ("a: 1\nb: 2\na: 3", "line 3: 'a' stands here twice"),
        ("? [a]\n: 1", "name is a text"),
        ("a: !!python/object/apply:os.system [ls]", "line 1"),
        ("a: 1\n  b: 2", "line 2"),
        ("a: 1\n---\nb: 2", "line 2"),
        ("a: \x00", "no YAML"),
        ("a: !!int nonsense", "tag"),
        ("a: !!timestamp nonsense", "tag"),
        ("a: *nobody", "line 1"),
    ],
)
def test_what_is_hostile_is_refused_with_its_place(text, message):
    with pytest.raises(Invalid, match=message):
        load(text)
