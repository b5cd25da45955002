"""Pages as files: a template once for every status, reason, language and form, so that a node needs nobody's help."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from core.server.proxy import template_process
from core.server.proxy.pages.facts import NAMES, filled, includes
from core.server.proxy.pages.sandbox import Job, PageError, rendered
from core.server.proxy.pages.texts import TEXTS
from core.server.proxy.pages.wrong_pages import WrongPage
from core.server.proxy.render.pages import DEFAULT_SET, FORMS, LANGUAGES, REASONS, STATUSES
from core.server.proxy.specs.page import PagesSpec
from core.server.proxy.specs.state import DesiredState

MOST_BYTES: Final = 256 * 1024
"""A page may be as long; a template that makes more of itself is refused."""

KEYS: Final = (*map(str, STATUSES), *REASONS)
STATUS_OF: Final = {"banned": 403, "limited": 429, "maintenance": 503, "waking": 503}
_WAKING_SECONDS: Final = 3
_INCLUDE: Final = "<!--#"


@dataclass(frozen=True, slots=True)
class Which:
    """A page: what it is for, in which language and form."""

    key: str
    language: str
    form: str


ALL: Final = tuple(Which(key, language, form) for key in KEYS for language in LANGUAGES for form in FORMS)


def page_files(state: DesiredState, set_name: str) -> dict[str, bytes]:
    """Return the files of a set of pages, by their path within a generation.

    Where a template cannot be shown, Dozor's own page takes its place: visitors see something in any case, and what is
    wrong is told by `check_pages`.
    """
    spec, usual = (state.pages.get(name, PagesSpec()) for name in (set_name, DEFAULT_SET))
    contents = _contents(spec.model_dump_json(), usual.model_dump_json())
    return {f"pages/{set_name}/{name}": content for name, content in contents.items()}


def pages(wanted: Sequence[Which], spec: PagesSpec, usual: PagesSpec) -> list[str | PageError]:
    """Return pages with names for the request's facts (`facts.filled` fills them in), or what is wrong with them.

    What a set has no template for comes from `usual`, then from Dozor's own.
    """
    templates = [_chosen(which, spec) or _chosen(which, usual) for which in wanted]
    jobs = [
        Job(template, values(which, spec, usual), which.form)
        for which, template in zip(wanted, templates, strict=True)
        if template is not None
    ]
    made = iter(rendered(jobs))
    return [
        own_page(which, spec, usual) if template is None else _checked(next(made), which.form)
        for which, template in zip(wanted, templates, strict=True)
    ]


def own_page(which: Which, spec: PagesSpec, usual: PagesSpec) -> str:
    """Return Dozor's own page, with names for the request's facts."""
    return template_process.rendered(shipped(which.form), values(which, spec, usual), which.form)


def values(which: Which, spec: PagesSpec, usual: PagesSpec) -> dict[str, Any]:
    """Return what a template may name."""
    title, message = TEXTS[which.key][which.language]
    return {
        **usual.variables,
        **spec.variables,
        "status": STATUS_OF.get(which.key) or int(which.key),
        "reason": which.key,
        "language": which.language,
        "title": title,
        "message": message,
        "contact": spec.contact or usual.contact,
        "refresh_seconds": _WAKING_SECONDS if which.key == "waking" else 0,
        **NAMES,
    }


def templates_of(which: Which) -> list[str]:
    """Return the names of the templates by which a page is looked for in a set, the most special first."""
    keys = [which.key, f"{which.key[0]}xx"] if which.key.isdecimal() else [which.key]
    html = [f".{which.language}", ""] if which.form == "html" else []
    return [key + end for key in keys for end in (f".{which.language}.{which.form}", f".{which.form}", *html)]


def _chosen(which: Which, spec: PagesSpec) -> str | None:
    return next((spec.templates[name] for name in templates_of(which) if name in spec.templates), None)


def _checked(text: str | PageError, form: str) -> str | PageError:
    if isinstance(text, PageError):
        return text
    if _INCLUDE in text:
        line = text[: text.index(_INCLUDE)].count("\n") + 1
        return PageError(WrongPage.page_includes(line=line))
    if len(text.encode()) > MOST_BYTES:
        return PageError(WrongPage.page_too_large(kib=MOST_BYTES // 1024))
    return _checked_json(text) if form == "json" else text


def _checked_json(text: str) -> str | PageError:
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        return PageError(WrongPage.page_no_json(why=str(error)))
    return text


@lru_cache(maxsize=256)
def _contents(spec_text: str, usual_text: str) -> Mapping[str, bytes]:
    spec, usual = PagesSpec.model_validate_json(spec_text), PagesSpec.model_validate_json(usual_text)
    found = zip(ALL, pages(ALL, spec, usual), strict=True)
    texts = {which: own_page(which, spec, usual) if isinstance(text, PageError) else text for which, text in found}
    return {
        f"{which.key}.{which.language}.{which.form}": filled(text, includes(which.form)).encode()
        for which, text in texts.items()
    }


@lru_cache(maxsize=2)
def shipped(form: str) -> str:
    """Return the template of Dozor's own pages."""
    return files("core.server.proxy.pages").joinpath("templates", f"page.{form}").read_text(encoding="utf-8")
