"""The web application, put together."""

from typing import TYPE_CHECKING, Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from core.server.api.edge import Edge
from core.server.api.problems import add_problem_handlers
from core.server.api.routes import PREFIX, router
from core.server.api.static import App
from core.server.api.version import VERSION

if TYPE_CHECKING:
    from core.server.api.parts import Parts

_COMPRESS_FROM_BYTES: Final = 1000


def create_app(parts: "Parts") -> FastAPI:
    """Return the application over `parts`."""
    app = describe()
    app.state.parts = parts
    add_problem_handlers(app)
    shown = App(parts.settings.app_dir, parts.settings.public_path)
    _serve_app(app, shown)
    app.add_middleware(GZipMiddleware, minimum_size=_COMPRESS_FROM_BYTES, compresslevel=5)
    app.add_middleware(Edge, body_bytes_max=_body_bytes_max(parts), policy=shown.policy())
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


def _body_bytes_max(parts: "Parts") -> Any:
    settings, large = parts.settings, {f"{PREFIX}/agent/reports", f"{PREFIX}/lab/versions"}
    return lambda path: settings.report_bytes_max if path in large else settings.body_bytes_max


def _operation_id(route: APIRoute) -> str:
    return route.name


def _with_problem_types(document: dict[str, Any]) -> dict[str, Any]:
    """Say that errors are `application/problem+json`, for which FastAPI has no word."""
    for path in document["paths"].values():
        for operation in path.values():
            content = operation["responses"]["default"]["content"]
            if "application/json" in content:
                content["application/problem+json"] = content.pop("application/json")
    return document
