"""Whatever stands in a field of text: it is refused, or it is one argument and nothing more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.server.proxy.render.tests.everything import DOCUMENTS, read, rendered, trees, ways, with_text

WAYS = list(ways())
HARMLESS = trees(rendered(read(DOCUMENTS)))
HOSTILE = [
    "; return 200;", "} server { listen 9; ", "{", "}", '"', "'", '";', "';", '" ; deny all; #',
    "x; include /etc/passwd", "\n", "a\nb", "a\r\nX-Evil: yes", "\x00", "a\x00b", "\x1f", "\x7f", "\u2028", "\x85",
    "\\", '\\"', "a\\", "\\;", '\\\\"', "$", "${", "$}", "${host", "$host", "${host}", "$hostNAME", "$uri",
    "$dozor_held", "$remote_user", "$1", "$http_", "$http_A", "$cookie_Ab", "#", "# x", " ", "", "~", "~*", "=", "@",
    "^~", "!", "*", "_", "-", ".", "..", "/", "//", "/..", "/../etc/passwd", "/a;b", "/a{b}", "/a b", "/%00", "/%0a",
    "/%2e%2e/x", "/%ff", "/a$b", '/a"b', "/a'b", "/.dozor/x", "default", "include", "hostnames", "volatile", "ranges",
    "off", "on", "all", "unix:/run/docker.sock", "0.0.0.0/0", "::/0", "127.0.0.1:80", "[::1]", "example.com.",
    "ex\u0430mple.com", "ex\uff1bample.com", "ex{ample}.com", "\ufb00.example", "xn--a", "a" * 63 + ".example",
    "a" * 64 + ".example", "a" * 500, "a" * 3_000, "https://evil.example;x", "http://*", "https://*.*",
    "(?<dozor_held>.*)", "(?P<dozor_held>.*)", "(", "(a+)+$", "[", "a{2}", "a{2};}", "\\d+\\.php$", "\\N", "\\u0041",
    "(?i)x", "X-Header\r\nY", "X Header", "X:", "text/html; x", "*/*", "bcrypt:$2b$", "Content-Length",
    "Transfer-Encoding",
]  # fmt: skip


def accepted(way, text, documents=DOCUMENTS):
    """The state with a text in a field, none where it is refused."""
    try:
        return read(with_text(way, text, documents))
    except ValidationError:
        return None


def check(way, text):
    found = accepted(way, text)
    if found:
        assert trees(rendered(found)) == HARMLESS, (way, text)
    return found is not None


@pytest.mark.parametrize("way", WAYS, ids=lambda way: ".".join(map(str, way)))
def test_a_hostile_text_is_refused_or_one_argument(way):
    taken = [text for text in HOSTILE if check(way, text)]
    assert len(taken) < len(HOSTILE)


ODD = st.text(st.sampled_from(list(" \t\n\r\0;{}\"'\\$#~*=/.:,-_()[]<>|^%@!?a1Zя\u2028\uff1b")), max_size=20)


@given(st.sampled_from(WAYS), ODD | st.text(max_size=30) | ODD.map("/{}".format) | ODD.map("${{host}}{}".format))
def test_any_text_is_refused_or_one_argument(way, text):
    check(way, text)


def test_what_is_accepted_passes_the_test_of_nginx(new_node):
    """A domain and its services for each hostile text, which stands wherever it is accepted; all on one node."""
    made = {"nodes": DOCUMENTS["nodes"], "services": {}, "domains": {}}
    for number, text in enumerate(HOSTILE):
        documents = DOCUMENTS
        for way in WAYS:
            if way[0] != "nodes" and accepted(way, text):
                documents = with_text(way, text, documents) if accepted(way, text, documents) else documents
        for service in ("shop", "next"):
            made["services"][f"{service}{number}"] = documents["services"][service]
        domain = with_text(("locations", 1, "canary", "service"), f"next{number}", documents["domains"]["shop"])
        made["domains"][f"shop{number}"] = {**domain, "service": f"shop{number}"}
    node = new_node()
    node.write_files(rendered(read(made)))
    passed, said = node.tested()
    assert passed, said
    assert sum("\\" in text or ";" in text for text in node.files.values()) > len(HOSTILE)
