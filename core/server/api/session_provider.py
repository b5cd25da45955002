"""Signing in by a provider elsewhere: there, and back."""

from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Cookie, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from core.server.accounts.oidc.errors import NotVouchedFor
from core.server.accounts.oidc.signing_in import WAY_SECONDS, Answer, Vouched
from core.server.api.caller import ChangesNothing, caller_of, place_of
from core.server.api.cookies import DeviceCookie, check_own_page, is_plain, set_device, set_refresh
from core.server.api.parts import PartsDep
from core.server.api.session_schemas import ProviderUrl, Ways
from core.server.errors import DozorError, NotFound

if TYPE_CHECKING:
    from core.server.api.parts import Parts

router = APIRouter(tags=["session"])

_COOKIE: Final = "dozor_way"
WayCookie = Annotated[str, Cookie(alias=_COOKIE, max_length=2000, include_in_schema=False)]
Text = Annotated[str, Query(max_length=2000)]


async def _answer(code: Text = "", state: Text = "", iss: Text = "") -> Answer:
    return Answer(code, state, iss)


AnswerDep = Annotated[Answer, Depends(_answer)]


@router.get("/session/ways")
async def ways_to_sign_in(parts: PartsDep) -> Ways:
    """Tell how people sign in: always by a password, and by a provider where one is set."""
    provider = parts.accounts.provider
    return Ways(provider=None if provider is None else provider.name)


@router.post("/session/provider", dependencies=[ChangesNothing])
async def begin_provider_sign_in(request: Request, response: Response, parts: PartsDep) -> ProviderUrl:
    """Begin to sign in by the provider: where the browser is to go. It comes back within ten minutes."""
    check_own_page(request)
    if parts.accounts.provider is None:
        raise NotFound("People sign in by password here.")
    url, cookie = await parts.accounts.provider.begin()
    _set_way(response, request, parts.settings.public_path, cookie)
    return ProviderUrl(url=url)


@router.get("/session/provider/callback", status_code=303, response_class=RedirectResponse)
async def finish_provider_sign_in(
    request: Request, parts: PartsDep, answer: AnswerDep, way: WayCookie = "", device: DeviceCookie = ""
) -> Response:
    """Come back from the provider: a session begins and the application opens, which says what went wrong if any."""
    home = f"{parts.settings.public_path}/"
    response = RedirectResponse(home, status_code=303)
    try:
        if parts.accounts.provider is None or not answer.code:
            raise NotVouchedFor
        vouched = await parts.accounts.provider.finish(answer, way)
        _note_changes(vouched, request, parts)
        signed_in = await parts.accounts.sign_in_vouched(vouched.account, place_of(request), device)
    except DozorError as error:
        response = RedirectResponse(f"{home}?{urlencode({'sign_in_problem': error.detail})}", status_code=303)
    else:
        person = signed_in.tokens.person
        after = {"way": "provider", "new_place": signed_in.tokens.new_place, "role": person.role}
        parts.audit.note(caller_of(request, person), "sign_in", person.login, after=after)
        set_refresh(response, request, parts, signed_in.tokens.refresh)
        set_device(response, request, parts, signed_in.device_cookie)
    _set_way(response, request, parts.settings.public_path, "")
    response.headers["Cache-Control"] = "no-store"
    return response


def _note_changes(vouched: Vouched, request: Request, parts: "Parts") -> None:
    """Note what the provider's word has made of an account, whether or not its owner comes in then."""
    account, before = vouched.account, vouched.before
    caller, after = caller_of(request, account.person()), account.told()
    if before is None:
        parts.audit.note(caller, "create_account", account.login, after=after)
    elif before.told() != after:
        parts.audit.note(caller, "change_account", account.login, before=before.told(), after=after)


def _set_way(response: Response, request: Request, public_path: str, value: str) -> None:
    """Keep what the browser comes back with; it is led here by another site, so `lax` it has to be."""
    response.set_cookie(
        _COOKIE,
        value,
        max_age=WAY_SECONDS if value else 0,
        path=f"{public_path}/api/v1/session/provider",
        secure=not is_plain(request),
        httponly=True,
        samesite="lax",
    )
