import pytest

from agent.aggregate.aggregator import KERNEL, Limits, new_aggregator
from agent.aggregate.tests.reading import column, objects
from agent.contract.address import address_text
from agent.contract.columns import AGENT, MAX_AGENTS, MAX_URLS, ROW, URL, UrlFlag
from agent.parse.classify import classify_url
from agent.parse.format import compile_format
from agent.parse.formats import COMBINED, DOZOR, JSON

pytestmark = pytest.mark.parametrize(
    "kernel", [True, False] if KERNEL else [False], ids=lambda kernel: "kernel" if kernel else "twin"
)

FORWARDED = compile_format(
    '$remote_addr [$time_local] "$request" $status "$http_x_forwarded_for" "$http_cf_connecting_ip"'
)
HOSTS = compile_format('$remote_addr [$time_local] "$request" $status $host')


def line(source="192.0.2.1", second=36, request="GET / HTTP/1.1", status=200, agent="m"):
    return f'{source} - - [10/Oct/2000:13:55:{second:02} +0000] "{request}" {status} 10 "-" "{agent}"\n'.encode()


def forwarded(peer, chain, client="-"):
    return f'{peer} [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 "{chain}" "{client}"\n'.encode()


def sources(aggregator):
    return [row["source"] for row in objects(aggregator)]


def test_a_late_line_joins_its_own_second(kernel):
    aggregator = new_aggregator(COMBINED, kernel=kernel)
    aggregator.feed(line(second=36) + line(second=50) + line(second=36))
    drained = aggregator.drain()
    assert column(drained.aggregates, "requests") == [2, 1]
    assert drained.counters.late_lines == 1


def test_a_drain_starts_anew(kernel):
    aggregator = new_aggregator(COMBINED, kernel=kernel)
    aggregator.feed(line())
    assert aggregator.rows == 1
    assert aggregator.drain().aggregates.rows == 1
    empty = aggregator.drain()
    assert (empty.aggregates.rows, empty.aggregates.services, empty.samples, empty.counters.lines) == (0, [], [], 0)
    aggregator.feed(line())
    assert aggregator.drain().aggregates.rows == 1


def test_every_column_of_the_contract_is_there(kernel):
    aggregator = new_aggregator(COMBINED, kernel=kernel)
    aggregator.feed(line())
    aggregates = aggregator.drain().aggregates
    assert set(aggregates.columns) == {each.name for each in (*ROW, *URL, *AGENT)}
    assert address_text(aggregates.addresses) == "192.0.2.1"


def test_a_half_line_waits_for_its_end(kernel):
    aggregator = new_aggregator(COMBINED, kernel=kernel)
    whole = line()
    assert aggregator.feed(whole + whole[:30]) == len(whole)
    assert aggregator.feed(b"") == 0
    assert aggregator.feed(whole) == len(whole)
    assert aggregator.drain().counters.lines == 2


def test_an_over_long_line_is_passed_over_and_counted(kernel):
    aggregator = new_aggregator(COMBINED, kernel=kernel, limits=Limits(line_bytes=200))
    assert aggregator.feed(b"x" * 150) == 0
    assert aggregator.feed(b"x" * 250) == 250
    assert aggregator.feed(b"x" * 50) == 50
    data = b"xx\n" + line()
    assert aggregator.feed(data) == len(data)
    counters = aggregator.drain().counters
    assert (counters.lines, counters.malformed, counters.bytes_skipped) == (2, 1, 302)


def test_carriage_returns_and_blank_lines_are_no_part_of_a_log(kernel):
    aggregator = new_aggregator(COMBINED, kernel=kernel)
    aggregator.feed(b"\n\r\n" + line().replace(b"\n", b"\r\n"))
    counters = aggregator.drain().counters
    assert (counters.lines, counters.malformed) == (1, 0)


def test_past_the_limit_new_sources_fold_into_one_row_of_their_service(kernel):
    aggregator = new_aggregator(COMBINED, kernel=kernel, limits=Limits(rows=3))
    aggregator.feed(b"".join(line(source=f"192.0.2.{last}") for last in range(1, 11)) + line(source="192.0.2.2"))
    drained = aggregator.drain()
    assert column(drained.aggregates, "requests") == [1, 2, 1, 7]
    assert address_text(drained.aggregates.addresses[-16:]) == "::"
    assert drained.counters.rows_merged == 7


