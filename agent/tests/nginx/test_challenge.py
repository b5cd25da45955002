"""The challenge on a real NGINX: who gets which answer, and which passes are taken."""

import http.client
import json
import shutil
import ssl
import subprocess
from dataclasses import replace

import pytest

from agent.nginx.bans import NO_KEY, Bans
from agent.nginx.control import key_id
from agent.nginx.render import write
from agent.tests.nginx.acting import act, now, obey
from agent.tests.nginx.solving import KEY, PATH, earn_pass, get_page, new_pass, new_puzzle, post, puzzle_in, solve


@pytest.fixture
def bans(tmp_path, control):
    return Bans(tmp_path / "actions", control, challenge_key=KEY)


@pytest.fixture
async def challenged(bans, nginx):
    """An NGINX that challenges 127.0.0.9."""
    await obey(bans, act(1, kind="challenge"))
    return nginx


async def test_a_challenged_source_gets_the_page_and_nobody_else_does(challenged):
    status, headers, page = get_page(challenged)
    assert (status, headers["Cache-Control"]) == (403, "no-store")
    assert puzzle_in(page)
    assert "{{" not in page
    assert get_page(challenged, "127.0.0.8")[2] == "hello\n"


async def test_who_solves_the_puzzle_reaches_the_site_and_is_logged_as_passed(challenged, until):
    cookie = earn_pass(challenged)
    assert get_page(challenged, Cookie=f"a=b; {cookie}; c=d")[::2] == (200, "hello\n")
    await until(lambda: len(challenged.verdicts) == 3)
    assert sorted(challenged.verdicts) == ["challenge", "challenge", "passed"]


async def test_whether_a_pass_came_back_can_be_asked(challenged):
    assert challenged.get(path=PATH) == 403
    assert challenged.get(path=PATH, Cookie=new_pass(now() + 600)) == 204


async def test_a_pass_says_little_and_is_kept_from_scripts(challenged):
    _, headers, _ = post(challenged, solve(new_puzzle(now())))
    value, *attributes = headers["Set-Cookie"].split("; ")
    assert attributes == ["Path=/", "Max-Age=3600", "HttpOnly", "SameSite=Lax"]
    assert 3590 < int(value.split("=")[1].split(".")[0]) - now() <= 3600


@pytest.mark.parametrize(
    "cookie",
    [
        lambda: "dozor_pass=",
        lambda: f"dozor_pass={int(now()) + 600}.{'0' * 32}",
        lambda: new_pass(now() + 600, key="00" * 32),
        lambda: new_pass(now() - 1),
        lambda: new_pass(now() + 86_400),
        lambda: new_pass(now() + 600, source="127.0.0.8"),
        lambda: new_pass(now() + 600, service="blog.example"),
        lambda: new_pass(now() + 600) + "0",
        lambda: new_puzzle(now()).join(("dozor_pass=", "")),
        lambda: "dozor_pass=" + "9" * 3000,
    ],
    ids=[
        "empty",
        "forged",
        "other key",
        "expired",
        "too long",
        "other address",
        "other service",
        "more",
        "puzzle",
        "9s",
    ],
)
async def test_a_pass_that_is_none_is_not_taken(challenged, cookie):
    assert get_page(challenged, Cookie=cookie())[0] == 403


async def test_a_pass_is_good_at_its_service_only(bans, challenged):
    cookie = new_pass(now() + 600)
    assert challenged.get(Cookie=cookie) == 200
    assert challenged.get(host="blog.example", Cookie=cookie) == 403


@pytest.mark.parametrize(
    ("solution", "status"),
    [
        (lambda: "", 400),
        (lambda: "{}", 400),
        (lambda: f"{new_puzzle(now())}:1,2\r\nSet-Cookie: a=b", 400),
        (lambda: f"{new_puzzle(now())}:{'1,' * 1000}1", 403),
        (lambda: f"{new_puzzle(now(), bits=30)}:1,2", 403),
        (lambda: solve(new_puzzle(now())).rpartition(",")[0], 403),
        (lambda: solve(new_puzzle(now(), bits=0, parts=0, key="00" * 32)) + "1", 403),
        (lambda: solve(new_puzzle(now(), source="127.0.0.8")), 403),
        (lambda: solve(new_puzzle(now(), service="blog.example")), 403),
        (lambda: solve(new_puzzle(now() - 301)), 410),
        (lambda: solve(new_puzzle(now() + 90)), 410),
        (lambda: solve(new_puzzle(now() - 200)), 204),
    ],
)
async def test_only_a_right_solution_in_time_from_whom_the_puzzle_was_for_is_taken(challenged, solution, status):
    answer, headers, _ = post(challenged, solution())
    assert answer == status
    assert ("Set-Cookie" in headers) == (status == 204)


async def test_a_ban_wins_over_a_pass(bans, challenged):
    cookie = new_pass(now() + 600)
    await obey(bans, act(2))
    assert challenged.get(Cookie=cookie) == 403
    assert post(challenged, solve(new_puzzle(now())))[0] == 403
    assert challenged.verdicts[-1:] != ["passed"]


