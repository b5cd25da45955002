"""Secrets that documents name. What is in them goes in, and never comes out."""

from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Query, Request

from agent.contract.credentials import is_credential
from core.server.api.caller import caller_of, changes_nothing
from core.server.api.config_change import DocumentPath
from core.server.api.config_schemas import SecretIn, SecretOut
from core.server.api.decision_shapes import instant
from core.server.api.parts import PartsDep
from core.server.api.permissions import Operator, Reader
from core.server.errors import Conflict, Invalid, NotFound
from core.server.proxy.secrets.refused import RefusedSecret
from core.server.proxy.secrets.secrets import Secret
from core.server.proxy.specs.references import uses_of_secrets

if TYPE_CHECKING:
    from core.server.api.parts import Parts

router = APIRouter(prefix="/config/secrets", tags=["config"])
DryRun = Annotated[bool, Query(description="Change nothing, and say what would be")]
_PASSWORD_BYTES: Final = 72  # of which bcrypt takes account
_TOKEN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


@router.get("")
async def list_secrets(parts: PartsDep, _person: Reader) -> list[SecretOut]:
    """List the secrets' outsides by name."""
    used = uses_of_secrets(parts.proxy.documents.state)
    return [_shown(each, used) for each in parts.proxy.secrets.all()]


@router.get("/{name}")
async def read_secret(name: DocumentPath, parts: PartsDep, _person: Reader) -> SecretOut:
    """Show a secret's outside."""
    return _shown(_found(parts, name), uses_of_secrets(parts.proxy.documents.state))


@router.put("/{name}")
async def put_secret(
    name: DocumentPath, body: SecretIn, request: Request, parts: PartsDep, person: Operator, *, dry_run: DryRun = False
) -> SecretOut:
    """Keep a secret, in the place of the one of this name. Nodes that use it get it by the next deployment."""
    value, used, needed = _value(body), uses_of_secrets(parts.proxy.documents.state), _needed(parts, name)
    before = next((each for each in parts.proxy.secrets.all() if each.name == name), None)
    if before is not None and before.kind != body.kind and needed:
        raise Conflict(RefusedSecret.secret_kind_used(document=needed[0], secret=name, kind=before.kind))
    if dry_run:
        await changes_nothing(request)
        return _shown(Secret(name, body.kind, parts.clock.now(), person.login), used)
    made = await parts.proxy.secrets.put(name, body.kind, value, by=person.login)
    was = {"kind": before.kind} if before else None
    parts.audit.note(caller_of(request, person), "put_secret", name, before=was, after={"kind": made.kind})
    return _shown(made, used)


@router.delete("/{name}")
async def delete_secret(
    name: DocumentPath, request: Request, parts: PartsDep, person: Operator, *, dry_run: DryRun = False
) -> SecretOut:
    """Forget a secret. Refused while a document names it."""
    found, used = _found(parts, name), uses_of_secrets(parts.proxy.documents.state)
    if needed := _needed(parts, name):
        raise Conflict(RefusedSecret.secret_used(documents=", ".join(needed[:10])))
    if not dry_run:
        await parts.proxy.secrets.delete(name)
        parts.audit.note(caller_of(request, person), "delete_secret", name, before={"kind": found.kind})
    else:
        await changes_nothing(request)
    return _shown(found, used)


def _needed(parts: "Parts", name: str) -> list[str]:
    """Return which documents name a secret, as they are wanted or deployed somewhere."""
    return sorted({each for state in parts.proxy.deployer.states for each in uses_of_secrets(state).get(name, ())})


def _found(parts: "Parts", name: str) -> Secret:
    for secret in parts.proxy.secrets.all():
        if secret.name == name:
            return secret
    raise NotFound(RefusedSecret.no_secret(secret=name))


def _value(body: SecretIn) -> str | dict[str, str]:
    """Return what is to be kept; raises Invalid, in which nothing of it is repeated."""
    if body.kind == "credentials":
        if body.variables is None or body.value is not None:
            raise Invalid(RefusedSecret.credentials_are_variables())
        if refused := sorted(name for name in body.variables if not is_credential(name)):
            raise Invalid(RefusedSecret.credentials_steer(variables=", ".join(refused)))
        return body.variables
    if body.value is None or body.variables is not None:
        raise Invalid(RefusedSecret.secret_is_value(kind=body.kind))
    if body.kind == "token" and not set(body.value) <= _TOKEN:
        raise Invalid(RefusedSecret.token_letters())
    if body.kind == "password" and len(body.value.encode()) > _PASSWORD_BYTES:
        raise Invalid(RefusedSecret.password_long(most=_PASSWORD_BYTES))
    return body.value


def _shown(secret: Secret, used: dict[str, list[str]]) -> SecretOut:
    return SecretOut(
        name=secret.name,
        kind=secret.kind,
        made_at=instant(secret.made_at),
        made_by=secret.made_by,
        used_by=used.get(secret.name, []),
    )