def test_a_million_addresses_take_no_more_rows_than_the_limit(kernel):
    count = 1_000_000 if kernel else 20_000
    aggregator = new_aggregator(COMBINED, kernel=kernel, limits=Limits(rows=1000))
    template = line(source="%d.%d.%d.9").decode()
    for first in range(0, count, 10_000):
        numbers = range(first, first + 10_000)
        aggregator.feed("".join(template % (n >> 16, n >> 8 & 255, n & 255) for n in numbers).encode())
    drained = aggregator.drain()
    assert drained.aggregates.rows == 1001
    assert sum(column(drained.aggregates, "requests")) + drained.counters.malformed == count


def test_distinct_paths_are_exact_while_listed_and_close_beyond(kernel):
    aggregator = new_aggregator(COMBINED, kernel=kernel)
    aggregator.feed(b"".join(line(request=f"GET /few/{number % 20} HTTP/1.1") for number in range(40)))
    aggregator.feed(
        b"".join(line("192.0.2.2", request=f"GET /many?{number % 1000} HTTP/1.1") for number in range(2000))
    )
    aggregates = aggregator.drain().aggregates
    few, many = column(aggregates, "distinct_paths")
    assert few == 20
    assert many == pytest.approx(1000, rel=0.1)
    assert column(aggregates, "url_count") == [20, MAX_URLS]


def test_distinct_agents_are_exact_while_listed_and_close_beyond(kernel):
    aggregator = new_aggregator(COMBINED, kernel=kernel)
    aggregator.feed(b"".join(line(agent=f"agent {number}") for number in range(300)))
    aggregates = aggregator.drain().aggregates
    assert column(aggregates, "distinct_user_agents")[0] == pytest.approx(300, rel=0.1)
    assert len(column(aggregates, "agent")) == MAX_AGENTS


def test_urls_carry_their_hashes_flags_and_counts(kernel):
    aggregator = new_aggregator(COMBINED, kernel=kernel, hash_seed=9)
    aggregator.feed(line(request="GET /u/42?q=1 HTTP/1.1", status=404) + line(request="GET /u/42?q=1 HTTP/1.1"))
    aggregates = aggregator.drain().aggregates
    known = classify_url(b"/u/42?q=1", 9)
    found = [column(aggregates, name)[0] for name in ("url", "path", "template", "url_flags", "url_requests")]
    flags = UrlFlag.QUERY | UrlFlag.NOT_FOUND | UrlFlag.ANSWERED
    assert found == [known.url, known.path, known.template, flags, 2]


def test_a_url_tells_whether_it_was_posted_and_whether_it_was_answered(kernel):
    aggregator = new_aggregator(COMBINED, kernel=kernel)
    aggregator.feed(line(request="POST /a HTTP/1.1", status=302) + line(request="GET /b HTTP/1.1", status=304))
    aggregator.feed(line(request="GET /c HTTP/1.1", status=500) + line(request="GET /a HTTP/1.1", status=404))
    flags = column(aggregator.drain().aggregates, "url_flags")
    assert flags == [UrlFlag.POST | UrlFlag.NOT_FOUND, UrlFlag.ANSWERED, 0]


def test_an_exploit_is_both_sensitive_and_an_injection_to_its_url_but_not_in_the_counts(kernel):
    aggregator = new_aggregator(COMBINED, kernel=kernel)
    aggregator.feed(line(request="GET /a/eval-stdin.php HTTP/1.1"))
    aggregates = aggregator.drain().aggregates
    assert [column(aggregates, name) for name in ("exploits", "injections")] == [[1], [0]]
    assert column(aggregates, "url_flags") == [UrlFlag.SENSITIVE | UrlFlag.INJECTION | UrlFlag.ANSWERED]


def test_another_seed_gives_other_hashes(kernel):
    aggregator = new_aggregator(COMBINED, kernel=kernel, hash_seed=1)
    aggregator.feed(line())
    first = aggregator.drain().aggregates
    aggregator.reseed(2)
    aggregator.feed(line())
    second = aggregator.drain().aggregates
    assert column(first, "url") != column(second, "url")
    assert column(first, "agent") != column(second, "agent")


