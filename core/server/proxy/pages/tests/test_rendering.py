"""Sets of pages as files."""

import json

import pytest

from core.server.proxy.pages.rendering import ALL, Which, own_page, page_files, pages, templates_of
from core.server.proxy.pages.sandbox import PageError
from core.server.proxy.specs.page import PagesSpec
from core.server.proxy.specs.state import DesiredState

NONE = PagesSpec()


def one(spec, key="404", language="en", form="html", usual=NONE):
    return pages([Which(key, language, form)], spec, usual)[0]


def files(**templates):
    state = DesiredState(pages={"shop": PagesSpec(templates=templates)})
    return page_files(state, "shop")


def test_a_set_without_templates_has_all_pages():
    made = page_files(DesiredState(), "default")
    assert len(made) == len(ALL)
    assert "Такой страницы здесь нет" in made["pages/default/404.ru.html"].decode()


@pytest.mark.parametrize("which", ALL, ids=lambda which: f"{which.key}.{which.language}.{which.form}")
def test_own_pages_are_whole_whatever_people_wrote_into_the_documents(which):
    spec = PagesSpec(contact='"><script>alert(1)</script> \\ {{ 7 * 7 }} <!--# echo var="http_cookie" -->')
    text = own_page(which, spec, NONE)
    assert "<!--#" not in text
    if which.form == "json":
        assert json.loads(text)["contact"] == spec.contact
    else:
        assert "<script>" not in text


def test_the_most_special_template_is_taken():
    assert templates_of(Which("404", "ru", "html")) == [
        *("404.ru.html", "404.html", "404.ru", "404"),
        *("4xx.ru.html", "4xx.html", "4xx.ru", "4xx"),
    ]
    assert templates_of(Which("banned", "en", "json")) == ["banned.en.json", "banned.json"]


def test_what_a_set_has_no_template_for_comes_from_the_default_set():
    usual = PagesSpec(templates={"4xx": "usual {{ contact }}"}, contact="us")
    assert one(PagesSpec(templates={"404": "mine"}), usual=usual) == "mine"
    assert one(NONE, usual=usual) == "usual us"
    assert one(PagesSpec(contact="me"), usual=usual) == "usual me"


def test_variables_of_a_set_are_shown_and_take_no_fact_of_the_request_away():
    spec = PagesSpec(
        variables={"shop": "A & B", "support_id": "mine"}, templates={"404": "{{ shop }} {{ support_id }}"}
    )
    assert one(spec) == "A &amp; B dozor-fills-in-support-id"


def test_nginx_fills_in_the_facts_of_the_request():
    page = files(**{"404": "{{ support_id }}"})["pages/shop/404.en.html"].decode()
    assert page == '<!--# echo var="dozor_request_id" encoding="entity" default="" -->'


@pytest.mark.parametrize(
    "template",
    [
        '<!--# include file="/etc/passwd" -->',
        '{{ ("<!-" ~ "-#")|safe }} echo var="http_cookie" -->',
        '{{ ("<!-" + "-# echo")|safe }}',
        '{{ "<"|safe }}!--# set var="a" value="b" -->',
        "{% set a = '<!-' %}{% autoescape false %}{{ a }}{{ '-#' }}{% endautoescape %} -->",
        '<!-{{ ""|safe }}-# printenv -->',
    ],
)
def test_an_include_of_ones_own_is_refused_however_it_is_made(template):
    result = one(PagesSpec(templates={"404": template}))
    assert isinstance(result, PageError)
    assert "server-side include" in str(result)


def test_an_include_cannot_be_changed_into_another():
    template = '{{ support_id|replace("request_id", "cookie")|replace("dozor", "http")|safe }}'
    page = files(**{"404": template})["pages/shop/404.en.html"].decode()
    assert "<!--#" not in page


@pytest.mark.parametrize("template", ['{"a": {{ title }}}', '{"a": "{{ title }}"', "{{ title|e }}", "[1,]"])
def test_what_is_not_json_is_refused(template):
    assert "not JSON" in str(one(PagesSpec(templates={"404.json": template}), form="json"))


def test_json_stays_json_whatever_a_value_holds():
    spec = PagesSpec(
        contact='"}, {"a": "\\', templates={"404.json": '{"by": "{{ contact }}", "raw": {{ contact|tojson }}}'}
    )
    assert json.loads(one(spec, form="json")) == {"by": spec.contact, "raw": spec.contact}


def test_where_a_template_cannot_be_shown_visitors_see_dozors_own_page():
    made = files(**{"404": "{{ nothing }}", "500": "fine"})
    assert "Page not found" in made["pages/shop/404.en.html"].decode()
    assert made["pages/shop/500.en.html"] == b"fine"


def test_the_same_documents_give_the_same_bytes():
    assert files(**{"404": "a"}) == files(**{"404": "a"})
