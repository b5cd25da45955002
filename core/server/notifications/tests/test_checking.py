import pytest

from core.server.errors import Invalid
from core.server.notifications.checking import check_template
from core.server.notifications.rendering import default_source


@pytest.mark.parametrize("name", ["incident", "group", "digest"])
def test_dozors_own_templates_may_be_saved(name):
    check_template(name, "ru", default_source(name, "ru"))


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("{{ facts.kind", "unexpected end of template"),
        ("{{ facts.knd }}", "no attribute 'knd'"),
        ("<b>{{ service }}", "<b> is not closed"),
        ("{{ service|safe }}", "no tag or entity"),
        ("{% if state == 'closed' %}{{ nothing }}{% endif %}x", "'nothing' is undefined"),
        ("{{ 'x' * 5000 }}", "longer than 4096"),
        ("{{ 9 ** 9 }}", "no ** in templates"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}x", ""),
        ("", "empty"),
    ],
)
def test_what_no_message_can_be_made_of_is_refused_with_the_reason(source, why):
    with pytest.raises(Invalid) as caught:
        check_template("incident", "en", source)
    assert why in caught.value.detail
    assert caught.value.errors


@pytest.mark.parametrize(("name", "language"), [("nothing", "en"), ("incident", "de"), ("foot", "en")])
def test_there_are_only_so_many_templates(name, language):
    with pytest.raises(Invalid):
        check_template(name, language, "x")
