"""What is wrong with sets of pages, told when they are saved."""

from collections.abc import Iterator
from functools import lru_cache

from core.server.proxy.pages.page_checks import doubts_about
from core.server.proxy.pages.rendering import ALL, Which, pages, templates_of
from core.server.proxy.pages.sandbox import PageError
from core.server.proxy.pages.wrong_pages import WrongPage
from core.server.proxy.render.pages import DEFAULT_SET, STATUSES
from core.server.proxy.specs.page import PagesSpec
from core.server.proxy.specs.references import Finding
from core.server.proxy.specs.state import DesiredState
from core.server.told import Told

_Found = tuple[bool, str, Told, int]
"""Whether it is an error, the field, what is told, and the line within the field's text."""


def check_pages(state: DesiredState) -> list[Finding]:
    """Return what is wrong with the sets of a state. It blocks where a set was not seen before."""
    usual = state.pages.get(DEFAULT_SET, PagesSpec()).model_dump_json()
    findings: list[Finding] = []
    for name, spec in sorted(state.pages.items()):
        findings += [
            Finding("error" if is_error else "warning", "pages", name, path, told, line)
            for is_error, path, told, line in _of_set(spec.model_dump_json(), usual)
        ]
    return findings


@lru_cache(maxsize=256)
def _of_set(spec_text: str, usual_text: str) -> tuple[_Found, ...]:
    spec, usual = PagesSpec.model_validate_json(spec_text), PagesSpec.model_validate_json(usual_text)
    return (*_never_shown(spec), *_of_templates(spec, usual))


def _of_templates(spec: PagesSpec, usual: PagesSpec) -> Iterator[_Found]:
    """Yield what is wrong with pages, each thing once for its template."""
    used = [(which, name) for which in ALL if (name := template_of(which, spec))]
    seen = set()
    for (which, name), page in zip(used, pages([which for which, _ in used], spec, usual), strict=True):
        for is_error, told, line in _of_page(page, which):
            if (name, line, str(told)) not in seen:
                seen.add((name, line, str(told)))
                yield is_error, f"templates.{name}", told, line


def template_of(which: Which, spec: PagesSpec) -> str | None:
    """Return the name of a set's own template for a page, if it has one."""
    return next((name for name in templates_of(which) if name in spec.templates), None)


def _of_page(page: str | PageError, which: Which) -> Iterator[tuple[bool, Told, int]]:
    if isinstance(page, PageError):
        yield True, page.told, page.line
    elif which.form == "html":
        for doubt in doubts_about(page):
            yield doubt.severity == "error", doubt.told, 0


def _never_shown(spec: PagesSpec) -> Iterator[_Found]:
    known = {str(status) for status in STATUSES}
    for name in spec.templates:
        key = name.partition(".")[0]
        if key.isdecimal() and key not in known:
            yield False, f"templates.{name}", WrongPage.never_shown(status=key), 0
    for number, status in enumerate(spec.intercept):
        if status.isdecimal() and status not in known:
            yield False, f"intercept.{number}", WrongPage.never_shown(status=status), 0