async def test_a_limit_holds_for_clients_with_a_pass_too(bans, challenged, until):
    cookie = new_pass(now() + 600)
    await obey(bans, act(2, kind="limit"))
    statuses = [challenged.get(Cookie=cookie) for _ in range(20)]
    assert {200, 429} == set(statuses)
    await until(lambda: len(challenged.verdicts) == 20)
    assert challenged.outcomes == sorted((status, "passed" if status == 200 else "limit") for status in statuses)


async def test_a_client_with_a_pass_is_known_when_nothing_is_held_against_it_any_more(bans, challenged, until):
    cookie = new_pass(now() + 600)
    await obey(bans, act(2, kind="lift", decision="d1"))
    assert challenged.get(Cookie=cookie) == 200
    await until(lambda: len(challenged.verdicts) == 1)
    assert challenged.verdicts[0] == "passed"


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"Accept": "application/json"},
        {"Accept": "image/avif,image/webp,*/*"},
        {"Accept": "text/html", "Sec_Fetch_Dest": "empty"},
        {"Accept": "text/html", "method": "POST", "body": "a=b"},
        {"Accept": "text/html", "method": "PUT", "body": "x" * 100_000},
        {"Accept": "text/html", "method": "DELETE"},
    ],
)
async def test_who_cannot_show_a_page_is_told_in_a_few_words(challenged, until, request_):
    status, headers, text = challenged.ask(**request_)
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (403, "text/plain; charset=utf-8", "no-store")
    assert text.startswith("This address has to pass a browser check first.")
    assert len(text) < 300
    await until(lambda: challenged.verdicts == ["challenge"])


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "/%0d%0aSet-Cookie:%20a=b",
        "/?next=https://evil.example/",
        "/</script><script>alert(1)</script>",
        "/.dozor/challenge?next=//evil.example",
    ],
)
async def test_no_word_of_a_request_stands_in_the_answer(challenged, path):
    status, headers, page = get_page(challenged, path=path, host="shop.example", Referer="https://evil.example/")
    assert status == 403
    assert "Location" not in headers
    assert "Set-Cookie" not in headers
    for word in ("evil", "alert", "a=b"):
        assert word not in page + str(headers)


async def test_the_page_may_run_and_fetch_only_its_own(challenged):
    _, headers, page = get_page(challenged)
    rules = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    nonce = rules["script-src"].strip("'").removeprefix("nonce-")
    assert len(nonce) == 32
    assert page.count(f'nonce="{nonce}"') == page.count("<script") + page.count("<style") == 3
    assert rules == {
        "default-src": "'none'",
        "script-src": f"'nonce-{nonce}'",
        "style-src": f"'nonce-{nonce}'",
        "connect-src": "'self'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
    }
    assert nonce not in get_page(challenged)[2]


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("en-GB,en;q=0.9,ru;q=0.8", "en"),
        ("de, ru;q=0.5", "ru"),
        ("de", "en"),
        ("", "en"),
        ("ru;q=x, , ;;;q=9", "en"),
        ("x" * 5000 + ",ru", "en"),
    ],
)
async def test_the_page_speaks_the_readers_language(challenged, accepted, lang):
    assert f'<html lang="{lang}">' in get_page(challenged, Accept_Language=accepted)[2]


async def test_without_scripts_the_page_says_what_to_do(challenged):
    assert '<p class="without">This site is checking' in get_page(challenged)[2]


async def test_the_head_of_the_page_can_be_asked(challenged):
    status, headers, body = get_page(challenged, method="HEAD")
    assert (status, headers["Content-Type"], body) == (403, "text/html; charset=utf-8", "")


async def test_requests_to_the_challenge_itself_never_look_like_the_services(nginx, bans, until):
    await obey(bans, act(1, "127.0.0.8"))
    assert nginx.get(path=PATH) == 204
    assert nginx.get(path=PATH, method="PUT") == 204
    assert post(nginx, "nonsense")[0] == 400
    assert nginx.get(path=f"/x:{PATH}") == 404
    assert nginx.get(path=PATH.upper()) == 404
    await until(lambda: len(nginx.verdicts) == 5)  # of two workers, in any order
    seen = {(line.split('"')[1].split()[1], line.split('"')[-4]) for line in nginx.access_log.splitlines()}
    assert seen == {(PATH, "challenge"), (f"/x:{PATH}", ""), (PATH.upper(), "")}


async def test_without_a_key_a_challenge_is_a_limit_and_says_so(tmp_path, control, nginx):
    bans = Bans(tmp_path / "actions", control)
    (outcome,) = await obey(bans, act(1, kind="challenge"))
    assert (outcome.applied, outcome.error) == (True, NO_KEY)
    assert {get_page(nginx)[0] for _ in range(20)} == {200, 429}
    assert post(nginx, solve(new_puzzle(now())))[0] in {429, 503}
    bans.challenge_key = KEY
    await bans.settle(now())
    assert get_page(nginx)[0] == 403


