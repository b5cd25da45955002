"""What may stand in an expert's own lines, and what is said of the rest."""

import io

import pytest
from crossplane.lexer import _lex_file_object
from hypothesis import given
from hypothesis import strategies as st

from core.server.proxy.snippets import check_snippet, problems_of


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        'add_header X-Frame-Options "DENY; {really}" always;',
        "if ($request_method !~ ^(GET|HEAD)$) {\n    return 405;\n}",
        "location ~* \\.(css|js)$ {\n    expires 7d;\n    add_header Cache-Control public;\n}",
        "sub_filter '</head>' '<script src=\"/x.js\"></script></head>';\nsub_filter_once on;",
        "set $who ${arg_who};\nrewrite ^/old/(.*)$ /new/$1 permanent;",
        "limit_except GET { deny all; }",
        'proxy_cookie_path / "/; secure";',
        "auth_request /auth;",
        "error_page 404 /не-найдено;",
        "\r\nexpires 1h;\r\n",
    ],
)
def test_what_experts_need_passes(text):
    assert problems_of(check_snippet(text)) == []
    assert "\r" not in check_snippet(text)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("load_module x.so;", 1, "nothing from elsewhere"),
        ("expires 1h;\ninclude /etc/passwd;", 2, "nothing from elsewhere"),
        ("content_by_lua_block {\n}", 1, "runs no code"),
        ("js_content a.b;", 1, "runs no code"),
        ("perl_set $x y;", 1, "runs no code"),
        ("root /;", 1, "no files"),
        ("alias /etc/;", 1, "no files"),
        ("try_files /etc/passwd =404;", 1, "no files"),
        ("proxy_store on;", 1, "no files"),
        ("client_body_temp_path /tmp;", 1, "no files"),
        ("client_body_in_file_only on;", 1, "no files"),
        ("if (-f $request_filename) { return 200; }", 1, "looks at no files"),
        ("if (!-e /etc/passwd) { return 200; }", 1, "looks at no files"),
        ("proxy_pass http://unix:/run/docker.sock;", 1, "services and domains"),
        ("fastcgi_pass 127.0.0.1:9000;", 1, "services and domains"),
        ("access_log off;", 1, "its own log"),
        ("error_log /etc/cron.d/x;", 1, "its own log"),
        ("ssl_certificate /x;", 1, "documents of their own"),
        ("proxy_ssl_verify off;", 1, "documents of their own"),
        ("auth_basic_user_file /etc/shadow;", 1, "basic_auth"),
        ("limit_req zone=x;", 1, "Dozor's own goes on"),
        ("set_real_ip_from 0.0.0.0/0;", 1, "relies on its own"),
        ("set $dozor_service other;", 1, "Dozor's own"),
        ("set ${DOZOR_held} '';", 1, "Dozor's own"),
        ("auth_request_set $dozor_held x;", 1, "Dozor's own"),
        ("if ($uri ~ ^/(?<dozor_held>.*)) { break; }", 1, "no names"),
        ('if ($uri ~ "(?P<dozor_held>.*)") { break; }', 1, "no names"),
        ("location ^~ /.dozor/challenge { return 200; }", 1, "path of Dozor's own"),
        ("location ~ ^/[.]dozor/ { return 200; }", 1, "path of Dozor's own"),
        ("location ~ ^/\\.(?:d)ozor/ { return 200; }", 1, "path of Dozor's own"),
        ("rewrite ^ /.dozor/pass last;", 1, "path of Dozor's own"),
        ("expires 1h;\n}\nserver {\nlisten 1;", 2, "not of this snippet"),
        ("location /x {\nreturn 200;", 2, "not closed"),
        ("expires 1h", 1, "not ended by ;"),
        ("expires 1h }", 1, "not ended by ;"),
        (";", 1, "after nothing"),
        ("{}", 1, "after nothing"),
        ("add_header X 'a\nb';", 1, "not ended on its line"),
        ('add_header X "a', 1, "not ended on its line"),
        ('add_header X "a"b;', 1, "comes a space"),
        ('add_header X a"b";', 1, "quoted as a whole"),
        ("add_header X a};", 1, "quoted as a whole"),
        ("# fine\u2028load_module x;", 1, "U+2028"),
        ("# fine\x0bload_module x;", 1, "U+000B"),
        ("# fine\rload_module x;", 1, "U+000D"),
        ("expires \x00;", 1, "U+0000"),
        ("expires { 1h; }", 1, "has no block"),
        ("location /x;", 1, "has a block"),
        ("server { listen 1; }", 1, "not possible"),
        ("if (1) {" * 9 + "}" * 9, 1, "too deep"),
        ("include", 1, "not ended"),
        ("\\", 1, "lone"),
    ],
)  # fmt: skip
def test_what_reaches_beyond_is_refused_on_its_line(text, line, words):
    problem = next(each for each in problems_of(text) if words in each.message)
    assert problem.line == line
    with pytest.raises(ValueError, match=f"line {line}: "):
        check_snippet(text)


def test_everything_that_is_wrong_is_told_at_once():
    assert [each.line for each in problems_of("root /;\nexpires 1h;\nalias /;\nlua_x;")] == [1, 3, 4]


WORDS = st.sampled_from(
    ["expires", "return", "if", "location", "set", "$x", "204", '"a b"', "'}'", '";"', "{", "}", ";", "\n",
     "#x", "\\", '"',
     "${x}", "$", "\t", "\u2028", "include", "/etc/passwd", "(", ")", "~", "\\;", "\\}", "a;b", "a{b"]
)  # fmt: skip


@given(st.lists(WORDS | st.text(max_size=4), max_size=14).map(" ".join) | st.lists(WORDS, max_size=14).map("".join))
def test_what_passes_is_read_alike_by_another_reader(text):
    """Crossplane's reader, made by others, sees the same directives and the same balance of blocks."""
    if problems_of(text):
        return
    depth, words, names = 0, 0, []
    for token, _, quoted in _lex_file_object(io.StringIO(check_snippet(text) + "\n")):
        if not quoted and token in {";", "{", "}"}:
            depth += {"{": 1, "}": -1}.get(token, 0)
            words = 0
        elif not token.startswith("#") or quoted:
            names += [token] if words == 0 else []
            words += 1
        assert depth >= 0
    assert depth == words == 0
    assert not {"include", "server"} & set(names)
