import pytest

from core.server.errors import Invalid
from core.server.proxy.documents.change import read_change
from core.server.told import Told

SITE = {"names": ["shop.example"], "service": "shop"}


@pytest.mark.parametrize(
    ("field", "value", "code", "args"),
    [
        ("service", 5, "not_text", {}),
        ("enabled", "perhaps", "not_truth", {}),
        ("body_kib", 0, "too_small", {"least": 1}),
        ("body_kib", "much", "not_whole", {}),
        ("names", [], "too_few", {"least": 1}),
        ("names", ["a_b"], "no_domain_name", {"text": "a_b"}),
        ("names", ["a.example", "a.example"], "name_twice", {}),
        ("colour", "red", "field_unknown", {}),
        ("other_names", "both", "not_among", {"choices": "'serve', 'redirect'"}),
        ("maintenance", {"windows": [{"from_at": "2026-01-01", "until_at": "x"}]}, "not_instant", {}),
        ("access", 5, "not_mapping", {}),
        ("nodes", 5, "not_list", {}),
    ],
)
def test_what_is_wrong_with_a_field_has_a_code(field, value, code, args):
    with pytest.raises(Invalid) as raised:
        read_change("domain", "shop", {**SITE, field: value})
    (_, told), *_ = raised.value.errors
    assert isinstance(told, Told)
    assert (told.code, told.args) == (code, args)
    assert str(told) in raised.value.detail


def test_what_has_no_code_is_told_in_the_words_that_came():
    with pytest.raises(Invalid) as raised:
        read_change("service", "shop", {"scaling": {"template": "a", "min": 5, "max": 1}})
    assert {told.code for _, told in raised.value.errors} == {"said"}