@pytest.mark.parametrize(
    ("peer", "chain", "client", "source"),
    [
        ("192.0.2.1", "203.0.113.9", "203.0.113.8", "192.0.2.1"),
        ("10.0.0.1", "203.0.113.9", "-", "203.0.113.9"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", "-", "203.0.113.9"),
        ("10.0.0.1", "6.6.6.6, unknown, 10.0.0.2", "-", "10.0.0.2"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "-", "10.0.0.3"),
        ("10.0.0.1", "-", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "203.0.113.9:55", "-", "203.0.113.9"),
        ("10.0.0.1", "-", "-", "10.0.0.1"),
        ("fd00::1", "2001:db8:1:2::3", "-", "2001:db8:1:2::"),
    ],
)
def test_the_client_behind_trusted_proxies_is_the_rightmost_untrusted_hop(kernel, peer, chain, client, source):
    aggregator = new_aggregator(FORWARDED, kernel=kernel, trusted=["10.0.0.0/8", "fd00::/8"])
    aggregator.feed(forwarded(peer, chain, client))
    assert sources(aggregator) == [source]


def test_nobody_is_trusted_unless_named(kernel):
    aggregator = new_aggregator(FORWARDED, kernel=kernel)
    aggregator.feed(forwarded("10.0.0.1", "203.0.113.9"))
    assert sources(aggregator) == ["10.0.0.1"]


def test_services_come_from_the_line_unless_one_is_given(kernel):
    data = b"".join(
        f'192.0.2.1 [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 {host}\n'.encode()
        for host in ("a.org", "b.org:8080", "-", "a.org")
    )
    aggregator = new_aggregator(HOSTS, kernel=kernel)
    aggregator.feed(data)
    assert [(row["service"], row["requests"]) for row in objects(aggregator)] == [
        ("a.org", 2),
        ("b.org", 1),
        ("default", 1),
    ]
    aggregator = new_aggregator(HOSTS, kernel=kernel, service="shop")
    aggregator.feed(data)
    assert aggregator.drain().aggregates.services == ["shop"]


def test_a_client_cannot_make_up_services_without_end(kernel):
    aggregator = new_aggregator(HOSTS, kernel=kernel)
    for number in range(400):
        aggregator.feed(f'192.0.2.1 [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 h{number}\n'.encode())
    aggregates = aggregator.drain().aggregates
    assert len(aggregates.services) == 256
    assert sum(column(aggregates, "requests")) == 400


def test_samples_show_what_stands_out_and_are_cut(kernel):
    aggregator = new_aggregator(COMBINED, kernel=kernel)
    aggregator.feed(line())
    aggregator.feed(line("192.0.2.2", request="GET /.env?" + "a" * 600 + " HTTP/1.1", agent="b" * 300, status=404))
    aggregator.feed(b"".join(line("192.0.2.3") for _ in range(8)))
    samples = aggregator.drain().samples
    told = [(sample.row, sample.status) for sample in samples]
    assert told == [(0, 200), (1, 404), (2, 200), (2, 200)]  # of the last the first request, and the eighth
    assert len(samples[1].path) == 512
    assert len(samples[1].user_agent) == 200


def test_a_few_pages_are_kept_though_nothing_is_wrong_with_them_and_no_asset_is(kernel):
    aggregator = new_aggregator(COMBINED, kernel=kernel)
    aggregator.feed(line("192.0.2.1", request="GET /app.css HTTP/1.1"))
    aggregator.feed(b"".join(line(f"198.51.100.{n}", request=f"GET /page{n} HTTP/1.1") for n in range(20)))
    aggregator.feed(line("198.51.100.0", request="GET /other HTTP/1.1"))
    assert [sample.path for sample in aggregator.drain().samples] == ["/page0", "/page1", "/page2", "/page3"]
    aggregator.feed(line("198.51.100.9", request="GET /again HTTP/1.1"))
    assert [sample.path for sample in aggregator.drain().samples] == ["/again"]


def test_rows_that_only_failed_leave_room_for_worse(kernel):
    aggregator = new_aggregator(COMBINED, kernel=kernel)
    aggregator.feed(
        b"".join(
            line(f"192.0.2.{n}", request=f"GET /gone{m} HTTP/1.1", status=404) for n in range(100) for m in range(5)
        )
    )
    aggregator.feed(b"".join(line(f"198.51.100.{n}", request="GET /.git/config HTTP/1.1") for n in range(100)))
    samples = aggregator.drain().samples
    assert len({sample.row for sample in samples}) == 64
    assert len({sample.row for sample in samples if sample.status == 200}) == 32
    assert len(samples) == 32 * 3 + 32


def test_malformed_lines_leave_a_few_samples(kernel):
    aggregator = new_aggregator(COMBINED, kernel=kernel)
    aggregator.feed(b"".join(b"bad %d \xff\n" % number for number in range(20)))
    counters = aggregator.drain().counters
    assert (counters.lines, counters.malformed) == (20, 20)
    assert counters.malformed_samples == [f"bad {number} \ufffd" for number in range(5)]


def test_a_format_without_times_and_agents_counts_none(kernel):
    aggregator = new_aggregator(FORWARDED, kernel=kernel)
    aggregator.feed(forwarded("192.0.2.1", "-"))
    row = objects(aggregator)[0]
    assert [
        row[name] for name in ("request_time_sum", "tool_agents", "no_referrer", "distinct_user_agents", "bytes")
    ] == [0] * 5


def test_times_are_summed_and_their_maximum_kept(kernel):
    text = '192.0.2.1 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 1 "-" "m" "s" {} "{}" 5f ""\n'
    aggregator = new_aggregator(DOZOR, kernel=kernel)
    aggregator.feed(
        (text.format("0.250", "0.125") + text.format("0.500", "0.25, 0.125") + text.format("-", "-")).encode()
    )
    aggregates = aggregator.drain().aggregates
    names = ("request_time_sum", "request_time_max", "upstream_time_sum")
    assert [column(aggregates, name) for name in names] == [[0.75], [0.5], [0.5]]


@pytest.mark.parametrize(
    "text",
    [
        '{"remote_addr":"192.0.2.1","time_iso8601":"2000-10-10T13:55:36Z","request":"GET /a?b HTTP/1.1","status":404}',
        '{"ip":"192.0.2.1","date":"2000-10-10T15:55:36+02:00","path":"/a?b","status":404}',
        (
            '{"source":{"ip":"192.0.2.1"},"@timestamp":"2000-10-10T13:55:36.123Z","url":{"path":"/a","query":"b"},'
            '"http":{"request":{"method":"GET"},"response":{"status_code":404}}}'
        ),
        '{"clientip":"192.0.2.1","ts":971186136.25,"method":"GET","request":"/a?b","response":404,"more":[1,{"x":null}]}',
        '{"remote_addr":"192.0.2.1","msec":"971186136.000","request_method":"GET","request_uri":"/a?b","status":404}',
    ],
)
def test_json_lines_are_read_by_their_usual_names(kernel, text):
    aggregator = new_aggregator(JSON, kernel=kernel)
    aggregator.feed(text.encode() + b"\n")
    drained = aggregator.drain()
    assert drained.counters.malformed == 0
    names = ("second", "gets", "not_found", "tool_agents", "no_referrer", "url")
    assert [column(drained.aggregates, name)[0] for name in names] == [
        971186136,
        1,
        1,
        0,
        0,
        classify_url(b"/a?b", 0).url,
    ]
    assert address_text(drained.aggregates.addresses) == "192.0.2.1"


@pytest.mark.parametrize(
    "text", [b"{", b"[]", b"1", b'{"a":1}', b"\x010", b'{"ip":"1.2.3.4","status":"x","date":"2000"}', b"[" * 9999]
)
def test_what_is_no_json_hit_is_malformed(kernel, text):
    aggregator = new_aggregator(JSON, kernel=kernel)
    aggregator.feed(text + b"\n")
    counters = aggregator.drain().counters
    assert (counters.lines, counters.malformed) == (1, 1)


def test_a_wrong_network_is_named(kernel):
    with pytest.raises(ValueError, match="nonsense"):
        new_aggregator(COMBINED, kernel=kernel, trusted=["nonsense"])
