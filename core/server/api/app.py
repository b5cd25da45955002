"""The web application, put together."""

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from core.server.api.routes import PREFIX, router

if TYPE_CHECKING:
    from core.server.api.parts import Parts

VERSION = "0.1.0"


def create_app(parts: "Parts | None") -> FastAPI:
    """Return the application over `parts`; without parts it can only describe itself."""
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
    app.state.parts = parts
    document = app.openapi
    app.openapi = lambda: _with_problem_types(document())  # type: ignore[method-assign] # FastAPI's own way
    return app


def _with_problem_types(document: dict[str, Any]) -> dict[str, Any]:
    """Say that errors are `application/problem+json`, for which FastAPI has no word."""
    for path in document["paths"].values():
        for operation in path.values():
            content = operation["responses"]["default"]["content"]
            if "application/json" in content:
                content["application/problem+json"] = content.pop("application/json")
    return document


def _operation_id(route: APIRoute) -> str:
    return route.name
