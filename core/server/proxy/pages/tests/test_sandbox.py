"""Templates of somebody who means harm, in the real process that renders them."""

import pytest

from core.server.proxy.pages.sandbox import Job, PageError, rendered

TOO_MUCH = {
    "loops in loops": "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "a range of a billion": "{% for a in range(10000000000) %}{% endfor %}",
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a string of gigabytes": "{{ 'a' * 10000000000 }}",
    "a list of gigabytes": "{{ [1] * 10000000000 }}",
    "a wide field": "{{ '%10000000000d' % 1 }}",
    "a wide field by format": "{{ '{:>10000000000}'.format(1) }}",
    "a filter that fills up": "{{ 'a'|center(10000000000) }}",
    "doubling": "{% set n = namespace(t=1000 * 'a') %}{% for i in range(60) %}{% set n.t = n.t ~ n.t %}{% endfor %}",
    "text without an end": "{% for i in range(99999) %}{{ 'a' * 1000 }}{% endfor %}",
    "a page too large": "{{ 'a' * 262145 }}",
    "deep nesting": "{% if 1 %}" * 2000 + "{% endif %}" * 2000,
    "many parentheses": "{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}",
    "a power": "{{ 10 ** 10 ** 10 }}",
    "a long product": "{{ " + " * ".join(["9" * 4000] * 40) + " }}",
}

OUT_OF_THE_SANDBOX = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''|attr('__class__') }}",
    "{{ ''['__class__'] }}",
    "{{ '{0.__class__}'.format('') }}",
    "{{ ('{0.__cl' ~ 'ass__}').format_map({'0': ''}) }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'] }}",
    "{{ range.__init__ }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'page.html' %}",
    "{{ variables.append(1) }}",
    "{{ nothing_of_this_name }}",
]


def result(source, form="html", **values):
    return rendered([Job(source, {"variables": [], **values}, form)])[0]


@pytest.mark.parametrize("source", TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_what_takes_too_much_is_refused_and_the_rest_goes_on(source):
    bad, good = rendered([Job(source, {}, "html"), Job("{{ 1 + 1 }}", {}, "html")])
    assert isinstance(bad, PageError)
    assert good == "2"


@pytest.mark.parametrize("source", OUT_OF_THE_SANDBOX)
def test_nothing_leads_out_of_the_sandbox(source):
    assert isinstance(result(source), PageError)


def test_what_is_wrong_is_told_with_its_line():
    assert str(result("a\n{{ b")) == "line 2: unexpected end of template, expected 'end of print statement'."
    assert str(result("a\n\n{{ nothing }}")) == "line 3: 'nothing' is undefined"
    assert str(result("a\n{{ 1 / 0 }}")) == "line 2: division by zero"


def test_values_are_escaped_for_html():
    assert result("{{ title }}", title="<b>&\"'") == "&lt;b&gt;&amp;&#34;&#39;"


def test_values_are_escaped_for_the_strings_of_json():
    assert result('{"a": "{{ title }}"}', "json", title='"\\\n<é') == '{"a": "\\"\\\\\\n<é"}'
    assert result('{"a": {{ title|tojson }}, "b": {{ 3 }}, "c": {{ true }}}', "json", title='"') == (
        '{"a": "\\"", "b": 3, "c": true}'
    )
