"""What `dozor route` says is what NGINX does."""

import random

import pytest

from core.server.proxy.documents.change import read_change, state_of
from core.server.proxy.explain import Context, explain
from core.server.proxy.rewriting import Asked
from dozor.tests.rendered import ask, running, write_node
from dozor.tests.waiting import free_port

PARTS = ["a", "b", "a.b", "api", "v1", "x", ""]
REGEXES = ["^/a", r"\.b$", "/api/", "v[0-9]+", "^/(a|b)/x$", "B", "/$"]
HOSTS = ["one.example", "two.example", "x.one.example", "y.x.one.example", "www.two.example", "off.example", "nobody"]


def some_path(chance):
    return "/" + "/".join(chance.choice(PARTS) for _ in range(chance.randint(0, 3)))


def some_location(chance, number):
    kind = chance.choice(["prefix", "prefix", "exact", "regex"])
    if kind == "regex":
        match = {"kind": kind, "regex": chance.choice(REGEXES), "ignore_case": chance.random() < 0.3}
    else:
        path = some_path(chance).replace("//", "/").replace("//", "/")
        match = {"kind": kind, "path": path, "final": kind == "prefix" and chance.random() < 0.3}
    what = chance.choice(["own", "other", "redirect", "answer", "strip", "rewrite", "closed"])
    more = {
        "own": {},
        "other": {"service": f"s{chance.randint(0, 2)}"},
        "redirect": {"redirect": {"to": f"https://to{number}.example$request_uri", "status": 302}},
        "answer": {"answer_status": 200 + number},
        "strip": {"rewrite": {"strip_prefix": match["path"]}} if kind == "prefix" else {},
        "rewrite": {"rewrite": {"regex": "^/(.*)x(.*)$", "replacement": "/$2-$1"}},
        "closed": {"access": {"deny": ["127.0.0.2"], "allow": ["127.0.0.0/8"]}},
    }[what]
    return {"match": match, "response_headers": [{"name": "X-Location", "value": str(number)}], **more}


def some_domain(chance, names, service, **more):
    seen, locations = set(), []
    for number in range(chance.randint(0, 8)):
        location = some_location(chance, number)
        match = location["match"]
        key = (match["kind"], match.get("path"), match.get("regex"), match.get("ignore_case"))
        if key not in seen:
            seen.add(key)
            locations.append(location)
    return {"names": names, "service": service, "nodes": ["n"], "locations": locations, **more}


def some_state(chance, http_port, member_ports):
    documents = {
        ("node", "n"): {"http_port": http_port, "https_port": free_port(), "listen": ["127.0.0.1"], "ipv6": False},
        ("domain", "one"): some_domain(chance, ["one.example", "*.x.one.example"], "s0"),
        ("domain", "wild"): some_domain(chance, ["*.one.example"], "s1"),
        ("domain", "two"): some_domain(chance, ["two.example", "www.two.example"], "s2", other_names="redirect"),
        ("domain", "off"): some_domain(chance, ["off.example"], "s0", enabled=False),
    }
    for number, port in enumerate(member_ports):
        members = [{"name": "m", "host": "127.0.0.1", "port": port}]
        documents["service", f"s{number}"] = {"members": members}
    return state_of({key: read_change(*key, value) for key, value in documents.items()})


@pytest.fixture(scope="module")
def members(tmp_path_factory):
    """Three members that answer who they are and what they were asked for."""
    ports = [free_port() for _ in range(3)]
    servers = "".join(
        f"server {{ listen 127.0.0.1:{port}; return 200 's{number} $request_uri'; }}\n"
        for number, port in enumerate(ports)
    )
    folder = tmp_path_factory.mktemp("members")
    (folder / "nginx.conf").write_text(f"pid m.pid; events {{}} http {{ access_log off; {servers} }}")
    with running(folder, ports=ports):
        yield ports


def is_as_explained(route, answer, asked):
    said = (route.status, route.to)
    if route.status in {301, 302, 308}:
        to = answer.headers["location"]
        return answer.status == route.status and (to.endswith(route.to) if route.to.startswith("/") else to == route.to)
    if route.status:
        return answer.status == said[0]
    path = route.asked_path or asked.path
    [service] = route.services
    number = next(each.number for each in route.tried if each.verdict == "chosen")
    expected = str(number) if number >= 0 else None
    return (answer.status, answer.body, answer.headers.get("x-location")) == (200, f"{service.name} {path}", expected)


def random_request(chance):
    path = some_path(chance) + chance.choice(["", "", "?q=1", "/../x", "/%61", "/./b", "//a"])
    return Asked(host=chance.choice(HOSTS), path=path, address=chance.choice(["127.0.0.1", "127.0.0.2"]))


@pytest.mark.parametrize("seed", range(6))
def test_what_is_explained_is_what_nginx_does(seed, members, tmp_path):
    chance, port = random.Random(seed), free_port()
    state = some_state(chance, port, members)
    wrong = []
    with running(write_node(tmp_path / "n", state, "n"), ports=[port]):
        for _ in range(150):
            asked = random_request(chance)
            [route] = explain(state, asked, Context())
            answer = ask(port, asked.host, asked.path, source=asked.address)
            if not is_as_explained(route, answer, asked):
                wrong.append((asked, route, answer))
    assert not wrong, "\n".join(
        f"{a.host} {a.path}: {r.location} {r.status} {r.to} {r.asked_path}; {b}" for a, r, b in wrong
    )
