import pytest

from agent.parse.format import FormatError, compile_format
from agent.parse.formats import COMBINED, DOZOR, DOZOR_FORMAT, named_format
from agent.parse.line import segment_reader, split_line
from agent.parse.variables import Field

MAIN = """
log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                '$status $body_bytes_sent "$http_referer" '
                '"$http_user_agent" "$http_x_forwarded_for"';
"""


def fields(plan, line):
    found = {}
    for segment, piece in zip(plan.segments, split_line(plan, line), strict=True):
        reader = segment_reader(segment)
        found.update(zip(reader.fields, reader.pattern.fullmatch(piece).groups(), strict=True))
    return found


def test_a_directive_of_several_pieces_is_one_format():
    assert compile_format(MAIN).plans[0] in COMBINED.plans


def test_a_bare_string_and_its_directive_are_the_same():
    assert compile_format(f"log_format dozor escape=default '{DOZOR_FORMAT}';").plans == DOZOR.plans[:1]


def test_braces_and_escaped_quotes_in_a_directive_are_read_as_nginx_reads_them():
    text = 'log_format x "${remote_addr} [$time_local] \\"$request\\" $status";'
    assert compile_format(text).plans == compile_format('$remote_addr [$time_local] "$request" $status').plans


def test_two_free_fields_between_the_same_quotes_are_refused_by_name():
    with pytest.raises(FormatError, match=r"\$http_referer and \$http_user_agent"):
        compile_format('$remote_addr [$time_local] "$request" $http_referer $http_user_agent')


def test_two_variables_that_touch_are_refused_by_name():
    with pytest.raises(FormatError, match=r"\$status and \$bytes_sent touch"):
        compile_format('$remote_addr [$time_local] "$request" $status$bytes_sent')


def test_a_long_text_between_variables_is_refused_by_its_beginning():
    text = '$remote_addr {} [$time_local] $status "$request"'
    compile_format(text.format("x" * 61))
    with pytest.raises(FormatError, match=r"xxx'\.\.\. has 65 bytes; 64 may stand"):
        compile_format(text.format("x" * 62))


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ('[$time_local] "$request"', "remote_addr"),
        ('$remote_addr "$request"', "no time"),
        ("$remote_addr [$time_local] $status", "request"),
    ],
)
def test_a_format_without_what_is_needed_is_refused(text, missing):
    with pytest.raises(FormatError, match=missing):
        compile_format(text)


def test_without_escaping_quotes_separate_nothing():
    with pytest.raises(FormatError, match=r"\$request and \$http_user_agent"):
        compile_format('log_format x escape=none \'$remote_addr [$time_local] "$request" "$http_user_agent"\';')


def test_tabs_separate_as_nginx_escapes_them():
    plan = compile_format(r"log_format t '$msec\t$remote_addr\t$request_uri\t$http_user_agent\t$status';").plans[0]
    found = fields(plan, b"1700000000.123\t192.0.2.1\t/a b\tmy agent\t200")
    assert found[Field.URI] == b"/a b"
    assert found[Field.USER_AGENT] == b"my agent"


def test_a_json_template_is_cut_at_its_quotes():
    text = """log_format j escape=json '{"t":"$time_iso8601","ip":"$remote_addr","r":"$request","s":$status}';"""
    line = b'{"t":"2024-01-01T00:00:00+00:00","ip":"192.0.2.1","r":"GET /\\"a\\" HTTP/1.1","s":200}'
    found = fields(compile_format(text).plans[0], line)
    assert found[Field.REQUEST] == b'GET /\\"a\\" HTTP/1.1'
    assert found[Field.STATUS] == b"200"


def test_a_user_with_a_date_does_not_shift_the_time():
    line = b'192.0.2.1 - x [01/Jan/2000:00:00:00 +0000] [10/Oct/2024:13:55:36 +0000] "GET / HTTP/1.1" 200 1 "-" "-"'
    assert fields(COMBINED.plans[0], line)[Field.TIME_LOCAL] == b"10/Oct/2024:13:55:36 +0000"


def test_formats_are_known_by_name_or_read_from_a_file(tmp_path):
    (tmp_path / "nginx.conf").write_text(f"# ours\n{MAIN}")
    assert named_format("dozor") is DOZOR
    assert named_format(str(tmp_path / "nginx.conf")).plans == compile_format(MAIN).plans
    with pytest.raises(FileNotFoundError):
        named_format(str(tmp_path / "absent"))
