"""Any request that the description allows, and many that it does not, by schemathesis, as every role: nothing breaks.

The requests are made in a thread, as their generator knows no event loop, and asked on the test's own.
"""

import asyncio
import json
import secrets
from contextlib import suppress

import jwt
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from core.server.api.app import describe
from core.server.api.tests.test_permissions import NEEDS, ROLES

EXAMPLES = {"admin": 2}
MODES = {"operator": GenerationMode.NEGATIVE}  # what the description does not allow
LEFT_OUT = {
    "sign_out",  # it ends the session of who asks
    "end_other_sessions",
    "change_password",
    "read_log_lines",  # streams, which only a socket has: test_logs
    "download_logs",
    "read_requests",
    "download_requests",
    "act_on_container",
}
DOCUMENTED = ("status_code_conformance", "content_type_conformance", "response_schema_conformance")


def operations():
    described = schemathesis.openapi.from_dict(describe().openapi())
    found = [each.ok() for each in described.get_all_operations()]
    people = [each for each in found if "/agent/" not in each.path]  # what nodes send is binary: test_node_keys
    return [each for each in people if each.definition.raw["operationId"] not in LEFT_OUT]


def checks():
    load_all_checks()
    return CHECKS.get_by_names(list(DOCUMENTED))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", [*ROLES, None])
async def test_every_answer_is_as_described_and_none_is_500(role, client, sign_in):
    person = await sign_in(role) if role else client
    person.cookies.clear()
    loop, wrong = asyncio.get_running_loop(), []

    def ask(operation):
        @settings(
            max_examples=EXAMPLES.get(role, 1),
            phases=[Phase.generate],
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=MODES.get(role, GenerationMode.POSITIVE)))
        def once(case):
            asked = case.as_transport_kwargs(base_url="http://localhost")
            asked["headers"] = {
                k: v for k, v in asked["headers"].items() if k.lower() not in {"authorization", "cookie"}
            }
            asked.pop("cookies", None)
            if not isinstance(asked.get("data", {}), dict):
                asked["content"] = asked.pop("data")
            answer = asyncio.run_coroutine_threadsafe(person.request(**asked), loop).result(60)
            name = operation.definition.raw["operationId"]
            if answer.status_code >= 500 and answer.status_code not in {503, 504}:
                wrong.append((name, asked, answer.status_code, answer.text))
            if role is None and NEEDS[name] is not None and answer.status_code != 401:
                wrong.append((name, asked, answer.status_code, answer.text))
            try:
                case.validate_response(answer, checks=checks())
            except (AssertionError, BaseExceptionGroup) as error:
                wrong.append((name, asked, answer.status_code, str(error)[:2000]))

        with suppress(Unsatisfiable):  # whatever is sent there is allowed
            once()

    for operation in operations():
        await asyncio.to_thread(ask, operation)
    assert not wrong, "\n\n".join(str(each) for each in wrong[:10])


def claims(now, **other):
    return {
        "iss": "dozor",
        "aud": "dozor",
        "sub": "x",
        "sid": "",
        "for": "person",
        "iat": now,
        "exp": now + 600,
    } | other


def forged(now, good):
    """Yield tokens that are none of ours, by the name of the trick."""
    header, body, signature = good.split(".")
    real = jwt.decode(good, options={"verify_signature": False})
    kid = jwt.get_unverified_header(good)["kid"]
    other = secrets.token_bytes(32)
    yield "alg none", jwt.encode(real, "", algorithm="none", headers={"kid": kid})
    yield "no signature", f"{header}.{body}."
    yield "another key", jwt.encode(real, other, algorithm="HS256", headers={"kid": kid})
    yield "another algorithm", jwt.encode(real, other * 2, algorithm="HS512", headers={"kid": kid})
    for name in ("", "../../dev/null", "0", kid + "\\0", "' OR 1=1 --", "x" * 10_000):
        yield f"kid {name[:20]}", jwt.encode(real, b"\0" * 32, algorithm="HS256", headers={"kid": name})
    for value in (None, 7, [kid], {"kid": kid}):
        head = json.dumps({"alg": "HS256", "typ": "JWT", "kid": value}).encode()
        yield f"kid {value}", f"{jwt.utils.base64url_encode(head).decode()}.{body}.{signature}"
    for head in (
        {"alg": "RS256"},
        {"alg": "ES256"},
        {"alg": "HS256", "jwk": {"kty": "oct", "k": "AA"}},
        {"alg": ["HS256"]},
    ):
        encoded = jwt.utils.base64url_encode(json.dumps({**head, "kid": kid}).encode()).decode()
        yield f"head {head}", f"{encoded}.{body}.{signature}"
    yield "no kid", jwt.encode(real, other, algorithm="HS256")
    yield (
        "raised",
        f"{header}.{jwt.utils.base64url_encode(json.dumps(real | {'sub': 'local'}).encode()).decode()}.{signature}",
    )
    for cut in (1, len(good) // 2, len(good) - 1):
        yield f"cut at {cut}", good[:cut]
    yield "huge", "eyJ" + "A" * 200_000
    yield "huge API token", "dzr_" + "0" * 200_000
    yield "none", "."
    yield "dots", "." * 1000
    yield "half of one and of another", f"{header}.{body}.{jwt.encode(claims(now), other).split('.')[2]}"


async def test_no_forged_token_opens(admin, client, clock):
    good = admin.headers["Authorization"].removeprefix("Bearer ")
    assert (await client.get("/api/v1/me", headers={"Authorization": f"Bearer {good}"})).status_code == 200
    for trick, token in forged(int(clock.now()), good):
        answer = await client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401, trick
    for header in ("Basic YWRtaW46YWRtaW4=", "Bearer", "bearer ", good, f"Token {good}", f"Bearer {good} {good}"):
        answer = await client.get("/api/v1/me", headers={"Authorization": header})
        assert answer.status_code == 401, header


async def test_a_token_for_another_audience_or_over_opens_nothing(admin, client, parts, clock):
    real = jwt.decode(admin.headers["Authorization"].removeprefix("Bearer "), options={"verify_signature": False})
    key = parts.accounts.keys.newest
    for change in (
        {"aud": "grafana"},
        {"iss": "elsewhere"},
        {"exp": int(clock.now()) - 60},
        {"iat": int(clock.now()) + 600},
    ):
        token = jwt.encode(real | change, key.secret, algorithm="HS256", headers={"kid": key.id})
        answer = await client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401, change
