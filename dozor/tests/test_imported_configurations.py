"""What is imported from an existing configuration behaves as that did, by the same requests to two real NGINX."""

import pytest

from core.server.proxy.documents.change import read_change, state_of
from core.server.proxy.importing.importing import import_configuration
from dozor.tests.rendered import ask, running, write_node
from dozor.tests.waiting import free_port

MEMBER = """
server {{ listen 127.0.0.1:{port};
    location / {{ return 200 '{name} $request_uri host=$http_host upgrade=$http_upgrade tenant=$http_x_tenant'; }}
    location /moved {{ return 302 http://$http_host/there; }}
    location /hidden {{ add_header X-Powered-By secret; return 200 h; }} }}
"""
NAMES = ("a", "b", "c")

WORDPRESS = """
user www-data; worker_processes auto;
events { worker_connections 1024; }
http {
    include /etc/nginx/mime.types;
    sendfile on; keepalive_timeout 65; server_tokens off;
    gzip on; gzip_types text/css application/json;
    limit_req_zone $binary_remote_addr zone=login:10m rate=1r/m;
    upstream wordpress { server 127.0.0.1:@a; keepalive 8; }
    server {
        listen @port;
        server_name blog.example www.blog.example;
        client_max_body_size 64m;
        location = /xmlrpc.php { deny all; }
        location ~* /wp-config { return 404; }
        location = /wp-login.php {
            limit_req zone=login burst=1 nodelay;
            proxy_pass http://wordpress;
            proxy_set_header Host $host;
        }
        location ~ /\\.(?!well-known) { deny all; }
        location / {
            proxy_pass http://wordpress;
            proxy_set_header Host $host;
            proxy_set_header X-Real-IP $remote_addr;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_hide_header X-Powered-By;
            proxy_read_timeout 300s;
        }
    }
}
"""
SPA = """
http {
    upstream app { server 127.0.0.1:@a; }
    upstream api { server 127.0.0.1:@b; server 127.0.0.1:@b backup; }
    server {
        listen @port;
        server_name app.example;
        add_header X-Frame-Options DENY always;
        location / { proxy_pass http://app; }
        location /api/ { proxy_pass http://api/; proxy_set_header Host $host; proxy_set_header X-Tenant acme; }
        location /v2 { proxy_pass http://api/version2; }
        location /assets/ { proxy_pass http://app; expires 30d; add_header X-Assets yes; }
        location /old { return 301 https://new.example$request_uri; }
        location ^~ /static/ { proxy_pass http://app; }
        location ~ \\.js$ { rewrite ^/(.*)\\.js$ /bundle/$1.js break; proxy_pass http://api; }
        location /health { default_type text/plain; return 200 fine; }
    }
}
"""
CHAT = """
http {
    map $http_upgrade $connection_upgrade { default upgrade; '' close; }
    server {
        listen @port; server_name chat.example;
        location /ws/ {
            proxy_pass http://127.0.0.1:@a;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_set_header Host $http_host;
            proxy_read_timeout 1h; proxy_buffering off;
        }
        location / { if ($request_method = DELETE) { return 405; } proxy_pass http://127.0.0.1:@b; }
    }
    server { listen @port; server_name www.chat.example; return 301 http://chat.example$request_uri; }
}
"""
BALANCED = """
http {
    upstream sticky { ip_hash; server 127.0.0.1:@a; server 127.0.0.1:@b down; }
    upstream spare { least_conn; server 127.0.0.1:@b weight=3 max_fails=2 fail_timeout=5s; server 127.0.0.1:@c backup; }
    upstream never { server unix:/run/x.sock; }
    server {
        listen @port; server_name .shop.example;
        allow 127.0.0.1; deny all;
        location / { proxy_pass http://sticky; }
        location /spare { proxy_pass http://spare; allow 127.0.0.0/8; deny all; }
        location /files { alias /srv; }
    }
}
"""
PROXY_MANAGER = {
    "nginx.conf": "events {} http { map $host $backend { default x; } include conf.d/*.conf; include /etc/passwd; }",
    "conf.d/1.conf": """server {
        set $forward_scheme http; set $server "127.0.0.1"; set $port @a;
        listen @port; server_name npm.example;
        location / { proxy_pass $forward_scheme://$server:$port$request_uri; }
    }""",
    "conf.d/2.conf": """server {
        listen @port; server_name plain.example;
        location /secret { auth_basic "Staff only";
                           auth_basic_user_file /etc/nginx/htpasswd; proxy_pass http://127.0.0.1:@a; }
        location /inner { internal; proxy_pass http://127.0.0.1:@a; }
        location /mapped { proxy_pass http://127.0.0.1:@a; proxy_set_header X-Backend $backend; }
        location / { proxy_pass http://127.0.0.1:@b; include snippets/proxy.conf; }
    }""",
    "snippets/proxy.conf": "proxy_set_header Host $host; proxy_set_header X-Tenant t1;",
}
GET = ("/", "/a/b?c=d", "/hidden", "/moved")
CASES = {
    "wordpress": (
        WORDPRESS,
        [("blog.example", p) for p in (*GET, "/xmlrpc.php", "/wp-config.php", "/.git/x", "/.env", "/wp-login.php")]
        + [("www.blog.example", "/x")],
    ),
    "spa": (
        SPA,
        [("app.example", p) for p in (*GET, "/api/x?y=1", "/api", "/v2", "/v2/z", "/assets/x.css", "/old/page?q=1",
                                      "/static/x.js", "/dir/x.js", "/health", "/api/a.js")],
    ),
    "chat": (CHAT, [("chat.example", p) for p in (*GET, "/ws/room", "/ws")] + [("www.chat.example", "/x?y")]),
    "balanced": (
        BALANCED,
        [("shop.example", p) for p in (*GET, "/spare/x")] + [("x.y.shop.example", "/z")],
    ),
}  # fmt: skip
SAME_HEADERS = ("location", "x-frame-options", "x-assets", "x-powered-by", "cache-control", "content-type")


