"""Pages, maintenance and what visitors saw of them, as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from core.server.api.finding_codes import PageCode
from core.server.api.input import Input
from core.server.api.told_schemas import ToldOut
from core.server.proxy.specs.page import PagesSpec

PageLanguage = Literal["en", "ru"]
PageForm = Literal["html", "json"]
PageName = Literal[
    "400", "401", "403", "404", "405", "408", "410", "413", "414", "429", "500", "502", "503", "504",
    "banned", "limited", "maintenance", "waking",
]  # fmt: skip
"""What there is a page for: a status, or a reason of Dozor's own."""


class PageSetOut(BaseModel):
    """A set of pages. `used_by` are the documents that name it, as `domain shop: locations.2`."""

    name: str
    description: str
    templates: list[str]
    intercept: list[str]
    used_by: list[str]


class GalleryPage(BaseModel):
    """A page of a set. `template` is the set's own by which it is made, null where that of another set or Dozor's."""

    page: PageName
    status: int
    title: str
    language: PageLanguage
    form: PageForm
    template: str | None
    comes_from: Literal["set", "default", "dozor"]


class OwnTemplate(BaseModel):
    """The template of Dozor's own pages in a form."""

    form: PageForm
    source: str


class FramedPage(BaseModel):
    """A page to be looked at in a frame (`page-frames/FRAME`), empty where it cannot be made: `error` says why."""

    page: PageName
    size_bytes: int
    frame: str
    error: str


class PreviewIn(Input):
    """A page to be shown before it is saved: one of a set that may not be there yet, with example values."""

    page: PageName = "404"
    language: PageLanguage = "en"
    form: PageForm = "html"
    pages: PagesSpec


class PageFinding(ToldOut):
    """What is wrong with a page, or doubtful. `line` is the template's, 0 where it is about no line of it.

    `code` with its `args` says what `message` says in English.
    """

    severity: Literal["error", "warning"]
    line: int
    code: PageCode


class PreviewOut(BaseModel):
    """A page with example values; `content` is empty where it cannot be shown.

    `frame` is by which token a frame shows it for some minutes (`page-frames/FRAME`).
    """

    content: str
    frame: str
    content_type: str
    size_bytes: int
    findings: list[PageFinding]


class ShownPageOut(BaseModel):
    """How often visitors saw a page. `page` is SET/PAGE; status 0 is what was not told apart."""

    service: str
    status: int
    page: str
    count: int


class ShownPagesOut(BaseModel):
    """Pages that visitors saw: in each of the last minutes (their begin in Unix seconds), and which.

    Nothing is known from before `since_at`, when the core was started.
    """

    as_of: datetime
    since_at: datetime
    minutes: list[int]
    counts: list[int]
    pages: list[ShownPageOut]


class WindowOut(BaseModel):
    """A time of maintenance."""

    from_at: datetime
    until_at: datetime


class MaintenanceOut(BaseModel):
    """A domain's maintenance, as it is deployed.

    `because` says whether it is now, and why. `is_saved_only`: what is saved differs and waits for a deployment.
    """

    domain: str
    names: list[str]
    because: Literal["", "switch", "window"]
    window: WindowOut | None
    next_window: WindowOut | None
    retry_after_seconds: int
    bypass_networks: list[str]
    has_link: bool
    is_saved_only: bool


class BypassLink(BaseModel):
    """What opens a domain in maintenance for a browser, for a day."""

    links: Annotated[list[str], Field(description="One for each name")]
