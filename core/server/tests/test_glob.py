from fnmatch import fnmatchcase

from hypothesis import given
from hypothesis import strategies as st

from core.server.glob import matcher

_TEXT = st.text("ab/", max_size=8)


@given(st.text("ab/*?", max_size=8), _TEXT)
def test_a_pattern_fits_what_a_shell_would_say(pattern, text):
    assert matcher((pattern,))(text) == fnmatchcase(text, pattern)


def test_what_means_something_elsewhere_stands_for_itself():
    assert matcher(("[a](b|c)+.{2}$",))("[a](b|c)+.{2}$")
    assert not matcher(("[ab]",))("a")


def test_many_stars_take_no_longer():
    assert not matcher(("*a" * 90 + "b",))("a" * 250 + "c")