def filled(text, members, port):
    for name, number in members.items():
        text = text.replace(f"@{name}", str(number))
    return text.replace("@port", f"127.0.0.1:{port}")


@pytest.fixture(scope="module")
def members(tmp_path_factory):
    ports = {name: free_port() for name in NAMES}
    folder = tmp_path_factory.mktemp("members")
    servers = "".join(MEMBER.format(name=name, port=port) for name, port in ports.items())
    (folder / "nginx.conf").write_text(f"pid m.pid; events {{}} http {{ access_log off; {servers} }}")
    with running(folder, ports=ports.values()):
        yield ports


def said(answer, port):
    shown = {name: answer.headers.get(name, "").replace(f":{port}", "") for name in SAME_HEADERS}
    if answer.status in {301, 308}:
        return 301, shown["location"]
    if answer.status >= 300:
        shown.pop("content-type")
        shown.pop("cache-control")
        return answer.status, shown
    return answer.status, answer.body, shown


def imported(files, port=80):
    made = import_configuration(files, nodes=["n"])
    node = {"http_port": port, "https_port": free_port(), "listen": ["127.0.0.1"], "ipv6": False}
    return made, state_of({**made.documents, ("node", "n"): read_change("node", "n", node)})


@pytest.mark.parametrize("case", CASES)
def test_an_imported_site_behaves_as_before(case, members, tmp_path):
    text, requests = CASES[case]
    before, after = free_port(), free_port()
    original = filled(text, members, before)
    folder = tmp_path / "before"
    folder.mkdir()
    (folder / "mime.types").write_text("types { text/css css; }")
    local = original.replace("/etc/nginx/", "").replace("user www-data;", "").replace("unix:/run/x.sock", "127.0.0.1:1")
    local = local if "events" in local else f"events {{}}\n{local}"
    (folder / "nginx.conf").write_text(f"pid n.pid;\n{local}")
    _, state = imported({"nginx.conf": original}, after)
    with running(folder, ports=[before]), running(write_node(tmp_path / "after", state, "n"), ports=[after]):
        for host, path in requests:
            was, becomes = (said(ask(port, host, path), port) for port in (before, after))
            assert becomes == was, (host, path)
        if case == "chat":
            assert {ask(port, "chat.example", "/", method="DELETE").status for port in (before, after)} == {405}
        if case == "wordpress":
            asked = [ask(after, "blog.example", "/wp-login.php").status for _ in range(3)]
            assert asked[-1] == 429
        if case == "balanced":
            assert {ask(p, "shop.example", "/", source="127.0.0.2").status for p in (before, after)} == {403}


def fates(made):
    return {f"{line.text}": line.fate for line in made.lines}


@pytest.mark.parametrize("case", CASES)
def test_every_directive_has_one_fate(case, members):
    made, _ = imported({"nginx.conf": filled(CASES[case][0], members, 80), "mime.types": "types { text/css css; }"})
    assert all(line.fate in {"understood", "snippet", "not_taken"} for line in made.lines)
    assert all(line.note for line in made.lines if line.fate == "not_taken")
    assert len({(line.file, line.line, line.text) for line in made.lines}) > 5


def test_what_cannot_be_taken_over_closes_its_place_and_is_told(members):
    made, state = imported({name: filled(text, members, 80) for name, text in PROXY_MANAGER.items()})
    found = fates(made)
    assert found["include /etc/passwd"] == "not_taken"
    assert found["auth_basic_user_file /etc/nginx/htpasswd"] == "not_taken"
    assert found["proxy_pass $forward_scheme://$server:$port$request_uri"] == "not_taken"
    assert found["proxy_set_header X-Backend $backend"] == "not_taken"
    assert found["internal"] == "snippet"
    by_path = {each.match.path: each for each in state.domains["plain.example"].locations}
    assert by_path["/secret"].basic_auth is not None
    assert "internal;" in str(by_path["/inner"].snippet)
    assert state.domains["npm.example"].locations[0].answer_status == 501
    assert "secret plain.example-password, a password" in map(str, made.wanted)


def test_tls_and_servers_that_only_send_elsewhere_become_one_domain():
    text = """http {
        server { listen 80; server_name shop.example www.shop.example; return 301 https://shop.example$request_uri; }
        server { listen 443 ssl; server_name www.shop.example; ssl_certificate c.pem; ssl_certificate_key k.pem;
                 return 301 https://shop.example$request_uri; }
        server { listen 443 ssl; http2 on; server_name shop.example; ssl_certificate c.pem; ssl_certificate_key k.pem;
                 ssl_protocols TLSv1.3; location / { proxy_pass http://10.0.0.1:8080; } } }"""
    made, state = imported({"nginx.conf": text})
    assert list(state.domains) == ["shop.example"]
    domain = state.domains["shop.example"]
    assert (domain.names, domain.other_names) == (("shop.example", "www.shop.example"), "redirect")
    assert domain.tls is not None
    assert domain.tls.redirect_http
    assert state.certificates["shop.example"].names == domain.names
    assert state.certificates["shop.example"].source == "uploaded"
    assert fates(made)["ssl_protocols TLSv1.3"] == "not_taken"
