"""Reloads of NGINX on one node after the other, as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from core.server.api.config_schemas import ProxyProblem
from core.server.api.input import Input
from core.server.api.told_schemas import ToldOut, codes
from core.server.proxy.reloads.why import Why

_NODES_MAX = 1000


class ReloadIn(Input):
    """Have NGINX on these nodes, by their ids and in this order, read anew what it runs."""

    nodes: Annotated[list[Annotated[str, Field(max_length=100)]], Field(min_length=1, max_length=_NODES_MAX)]


class ReloadWhy(ToldOut):
    """What kept a node from being reloaded. `code` with its `args` says what `message` says."""

    code: Annotated[str, codes(Why)]


class ReloadTurn(BaseModel):
    """How far a reload is on a node. `problems` are in NGINX's own words."""

    id: str
    name: str
    status: Literal["waiting", "reloading", "reloaded", "failed", "left_out"]
    why: ReloadWhy | None
    problems: list[ProxyProblem]
    seconds: float


class ReloadOut(BaseModel):
    """A reload of one node after the other; it ends with the first that fails.

    `stopped_by` is who wants no other node after the one whose turn it is. In a dry run `id` is empty.
    """

    id: str
    phase: Literal["running", "done", "failed", "stopped"]
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    stopped_by: str
    nodes: list[ReloadTurn]
