"""The web application, put together."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from core.server.api.audited import Audited
from core.server.api.edge import Edge
from core.server.api.ndjson import NDJSON
from core.server.api.problems import add_problem_handlers
from core.server.api.rate_limits import RateLimits, RequestLimit
from core.server.api.routes import PREFIX, router
from core.server.api.static import App
from core.server.api.version import VERSION

if TYPE_CHECKING:
    from core.server.api.parts import Parts
    from core.server.settings.settings import Settings

_COMPRESS_FROM_BYTES: Final = 1000
_LARGE: Final = ("/agent/reports", "/agent/inventory", "/lab/versions", "/config/plan", "/config/apply")
"""Routes whose bodies may be as large as a report."""

_STREAMED: Final = re.compile(rf"{PREFIX}/agent/questions/[^/]+/answer")
"""Routes whose bodies have no end: they are read as they come."""


def create_app(parts: "Parts") -> FastAPI:
    """Return the application over `parts`."""
    app = make_app(parts.settings)
    app.state.parts = parts
    return app


def make_app(settings: "Settings") -> FastAPI:
    """Return the application, whose routes work with what is put into its `state.parts`."""
    app = describe()
    add_problem_handlers(app)
    shown = App(settings.app_dir, settings.public_path)
    _serve_app(app, shown)
    at_once = (*DEFAULT_EXCLUDED_CONTENT_TYPES, NDJSON)
    app.add_middleware(
        GZipMiddleware, minimum_size=_COMPRESS_FROM_BYTES, compresslevel=5, exclude_content_types=at_once
    )
    app.add_middleware(Audited)
    app.state.rate_limits = RateLimits(settings)
    app.add_middleware(RequestLimit)
    app.add_middleware(Edge, body_bytes_max=_body_bytes_max(settings), policy=shown.policy())
    return app


def describe() -> FastAPI:
    """Return the application without anything behind its routes: it can only describe itself."""
    app = FastAPI(
        title="Dozor",
        version=VERSION,
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
        separate_input_output_schemas=False,
        generate_unique_id_function=_operation_id,
    )
    app.include_router(router)
    document = app.openapi
    app.openapi = lambda: _with_problem_types(document())  # type: ignore[method-assign] # FastAPI's own way
    return app


def _serve_app(app: FastAPI, shown: App) -> None:
    async def serve_app(path: str, request: Request) -> Response:
        if path == "api" or path.startswith("api/"):
            raise HTTPException(404, "There is no such route.")
        return await shown.answer(path, request.scope)

    app.add_api_route("/{path:path}", serve_app, methods=["GET", "HEAD"], include_in_schema=False)


def _body_bytes_max(settings: "Settings") -> Callable[[str], int | None]:
    large = {f"{PREFIX}{path}" for path in _LARGE}

    def most(path: str) -> int | None:
        if path in large:
            return settings.report_bytes_max
        return None if _STREAMED.fullmatch(path) else settings.body_bytes_max

    return most


def _operation_id(route: APIRoute) -> str:
    return route.name


def _with_problem_types(document: dict[str, Any]) -> dict[str, Any]:
    """Say that errors are `application/problem+json`, for which FastAPI has no word."""
    for path in document["paths"].values():
        for operation in path.values():
            answer = operation["responses"]["default"]
            answer["content"] = {"application/problem+json": next(iter(answer["content"].values()))}
    return document
