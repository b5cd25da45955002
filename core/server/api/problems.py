"""Errors as RFC 9457 problem details, every one with the request's id."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from core.server.errors import DozorError
from core.server.told import Told

_ERRORS_MAX: Final = 20
_PARTS_MAX: Final = 200
NOT_VALID: Final = "urn:dozor:not-valid"


def problem(
    request_id: str,
    status: int,
    title: str,
    detail: str = "",
    *,
    kind: str = "about:blank",
    told: Told | None = None,
    errors: list[dict[str, Any]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return a problem as an answer. `kind` is the URI of its type, `told` says what its detail says."""
    content = {
        "type": kind,
        "title": title,
        "status": status,
        "detail": detail or title,
        **_coded(told),
        "request_id": request_id,
        "errors": errors or [],
    }
    return JSONResponse(content, status, headers=headers, media_type="application/problem+json")


def add_problem_handlers(app: FastAPI) -> None:
    """Have every error that a route raises answered as a problem. What no route knows of, the edge answers."""
    app.add_exception_handler(DozorError, _of_ours)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(RequestValidationError, _of_validation)


def _of_ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DozorError)
    headers = dict(error.headers)
    if error.retry_after_seconds is not None:
        headers["Retry-After"] = str(error.retry_after_seconds)
    errors = [_part(field, said) for field, said in error.errors[:_PARTS_MAX]]
    return problem(
        request.state.request_id,
        error.status,
        error.title,
        error.detail,
        kind=error.type,
        told=error.told,
        errors=errors,
        headers=headers,
    )


def _of_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    title = HTTPStatus(error.status_code).phrase
    return problem(request.state.request_id, error.status_code, title, str(error.detail), headers=error.headers)


def _of_validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = [_plain(each) for each in error.errors()[:_ERRORS_MAX]]
    detail = "; ".join(f"{each['field']}: {each['message']}" for each in errors[:3])
    return problem(request.state.request_id, 422, "What was sent is not valid.", detail, kind=NOT_VALID, errors=errors)


def _part(field: str, said: str | Told) -> dict[str, Any]:
    return {"field": field, "message": str(said), **_coded(said if isinstance(said, Told) else None)}


def _coded(told: Told | None) -> dict[str, Any]:
    return {"code": told.code, "args": dict(told.args)} if told else {"code": "", "args": {}}


def _plain(error: dict[str, Any]) -> dict[str, Any]:
    """Return where and what; what was sent is not sent back."""
    return _part(".".join(str(part)[:100] for part in error["loc"]), str(error["msg"]))
