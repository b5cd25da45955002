from enum import unique

from core.server.told import Words


@unique
class Said(Words):
    taken = "domain {domain} has the name {server} already"
    closed = "}} closes nothing"
    text = "{words!r} is no name"


def test_what_is_told_has_a_code_its_arguments_and_english():
    told = Said.taken(domain="shop", server="shop.example")
    assert (told.code, told.args) == ("taken", {"domain": "shop", "server": "shop.example"})
    assert str(told) == "domain shop has the name shop.example already"


def test_arguments_are_words_and_no_templates():
    assert str(Said.taken(domain="{server}", server="{0}")) == "domain {server} has the name {0} already"


def test_what_was_told_in_english_is_recognised():
    told = Said.taken(domain="a b", server="{server}")
    assert Said.recognised(str(told)) == told
    assert Said.recognised("} closes nothing") == Said.closed()
    assert Said.recognised("something else") is None
    assert Said.recognised(f"domain {'x' * 1000} has the name y already") is None
