"""How commands ask a core: one on this machine by its folder, or any by its address and a token."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import httpx

from dozor.explain import token_file

_TIMEOUT_SECONDS: Final = 60.0


class CannotAskError(Exception):
    """The core cannot be asked; the text says why."""


class RefusedError(Exception):
    """The core answered with a problem. `errors` are its parts: a place and what is wrong there."""

    def __init__(self, detail: str, errors: list[tuple[str, str]]) -> None:
        super().__init__(detail)
        self.errors = errors


class CoreClient:
    """A core's API. `token` is an access token; without one the local token in `data` opens."""

    def __init__(self, *, url: str, data: Path, token: str | None) -> None:
        try:
            found = token or token_file(data).read_text().strip()
        except OSError as error:
            raise CannotAskError(str(error)) from error
        headers = {"Authorization": f"Bearer {found}"}
        self._client = httpx.Client(base_url=url.rstrip("/") + "/api/v1/", headers=headers, timeout=_TIMEOUT_SECONDS)

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connection."""
        self._client.close()

    def call(self, method: str, path: str, *, params: dict[str, Any] | None = None, body: Any = None) -> Any:
        """Ask, and return the answer: what its JSON says, else its text.

        Raises:
            CannotAskError: nobody answers, or not as a core does.
            RefusedError: the core does not do it.
        """
        try:
            answer = self._client.request(method, path, params=params, json=body)
            if answer.is_success:
                is_json = answer.headers.get("content-type", "").startswith("application/json")
                return answer.json() if is_json and answer.content else answer.text
            raise _problem(answer)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise CannotAskError(str(error) or type(error).__name__) from error
        except ValueError as error:
            raise _no_core(answer) from error

    def stream(self, method: str, path: str, *, params: Any = None) -> Iterator[dict[str, Any]]:
        """Ask, and yield the lines of the answer as they come, each what its JSON says.

        Raises:
            CannotAskError: nobody answers, or not as a core does, or the answer breaks off.
            RefusedError: the core does not do it.
        """
        try:
            with self._client.stream(method, path, params=params) as answer:
                if not answer.is_success:
                    answer.read()
                    raise _problem(answer)
                for line in answer.iter_lines():
                    if line:
                        yield json.loads(line)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise CannotAskError(str(error) or type(error).__name__) from error
        except ValueError as error:
            raise _no_core(answer) from error


def _problem(answer: httpx.Response) -> CannotAskError | RefusedError:
    """Return what a core says went wrong."""
    try:
        problem = answer.json()
        errors = [(each["field"], each["message"]) for each in problem["errors"]]
        detail = str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        return _no_core(answer)
    if answer.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.SERVICE_UNAVAILABLE}:
        return CannotAskError(detail)
    return RefusedError(detail, errors)


def _no_core(answer: httpx.Response) -> CannotAskError:
    return CannotAskError(
        f"{answer.request.url.copy_with(path='/', query=None)} answers {answer.status_code}, but not as a core"
    )
