"""The API as the bot asks it: what it refuses, and what it bears."""

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from core.server.telegram.api import Refusal, Session, Speaker


class Tokens:
    def telegram_token(self, account_id):
        return f"token of {account_id}"


def session_over(*answers):
    """A session over an application that gives these answers, one by one, and the requests that it got."""
    left, got = list(answers), []

    async def answer(request):
        got.append((request.client.host, request.headers["authorization"], request.url.path))
        return left.pop(0)

    async def at_once(_seconds):
        pass

    app = Starlette(routes=[Route("/api/v1/{path:path}", answer, methods=["GET", "POST", "DELETE"])])
    return Session(app, Tokens(), Speaker(7, "ann"), at_once), got


def problem(status, **more):
    return JSONResponse({"detail": "no", **more}, status_code=status)


async def test_who_asks_and_from_where_is_told():
    session, got = session_over(JSONResponse({"login": "ann"}))
    assert await session.me() == {"login": "ann"}
    assert got == [("telegram:7", "Bearer token of ann", "/api/v1/me")]


async def test_what_the_api_throttles_is_asked_again():
    session, got = session_over(problem(429), problem(429), JSONResponse([]))
    assert await session.get("/nodes") == []
    assert len(got) == 3


async def test_a_refusal_says_why():
    session, _ = session_over(problem(422), PlainTextResponse("x", 503))
    with pytest.raises(Refusal, match="no"):
        await session.get("/nodes")
    with pytest.raises(Refusal, match="503"):
        await session.get("/nodes")
