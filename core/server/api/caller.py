"""Who sent a request, for sign-in throttling and the audit log."""

from fastapi import Request

from core.server.accounts.audit import Caller
from core.server.accounts.person import Person


def address_of(request: Request) -> str:
    """Return the address that a request came from (behind a trusted proxy: the one that the proxy names)."""
    return request.client.host if request.client else ""


def caller_of(request: Request, person: Person) -> Caller:
    """Return who asks, from where, and under which request id."""
    return Caller(person=person, address=address_of(request), request_id=request.state.request_id)
