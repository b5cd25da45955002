"""Error and maintenance pages: the sets, what they look like, how often visitors saw them."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any, Final, cast

from fastapi import APIRouter, Path, Query, Response

from core.server.api.caller import ChangesNothing
from core.server.api.decision_shapes import instant
from core.server.api.page_frames import APART
from core.server.api.pages_schemas import (
    FramedPage,
    GalleryPage,
    OwnTemplate,
    PageFinding,
    PageForm,
    PageLanguage,
    PageName,
    PageSetOut,
    PreviewIn,
    PreviewOut,
    ShownPageOut,
    ShownPagesOut,
)
from core.server.api.parts import PartsDep
from core.server.api.permissions import Operator, Reader, ServiceReader
from core.server.api.told_schemas import told_fields
from core.server.errors import Invalid, NotFound
from core.server.proxy.pages.facts import EXAMPLES, filled
from core.server.proxy.pages.findings import template_of
from core.server.proxy.pages.page_checks import doubts_about
from core.server.proxy.pages.rendering import ALL, Which, pages, shipped, values
from core.server.proxy.pages.sandbox import PageError
from core.server.proxy.pages.shown import KEPT_MINUTES
from core.server.proxy.refused import RefusedLook
from core.server.proxy.render.pages import DEFAULT_SET, TYPES
from core.server.proxy.specs.page import PagesSpec
from core.server.proxy.specs.references import uses_of_pages

if TYPE_CHECKING:
    from core.server.api.parts import Parts

router = APIRouter(prefix="/pages", tags=["pages"])
SetName = Annotated[str, Path(pattern=r"^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$")]
_PAGE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {kind: {"schema": {"type": "string"}} for kind in TYPES.values()}, "description": "The page"}
}


@router.get("")
async def list_pages(parts: PartsDep, _person: Reader) -> list[PageSetOut]:
    """List the sets of pages, `default` with them, which is there in any case."""
    state = parts.proxy.documents.state
    uses, sets = uses_of_pages(state), {DEFAULT_SET: PagesSpec(), **state.pages}
    return [
        PageSetOut(
            name=name,
            description=spec.description,
            templates=sorted(spec.templates),
            intercept=list(spec.intercept),
            used_by=uses.get(name, []),
        )
        for name, spec in sorted(sets.items())
    ]


@router.post("/preview", dependencies=[ChangesNothing])
async def preview_page(body: PreviewIn, parts: PartsDep, _person: Operator) -> PreviewOut:
    """Show a page as visitors would see it, with example values, and what is wrong with it. Nothing is saved."""
    usual = parts.proxy.documents.state.pages.get(DEFAULT_SET, PagesSpec())
    page = (await _pages(Which(body.page, body.language, body.form), body.pages, usual))[0]
    content = "" if isinstance(page, PageError) else filled(page, EXAMPLES)
    return PreviewOut(
        content=content,
        frame=_frame(parts, content, body.form),
        content_type=TYPES[body.form],
        size_bytes=len(content.encode()),
        findings=_findings(page, body.form),
    )


@router.get("/own-template")
async def read_own_template(_person: Reader, form: PageForm = "html") -> OwnTemplate:
    """Show the template of Dozor's own pages, to begin one's own with."""
    return OwnTemplate(form=form, source=shipped(form))


@router.get("/shown")
async def pages_shown(
    parts: PartsDep,
    _person: ServiceReader,
    minutes: Annotated[int, Query(ge=1, le=KEPT_MINUTES)] = 60,
    service: Annotated[str, Query(max_length=253)] = "",
) -> ShownPagesOut:
    """Show how many error pages visitors saw in the last minutes, of one service or of all."""
    now, shown = parts.clock.now(), parts.proxy.pages_shown
    begins, counts, totals = shown.of(service, minutes, now)
    return ShownPagesOut(
        as_of=instant(now),
        since_at=instant(shown.since_at),
        minutes=begins,
        counts=counts,
        pages=[
            ShownPageOut(service=page.service, status=page.status, page=page.page, count=count)
            for page, count in sorted(totals.items(), key=lambda item: (-item[1], item[0]))
        ],
    )


@router.get("/{name}/gallery")
async def page_gallery(name: SetName, parts: PartsDep, _person: Reader) -> list[GalleryPage]:
    """List a set's pages, with where each comes from."""
    spec, usual = _set(parts, name)
    return [_in_gallery(which, spec, usual) for which in ALL]


@router.get("/{name}/frames")
async def page_frames(
    name: SetName, parts: PartsDep, _person: Reader, language: PageLanguage = "en"
) -> list[FramedPage]:
    """Show all pages of a set as visitors see them in a browser, each by the token of a frame."""
    spec, usual = _set(parts, name)
    wanted = [which for which in ALL if (which.language, which.form) == (language, "html")]
    made = await asyncio.to_thread(pages, wanted, spec, usual)
    return [
        FramedPage(
            page=cast("PageName", which.key),
            size_bytes=0 if isinstance(page, PageError) else len(page.encode()),
            frame=_frame(parts, "" if isinstance(page, PageError) else filled(page, EXAMPLES), "html"),
            error=str(page) if isinstance(page, PageError) else "",
        )
        for which, page in zip(wanted, made, strict=True)
    ]


@router.get("/{name}/{page}", response_class=Response, responses=_PAGE)
async def show_page(
    name: SetName,
    page: PageName,
    parts: PartsDep,
    _person: Reader,
    language: PageLanguage = "en",
    form: PageForm = "html",
) -> Response:
    """Show a page of a set as visitors see it, with example values, and kept from everything else of this origin."""
    spec, usual = _set(parts, name)
    made = (await _pages(Which(page, language, form), spec, usual))[0]
    if isinstance(made, PageError):
        raise Invalid(str(made))
    return Response(filled(made, EXAMPLES), media_type=TYPES[form], headers=APART)


def _frame(parts: "Parts", content: str, form: PageForm) -> str:
    return parts.proxy.page_frames.keep(content, TYPES[form], parts.clock.now()) if content else ""


async def _pages(which: Which, spec: PagesSpec, usual: PagesSpec) -> list[str | PageError]:
    return await asyncio.to_thread(pages, [which], spec, usual)


def _set(parts: "Parts", name: str) -> tuple[PagesSpec, PagesSpec]:
    known = parts.proxy.documents.state.pages
    if name != DEFAULT_SET and name not in known:
        raise NotFound(RefusedLook.no_pages(name=name))
    return known.get(name, PagesSpec()), known.get(DEFAULT_SET, PagesSpec())


def _in_gallery(which: Which, spec: PagesSpec, usual: PagesSpec) -> GalleryPage:
    own, default = template_of(which, spec), template_of(which, usual)
    shown = values(which, spec, usual)
    return GalleryPage.model_validate(
        {
            "page": which.key,
            "status": shown["status"],
            "title": shown["title"],
            "language": which.language,
            "form": which.form,
            "template": own,
            "comes_from": "set" if own else "default" if default else "dozor",
        }
    )


def _findings(page: str | PageError, form: str) -> list[PageFinding]:
    if isinstance(page, PageError):
        return [PageFinding(severity="error", line=page.line, **told_fields(page.told))]
    doubts = doubts_about(page) if form == "html" else []
    return [PageFinding(severity=doubt.severity, line=0, **told_fields(doubt.told)) for doubt in doubts]
