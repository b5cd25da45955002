"""What data there is, in the API's models. What `core.server.api.schemas` says of models holds here, too."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from core.server.api.input import Input

Form = Literal["parquet", "ndjson", "csv", "npz"]


class DatasetColumn(BaseModel):
    """A column. `unit` is empty where there is none."""

    name: str
    kind: Literal["instant", "integer", "number", "text", "flag", "object"]
    unit: str


class DatasetTier(BaseModel):
    """Points so far apart, and how long they are kept."""

    step_seconds: int
    keep_seconds: int


class DatasetOut(BaseModel):
    """A data set. `keep_setting` names the setting by which it is kept, empty where its tiers say so.

    `made_from` are the data sets, or sources of data, that it is made from. `bytes` on disk are of all services.
    """

    name: str
    columns: list[DatasetColumn]
    bytes: int
    keep_seconds: int
    keep_setting: str
    tiers: list[DatasetTier]
    made_from: list[str]
    forms: list[Form]


class CoverageDay(BaseModel):
    """A day (UTC) and how much there is of it: rows, of features reports, of metrics blocks of sixty points."""

    day: datetime
    rows: int


class CoverageOut(BaseModel):
    """The days of which there is something, oldest first."""

    step_seconds: int
    days: list[CoverageDay]
    as_of: datetime


class DatasetCount(BaseModel):
    """How many rows a download would have; null where it is more than `most`, which one download takes."""

    rows: int | None
    most: int


class DatasetSample(BaseModel):
    """The newest rows, in the order of the columns; what is an object comes as its JSON."""

    columns: list[str]
    rows: list[list[str | int | float | bool | None]]


class DatasetSnippet(BaseModel):
    """Python that loads exactly this slice."""

    code: str


class SliceQuery(Input):
    """A part of a data set: a time (Unix seconds), a service, and of what has tiers the distance of points."""

    from_: Annotated[int | None, Field(alias="from", ge=0, lt=2**40)] = None
    to: Annotated[int | None, Field(ge=0, lt=2**40)] = None
    service: Annotated[str, Field(max_length=253)] = ""
    step: Annotated[int, Field(ge=0, le=86_400)] = 0


class DownloadQuery(SliceQuery):
    """A part of a data set, and in which form. `npz` is for features alone."""

    form: Form = "ndjson"


class SnapshotIn(SliceQuery):
    """A part of a data set that is to stay as it is, and what for."""

    note: Annotated[str, Field(max_length=500)] = ""


class SnapshotOut(BaseModel):
    """A part of a data set that stays as it was. `service` is empty for all, `step_seconds` 0 where there are no tiers.

    `sha256` is of the file: who names it in a study lets others see that they have the same rows.
    """

    id: str
    dataset: str
    from_at: datetime
    to_at: datetime
    service: str
    step_seconds: int
    note: str
    taken_by: str
    taken_at: datetime
    rows: int
    stored_bytes: int
    sha256: str
