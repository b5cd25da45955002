import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from agent.logbook.visible import visible


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_control_character_is_left_but_colours_tabs_and_newlines(line):
    text = re.sub(r"\x1b\[[0-9;:]*m", "", visible(line))
    assert not [c for c in text if unicodedata.category(c) in {"Cc", "Cs"} and c not in "\t\n"]
    assert text.encode().decode() == text


def test_what_is_harmless_stays_as_it_is():
    for text in ("plain\ttext", "\x1b[1;31mred\x1b[0m", "Größe 東京 🙂", ""):
        assert visible(text.encode()) == text


def test_what_turns_the_direction_of_writing_is_shown():
    assert visible("a\u202eb\u2066c\x9b".encode()) == "a\\u202eb\\u2066c\\u009b"
