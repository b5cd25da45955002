"""What the bot says of what the core tells, in the reader's language."""

from typing import get_args

import pytest

from agent.contract.wire import DecisionType
from core.server.telegram.reading import source_line
from core.server.telegram.words import Words


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("decided", get_args(DecisionType))
def test_what_was_decided_stands_apart_and_in_words(language, decided):
    source = {"source": "203.0.113.7", "score": 0.9, "rps": 3, "service": "shop", "decision": {"type": decided}}
    line = source_line(source, Words(language))
    assert line.partition("shop · ")[2] not in ("", decided)
