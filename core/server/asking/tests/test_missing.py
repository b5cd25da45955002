import pytest

from agent.logbook.following import TOO_SLOW
from agent.logbook.searching import DROPPED
from core.server.api.log_query import AWAY
from core.server.asking.missing import Missing
from core.server.asking.refused import RefusedQuestion


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (DROPPED, Missing.spool_full),
        (TOO_SLOW, Missing.came_faster),
        (AWAY["down"], Missing.node_away),
        (AWAY["new"], Missing.node_new),
        (str(RefusedQuestion.node_asked_much()), Missing.asked_much),
    ],
)
def test_what_nodes_and_the_core_say_of_what_is_missing_has_a_code(said, words):
    assert Missing.recognised(said) == words()


def test_the_words_of_a_library_have_none():
    assert Missing.recognised("OSError: no space left") is None
