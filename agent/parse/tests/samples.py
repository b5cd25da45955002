"""Lines with their answers: (format, line, what is read, or None where the line is malformed)."""

from agent.parse.formats import COMBINED, DOZOR, JSON

_BROWSER = b"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"

SAMPLES = [
    (
        COMBINED,
        b'192.0.2.7 - - [10/Oct/2000:13:55:36 -0700] "GET /a?b=c HTTP/1.1" 200 2326 "http://x.org/" "'
        + _BROWSER
        + b'"',
        {"second": 971211336, "source": "192.0.2.7", "bytes": 2326, "status_2xx": 1, "gets": 1, "no_referrer": 0},
    ),
    (
        COMBINED,
        b'192.0.2.7 - john doe [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 401 5 "-" "curl/8.5.0"',
        {"second": 971186136, "denied": 1, "status_4xx": 1, "tool_agents": 1, "no_referrer": 1},
    ),
    (
        COMBINED,
        b'192.0.2.7 - x [01/Jan/2000:00:00:00 +0000] y [10/Oct/2000:13:55:36 +0000] "GET /h HTTP/1.1" 200 5 "-" "a"',
        {"second": 971186136, "requests": 1},
    ),
    (
        COMBINED,
        b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "\\x16\\x03\\x01\\x00\\xEA" 400 166 "-" "-"',
        {"odd_methods": 1, "gets": 0, "status_4xx": 1},
    ),
    (COMBINED, b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "" 400 0 "-" "-"', {"odd_methods": 1, "status_4xx": 1}),
    (COMBINED, b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "-" 408 - "-" "-"', {"odd_methods": 1, "bytes": 0}),
    (COMBINED, b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET /x" 000 0 "-" "-"', {"gets": 1, "status_2xx": 0}),
    (
        COMBINED,
        b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 499 0 "-" "agent \\"quoted\\" \\\\"',
        {"status_4xx": 1, "tool_agents": 0},
    ),
    (
        COMBINED,
        b'2001:db8:1:2:3::4 - - [10/Oct/2000:13:55:36 +0000] "POST /wp-login.php HTTP/2.0" 200 9 "-" "m"',
        {"source": "2001:db8:1:2::", "posts": 1, "logins": 1},
    ),
    (
        COMBINED,
        b'::ffff:192.0.2.9 - - [10/Oct/2000:13:55:36 +0000] "HEAD /a/b.css HTTP/1.1" 304 0 "-" "m"',
        {"source": "192.0.2.9", "odd_methods": 1, "assets": 1, "not_modified": 1, "status_3xx": 1, "no_referrer": 0},
    ),
    (
        COMBINED,
        b'www.example.org:443 192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 101 5 "-" "m"',
        {"service": "www.example.org", "source": "192.0.2.7", "status_2xx": 1},
    ),
    (
        COMBINED,
        b'9.9.9.9 192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "m"',
        {"service": "9.9.9.9", "source": "192.0.2.7"},
    ),
    (
        COMBINED,
        b'192.0.2.7 - me [10/Oct/2000:13:55:36 -0500] "GET / HTTP/1.0" 301 368',
        {"status_3xx": 1, "tool_agents": 0},
    ),
    (
        COMBINED,
        b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET /%252e%252e/%252e%252e/etc/passwd HTTP/1.1" 404 1 "-" "m"',
        {"sensitive": 1, "injections": 1, "not_found": 1},
    ),
    (
        COMBINED,
        b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET /?q=%27+UNION%20SELECT+1 HTTP/1.1" 200 1 "-" "m"',
        {"injections": 1, "sensitive": 0},
    ),
    (
        COMBINED,
        b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 1 "-" "${jndi:ldap://x/a}"',
        {"injections": 1, "exploits": 1, "sensitive": 0},
    ),
    (
        COMBINED,
        b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 1 "() { :; }; /bin/sh" "m"',
        {"injections": 1},
    ),
    (
        COMBINED,
        b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 1 "-" "sqlmap/1.8#stable"',
        {"scanner_agents": 1, "tool_agents": 1, "bot_agents": 0},
    ),
    (
        COMBINED,
        b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 1 "-" "a (compatible; bingbot/2.0)"',
        {"scanner_agents": 0, "tool_agents": 0, "bot_agents": 1},
    ),
    (COMBINED, b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET /\xb4\xfa HTTP/1.1" 200 1 "-" "\xff"', {"gets": 1}),
    (
        DOZOR,
        (
            b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 12 "-" "m" "shop.example" 0.153 '
            b'"0.001, 0.002 : 0.1" 5f3a ""'
        ),
        {"service": "shop.example", "request_time_sum": 0.153, "upstream_time_sum": 0.103, "refused": 0},
    ),
    (
        DOZOR,
        b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET /.env HTTP/1.1" 403 9 "-" "m" "shop.example" - "-" 5f "ban"',
        {"refused": 1, "requests": 0, "sensitive": 0, "bytes": 0, "denied": 0},
    ),
    (
        DOZOR,
        b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 429 9 "-" "m" "s" 0.000 "-" 5f "limit"',
        {"refused": 1, "requests": 0},
    ),
    (
        DOZOR,
        b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 9 "-" "m" "s" 0.000 "-" 5f "limit"',
        {"refused": 0, "requests": 1, "passed": 0},
    ),
    (
        DOZOR,
        b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 9 "-" "m" "s" 0.010 "-" 5f "passed"',
        {"refused": 0, "requests": 1, "passed": 1, "bytes": 9, "status_2xx": 1},
    ),
    (
        DOZOR,
        b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 503 9 "-" "m" "s" 0.010 "-" 5f "challenge"',
        {"refused": 1, "requests": 0, "passed": 0},
    ),
    (  # with the member that answered
        DOZOR,
        b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 9 "-" "" "s" 0.03 "0.01, 0.02" 5 "" "a, b"',
        {"requests": 1, "service": "s", "upstream_time_sum": 0.03, "status_2xx": 1},
    ),
    (  # solved: who does so is not refused
        DOZOR,
        b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "POST / HTTP/1.1" 204 0 "-" "m" "s" 0.010 "-" 5f "challenge"',
        {"refused": 0, "requests": 0, "passed": 0},
    ),
    (
        JSON,
        b'{"ip":"192.0.2.7","time":"2000-10-10T13:55:36Z","request":"GET / HTTP/1.1","dozor_verdict":"passed"}',
        {"requests": 1, "passed": 1},
    ),
    (
        COMBINED,
        b'192.0.2.7 - "" [10/Oct/2000:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl/8.5.0"',
        {"source": "192.0.2.7", "second": 971186136, "gets": 1, "tool_agents": 1, "bytes": 5},
    ),
    (
        COMBINED,
        b'Oct  9 13:55:36 h nginx[2869]: 192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "m"',
        {"source": "192.0.2.7", "service": "default", "second": 971186136, "gets": 1},
    ),
    (
        COMBINED,
        b'Oct 10 13:55:36 host nginx: 192.0.2.7 - "" [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 404 5',
        {"source": "192.0.2.7", "not_found": 1},
    ),
    (COMBINED, b'192.0.2.7 - "a" [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "m"', None),
    (COMBINED, b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 2oo 5 "-" "m"', None),
    (COMBINED, b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 5x "-" "m"', None),
    (COMBINED, b'192.0.2.7 - - [10/Okt/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "m"', None),
    (COMBINED, b'192.0.2.7 - - [32/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "m"', None),
    (COMBINED, b'192.0.2.07 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "m"', None),
    (COMBINED, b'256.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "m"', None),
    (COMBINED, b'host.example - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "m"', None),
    (COMBINED, b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "m', None),
    (COMBINED, b'192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTT', None),
    (COMBINED, b'192.0.2.7 [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "m"', None),
    (COMBINED, b"\x00\x01\x02", None),
    (COMBINED, b'""""""', None),
]
