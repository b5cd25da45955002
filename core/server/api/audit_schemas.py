"""The models of the audit log. What `core.server.api.schemas` says of models holds here, too."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from core.server.api.input import Input

_Excluded = Annotated[tuple[Annotated[str, Field(max_length=500)], ...], Field(max_length=20)]


class AuditQuery(Input):
    """Which entries are meant: all of these at once, and none of what is `not_...`."""

    who: Annotated[str, Field(max_length=100, description="A login")] = ""
    action: Annotated[str, Field(max_length=100)] = ""
    subject: Annotated[str, Field(max_length=500)] = ""
    address: Annotated[str, Field(max_length=100, description="From where it was asked")] = ""
    not_who: _Excluded = ()
    not_action: _Excluded = ()
    not_subject: _Excluded = ()
    not_address: _Excluded = ()
    text: Annotated[str, Field(max_length=200, description="Stands in any of its texts")] = ""
    from_at: Annotated[float | None, Field(alias="from", ge=0, lt=2**40, description="Unix seconds")] = None
    to_at: Annotated[float | None, Field(alias="to", ge=0, lt=2**40, description="Unix seconds")] = None


class AuditPageQuery(AuditQuery):
    """A page of them."""

    cursor: Annotated[str, Field(max_length=40, pattern="^[0-9]*$")] = ""
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class AuditExportQuery(AuditQuery):
    """All of them, in one form."""

    form: Literal["ndjson", "csv"] = "ndjson"


class AuditEntryOut(BaseModel):
    """Who did what, from where, and what became different. Secrets in it are hidden.

    `kind` is how they asked: person, token (an API token), local (this machine's), telegram or system. `session` is
    the session or the API token.
    """

    id: int
    at: datetime
    by: str
    kind: str
    account_id: str
    session: str
    address: str
    request_id: str
    action: str
    subject: str
    before: Any
    after: Any


class AuditPage(BaseModel):
    """Entries, the newest first. There are more where `next_cursor` is not null."""

    items: list[AuditEntryOut]
    next_cursor: str | None