@pytest.mark.parametrize("kill", [False, True])
async def test_a_restarted_nginx_knows_its_challenges_and_takes_passes_from_before(bans, challenged, kill):
    cookie = new_pass(now() + 600)
    challenged.stop(kill=kill)
    challenged.start()
    await bans.settle(now())
    assert get_page(challenged)[0] == 403
    assert challenged.get(Cookie=cookie) == 200


async def test_an_nginx_with_another_key_is_told_the_right_one(bans, challenged, control):
    other = Bans(bans._journal._path.with_name("other"), control, challenge_key="00" * 32)
    await other.settle(now())
    assert (await control.state()).key_id == key_id("00" * 32)
    await bans.settle(now())
    assert (await control.state()).key_id == key_id(KEY)


async def test_the_key_stands_in_no_file_of_nginx(bans, challenged, until):
    state = challenged.folder / "bans.json"
    challenged.stop()
    write(replace(challenged.node, state_file=state))
    challenged.start()
    await bans.settle(now())
    earn_pass(challenged)
    await until(lambda: state.exists() and "challenge" in state.read_text())
    challenged.stop()
    for path in challenged.folder.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes(), path


async def test_until_it_is_told_the_key_a_restarted_nginx_limits_whom_it_should_challenge(bans, challenged, until):
    state = challenged.folder / "bans.json"
    challenged.stop()
    write(replace(challenged.node, state_file=state))
    challenged.start()
    await bans.settle(now())
    await until(lambda: state.exists() and "challenge" in state.read_text())
    challenged.stop()
    challenged.start()
    assert {get_page(challenged)[0] for _ in range(20)} == {200, 429}
    await bans.settle(now())
    assert get_page(challenged)[0] == 403


async def test_a_key_that_is_none_is_refused_without_being_repeated(nginx, control):
    body = {"key": "secret", "set": [], "ranges4": "", "ranges6": "", "mark": ""}
    response = await control._connection.request("POST", "/bans", body=json.dumps(body).encode(), within=60)
    assert response.status == 400
    assert b"secret" not in response.body


async def test_an_ipv6_source_is_challenged_and_passes_as_its_64(bans, nginx):
    await obey(bans, act(1, "::", kind="challenge"))
    try:
        assert get_page(nginx, "::1")[0] == 403
    except OSError:
        pytest.skip("this machine has no IPv6")
    assert nginx.get("::1", Cookie=earn_pass(nginx, "::1")) == 200
    assert nginx.get("::1", Cookie=new_pass(now() + 600, source="0:0:0:0")) == 200
    assert nginx.get("::1", Cookie=new_pass(now() + 600, source="0:0:0:1")) == 403


@pytest.fixture
def certificate(nginx):
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=shop.example"
    subprocess.run(command.split(), cwd=nginx.folder, check=True, capture_output=True)
    return nginx.folder / "cert.pem"


async def test_over_tls_a_pass_goes_over_tls_only(bans, challenged, certificate):
    challenged.stop()
    configuration = challenged.folder / "nginx.conf"
    listen, tls = f"listen 127.0.0.1:{challenged.port}", "ssl_certificate cert.pem; ssl_certificate_key key.pem;"
    text = configuration.read_text().replace(f"{listen};", f"{listen} ssl;").replace("http {", f"http {{ {tls}")
    configuration.write_text(text)
    challenged.start()
    await bans.settle(now())
    context = ssl.create_default_context(cafile=certificate)
    context.check_hostname = False
    visitor = http.client.HTTPSConnection(
        "127.0.0.1", challenged.port, context=context, source_address=("127.0.0.9", 0), timeout=60
    )
    visitor.request("POST", PATH, body=solve(new_puzzle(now())), headers={"Host": "shop.example"})
    response = visitor.getresponse()
    response.read()
    assert response.status == 204
    assert response.headers["Set-Cookie"].endswith("; Secure")
    assert response.headers["Set-Cookie"].startswith("__Host-dozor_pass=")
    passed = response.headers["Set-Cookie"].partition(";")[0]
    for cookie, status in ((passed, 200), (passed.removeprefix("__Host-"), 403)):
        visitor.request("GET", "/", headers={"Host": "shop.example", "Cookie": cookie})
        response = visitor.getresponse()
        response.read()
        assert response.status == status
    visitor.close()


async def test_a_script_is_told_that_its_page_is_to_be_loaded_anew(challenged):
    status, headers, _ = challenged.ask("127.0.0.9", Accept="application/json", Sec_Fetch_Mode="cors")
    assert (status, headers["Dozor-Challenge"]) == (403, "reload")


async def test_a_service_whose_name_holds_separators_is_held(bans, nginx):
    configuration = nginx.folder / "nginx.conf"
    name = '"~^(www[.])?shop.{0,3}[@,]?[.]example$"'
    assert "server_name shop.example;" in configuration.read_text()
    nginx.stop()
    configuration.write_text(configuration.read_text().replace("server_name shop.example;", f"server_name {name};"))
    nginx.start()
    await obey(bans, act(1, kind="ban", service=name.strip('"')))
    assert nginx.get() == 403
