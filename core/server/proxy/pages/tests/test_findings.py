"""What is told of pages when they are saved."""

import pytest

from core.server.proxy.pages.findings import check_pages
from core.server.proxy.pages.page_checks import doubts_about
from core.server.proxy.specs.page import PagesSpec
from core.server.proxy.specs.state import DesiredState


def found(**spec):
    return [
        (each.severity, each.path, each.message)
        for each in check_pages(DesiredState(pages={"shop": PagesSpec(**spec)}))
    ]


def test_good_pages_have_no_findings():
    assert found(templates={"4xx": "<h1>{{ title }}</h1>", "404.json": '{"a": {{ title|tojson }}}'}) == []


def test_a_wrong_template_is_an_error_with_its_line():
    assert found(templates={"4xx": "<p>\n{% if %}"}) == [
        ("error", "templates.4xx", "line 2: Expected an expression, got 'end of statement block'")
    ]


def test_what_is_loaded_from_elsewhere_is_an_error_and_what_is_followed_is_none():
    message = "line 1 of the page: the page loads 'https://cdn.example/a.png' of another host"
    assert found(templates={"500": "<img src=https://cdn.example/a.png><a href=https://status.example>status</a>"}) == [
        ("error", "templates.500", message)
    ]


def test_what_is_never_shown_is_a_warning():
    assert found(templates={"418": "a"}, intercept=["451", "4xx"]) == [
        ("warning", "templates.418", "no page is ever shown for status 418"),
        ("warning", "intercept.0", "no page is ever shown for status 451"),
    ]


@pytest.mark.parametrize(
    "page",
    [
        '<script src="//cdn.example/a.js"></script>',
        '<link rel="stylesheet" href="http://cdn.example/a.css">',
        '<img srcset="a.png 1x, https://cdn.example/b.png 2x">',
        '<style>body { background: url("https://cdn.example/a.png") }</style>',
        "<style>@import 'https://cdn.example/a.css';</style>",
        '<p style="background: url(https://cdn.example/a.png)">',
        '<form action="https://evil.example/">',
        '<meta http-equiv="refresh" content="0; url=https://evil.example">',
        '<base href="https://evil.example/">',
        '<svg><use href="https://cdn.example/a.svg#b"/></svg>',
        '<iframe src="\\\\evil.example/a"></iframe>',
        '<img src="ht\ntps://cdn.example/a.png">',
        '<object data="ftp://a.example/b"></object>',
    ],
)
def test_everything_that_a_browser_asks_for_by_itself_is_seen(page):
    assert "error" in {doubt.severity for doubt in doubts_about(page)}


@pytest.mark.parametrize("page", ['<img src="/logo.png">', '<link rel="icon" href="favicon.ico">'])
def test_what_is_loaded_from_the_site_itself_is_doubtful(page):
    assert [doubt.severity for doubt in doubts_about(page)] == ["warning"]


@pytest.mark.parametrize(
    "page",
    [
        '<img src="data:image/png;base64,AA==">',
        '<a href="https://other.example">',
        '<svg><use href="#a"/></svg>',
        "<p>url(http://a.example)",
    ],
)
def test_what_needs_nobody_is_fine(page):
    assert doubts_about(page) == []
