"""A set of pages that visitors see instead of an answer."""

from typing import Annotated, Literal

from pydantic import Field

from core.server.proxy.specs.spec import Spec
from core.server.proxy.specs.text import Text

PageKey = Annotated[
    str, Field(pattern=r"^([45]\d\d|4xx|5xx|banned|limited|maintenance|waking)(\.(ru|en))?(\.(html|json))?$")
]
"""What a page is for: a status or a class of them, or a reason of Dozor's own; for a language, for a form."""


class PagesSpec(Spec):
    """Templates (Jinja2, sandboxed) by what they are for; what is missing comes from the set `default`.

    `contact` and `variables` are what templates may show besides the request's own facts.
    """

    kind: Literal["pages"] = "pages"
    description: Text = ""
    contact: Text = ""
    variables: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")], Text] = Field(default_factory=dict)
    templates: dict[PageKey, Annotated[str, Field(max_length=200_000)]] = Field(default_factory=dict, max_length=200)
    intercept: Annotated[
        tuple[Annotated[str, Field(pattern=r"^([45]\d\d|4xx|5xx)$")], ...],
        Field(description="Of these statuses a member's own page is replaced too"),
    ] = ()
