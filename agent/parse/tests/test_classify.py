import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contract.columns import UrlFlag
from agent.parse.automaton import compile_patterns, known_patterns
from agent.parse.classify import classify_agent, classify_url, split_request, template
from agent.parse.hashing import hash32, hash64
from agent.parse.patterns import BOT_BIT, EXPLOIT_BIT, INJECTION_BIT, SCANNER_BIT, TOOL_BIT, patterns


@pytest.mark.parametrize(
    ("request_line", "method", "url"),
    [
        (b"GET /a HTTP/1.1", b"GET", b"/a"),
        (b"GET /a b HTTP/2.0", b"GET", b"/a b"),
        (b"GET /a b", b"GET", b"/a b"),
        (b"GET ../../proc/ HTTP", b"GET", b"../../proc/ HTTP"),
        (b"\\x16\\x03", b"", b"\\x16\\x03"),
        (b"get / HTTP/1.1", b"", b"get / HTTP/1.1"),
        (b"", b"", b""),
        (b"-", b"", b"-"),
    ],
)
def test_a_request_line_is_split_at_its_ends(request_line, method, url):
    assert split_request(request_line) == (method, url)


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        (b"/user/42/edit", b"/user/\x01/edit"),
        (b"/f/3f2504e0-4f89-11d3-9a0c-0305e82c3301", b"/f/\x01"),
        (b"/app.3f2504e0.js", b"/app.3f2504e0.js"),
        (b"/3f2504e0.js", b"/\x01.js"),
        (b"/deadbeef/facade", b"/deadbeef/facade"),
        (b"/2024/10/a-title-7", b"/\x01/\x01/a-title-7"),
    ],
)
def test_variable_segments_share_a_template(path, mark):
    assert template(path) == mark


@pytest.mark.parametrize(
    ("url", "flags"),
    [
        (b"/", 0),
        (b"/a/b.CSS?v=1", UrlFlag.ASSET | UrlFlag.QUERY),
        (b"/a.b/c", 0),
        (b"/account/login", UrlFlag.LOGIN),
        (b"/.git/config", UrlFlag.SENSITIVE),
        (b"/.env.production", UrlFlag.SENSITIVE),
        (b"/blog/environment", 0),
        (b"/search?q=union+of+select+committees", UrlFlag.QUERY),
        (b"/p?id=-1+union+all+select+2", UrlFlag.QUERY | UrlFlag.INJECTION),
        (b"/p?next=/.git/config", UrlFlag.QUERY),
        (b"/?x=%3Cscript%3Ealert(1)", UrlFlag.QUERY | UrlFlag.INJECTION),
        (b"/lib/phpunit/eval-stdin.php", UrlFlag.SENSITIVE | UrlFlag.INJECTION),
        (b"/static/..%5c..%5cwindows/win.ini", UrlFlag.SENSITIVE | UrlFlag.INJECTION),
    ],
)
def test_a_url_gives_itself_away(url, flags):
    assert classify_url(url, 0).flags == flags


@pytest.mark.parametrize(
    ("agent", "bits"),
    [
        (b"", TOOL_BIT),
        (b"-", TOOL_BIT),
        (b"curl/8.5.0", TOOL_BIT),
        (b"Mozilla/5.0", TOOL_BIT),
        (b"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", 0),
        (b"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", BOT_BIT),
        (b"Mozilla/5.00 (Nikto/2.1.6)", TOOL_BIT | SCANNER_BIT),
        (b"${jndi:ldap://x}", INJECTION_BIT | EXPLOIT_BIT),
    ],
)
def test_a_user_agent_gives_itself_away(agent, bits):
    assert classify_agent(agent) == bits


@given(st.lists(st.sampled_from([text for text, _ in patterns()]) | st.binary(max_size=9), max_size=6).map(b"".join))
def test_the_automaton_finds_what_searching_finds(text):
    expected = 0
    for pattern, bit in patterns():
        expected |= bit if pattern in text else 0
    assert known_patterns().bits(text) == expected


def test_a_pattern_within_a_pattern_is_found():
    assert compile_patterns([(b"abcd", 1), (b"bc", 2)]).bits(b"xabcx") == 2


def test_hashes_depend_on_every_byte_and_on_the_seed():
    texts = [bytes([at % 251]) * size for size in range(70) for at in range(3)]
    assert len({hash64(text, 1) for text in texts}) == len(set(texts))
    assert hash32(b"/", 1) != hash32(b"/", 2)
