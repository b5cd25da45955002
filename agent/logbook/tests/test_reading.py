import msgspec
import pytest

from agent.contract.asking import LINE_BYTES, End, LogCounts, Skipped
from agent.logbook.filters import QuestionError

from .conftest import START
from .test_spool import lines


async def test_lines_come_in_order_with_what_they_are(logs):
    logs.put("INFO one\n!ERROR two\nthree")
    *found, end = await logs.read()
    assert [(line.text, line.stream, line.level, line.at - START) for line in found] == [
        ("INFO one", "stdout", "info", 0), ("ERROR two", "stderr", "error", 1), ("three", "stdout", "", 2),
    ]  # fmt: skip
    assert (end.ok, end.more, end.error) == (True, False, "")


async def test_a_line_has_the_same_id_always(logs):
    logs.put("\n".join(map(str, range(50))))
    whole = {line.id: line.text for line in (await logs.read())[:-1]}
    [line] = [line for line in await logs.read(search="37") if not isinstance(line, End)]
    assert whole[line.id] == "37"
    assert len(whole) == 50


async def test_the_tail_is_the_newest_that_match(logs):
    logs.put("\n".join(f"{number} {'odd' if number % 2 else 'even'}" for number in range(30)))
    assert await logs.texts(tail=2) == ["28 even", "29 odd"]
    assert await logs.texts(tail=2, search="even") == ["26 even", "28 even"]
    assert await logs.texts(tail=2, until_at=START + 10.0) == ["8 even", "9 odd"]
    assert await logs.texts(tail=1000) == await logs.texts()


async def test_what_is_beyond_the_limit_is_told(logs):
    logs.put("\n".join(map(str, range(30))))
    *found, end = await logs.read(limit=10)
    assert ([line.text for line in found], end.more) == ([str(number) for number in range(10)], True)
    assert not (await logs.read(limit=30))[-1].more


async def test_a_span_of_time_has_its_beginning_and_not_its_end(logs):
    logs.put("\n".join(map(str, range(30))))
    assert await logs.texts(since_at=START + 3, until_at=START + 6) == ["3", "4", "5"]


async def test_lines_are_found_by_text_and_expression_and_case(logs):
    logs.put("Timeout after 30 s\ntimeout after x\nGröße 5\nother")
    assert await logs.texts(search="imeout") == ["Timeout after 30 s", "timeout after x"]
    assert await logs.texts(search="TIMEOUT", ignore_case=True) == ["Timeout after 30 s", "timeout after x"]
    assert await logs.texts(search="GRÖSSE", ignore_case=True) == []
    assert await logs.texts(search="GRÖß", ignore_case=True) == ["Größe 5"]
    assert await logs.texts(regex=r"after \d+") == ["Timeout after 30 s"]
    assert await logs.texts(regex=r"^t.*x$") == ["timeout after x"]
    assert await logs.texts(search="after", regex="30") == ["Timeout after 30 s"]
    assert await logs.texts(search="a.*r") == []


async def test_no_expression_sees_beyond_its_line(logs):
    logs.put("a\nb\nab\na b")
    assert await logs.texts(regex=r"a\s+b") == ["a b"]
    assert await logs.texts(regex=r"a[^x]*b") == ["ab", "a b"]
    assert await logs.texts(regex="x*") == ["a", "b", "ab", "a b"]


async def test_lines_are_found_by_their_fields(logs):
    logs.put('{"http":{"status":500},"user":"a b"}\n{"http":{"status":200},"note":"500"}\nstatus 500\n{"status":1.50}')
    assert len(await logs.texts(fields=["http.status=500"])) == 1
    assert len(await logs.texts(fields=["user=a b", "http.status=500"])) == 1
    assert len(await logs.texts(fields=["user=a b", "http.status=200"])) == 0
    assert len(await logs.texts(fields=["status=1.50"])) == 1


async def test_levels_and_streams_are_chosen(logs):
    logs.put("INFO a\n!ERROR b\nERROR c\nplain")
    assert await logs.texts(levels=["error"]) == ["ERROR b", "ERROR c"]
    assert await logs.texts(levels=["error"], streams=["stdout"]) == ["ERROR c"]
    assert await logs.texts(levels=["info", ""]) == ["INFO a", "plain"]


async def test_context_comes_with_matches_each_line_once(logs):
    logs.put("\n".join(map(str, range(10, 30))))
    found = (await logs.read(regex="^1[35]$|^28$", context=2))[:-1]
    assert [(line.text, line.matched) for line in found] == [
        ("11", False), ("12", False), ("13", True), ("14", False), ("15", True), ("16", False), ("17", False),
        ("26", False), ("27", False), ("28", True), ("29", False),
    ]  # fmt: skip


async def test_a_match_within_a_trace_brings_all_of_it(logs):
    logs.put("INFO a\nERROR b\nTraceback (most recent call last):\n  File x\nKeyError: 1\nINFO c")
    assert await logs.texts(search="File x") == ["ERROR b\nTraceback (most recent call last):\n  File x\nKeyError: 1"]
    assert await logs.texts(search="File x", group_lines=False) == ["  File x"]
    assert len(await logs.texts()) == 3


async def test_sources_are_merged_by_time(logs):
    logs.put("\n".join(f"a{number}" for number in range(5)), name="a")
    logs.put("\n".join(f"b{number}" for number in range(5)), name="b", at=START + 0.5)
    assert await logs.texts("a", "b") == ["a0", "b0", "a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4"]
    assert await logs.texts("a", "b", tail=3) == ["b3", "a4", "b4"]
    assert await logs.texts("a", "b", limit=3) == ["a0", "b0", "a1"]


async def test_lines_that_were_lost_are_told_where_they_would_be(logs):
    spool = logs.put("before")
    folder, spool.folder = spool.folder, spool.folder / "away"
    spool.seal()
    logs.put("lost\nlost")
    spool.folder = folder
    logs.put("after")
    found = (await logs.read())[:-1]
    assert [each.lines if isinstance(each, Skipped) else each.text for each in found] == ["before", 2, "after"]


async def test_levels_are_counted_in_steps(logs):
    logs.put("\n".join(["INFO x", "ERROR x", "plain"] * 10))
    steps = (await logs.count(since_at=START, until_at=START + 30, step_seconds=15))[:-1]
    assert steps == [LogCounts(at=START + at, levels={"": 5, "info": 5, "error": 5}) for at in (0, 15)]
    steps = (await logs.count(since_at=START + 3, until_at=START + 7, step_seconds=2, regex="ERROR"))[:-1]
    assert steps == [LogCounts(at=START + 3, levels={"error": 1})]


async def test_a_search_ends_when_its_time_is_up(logs):
    logs.put("\n".join(map(str, range(100))))
    end = (await logs.read(search="99", within_seconds=0.0))[-1]
    assert (end.more, end.error) == (True, "the time was up before all was searched")
    end = (await logs.count(since_at=START, until_at=START + 1, step_seconds=1, search="x", within_seconds=0.0))[-1]
    assert end.more


async def test_an_expression_that_explodes_elsewhere_takes_its_time_and_no_more(logs):
    logs.put("\n".join("a" * 2000 for _ in range(60)))
    for regex in (r"(a+)+$b", r"(a|aa)+b", r"(a?){300}a{300}b"):
        assert (await logs.read(regex=regex, within_seconds=30.0))[-1].more is False


@pytest.mark.parametrize(
    "asked",
    [
        {"regex": "("}, {"regex": r"(a)\1"}, {"regex": "((a{500}){500}){500}"}, {"regex": "a" * 2000},
        {"search": "a\nb"}, {"search": "ф" * 501, "ignore_case": True},
        {"fields": ["x"]}, {"fields": ["=x"]}, {"levels": ["loud"]}, {"since_at": -1.0}, {"until_at": float("nan")},
    ],
)  # fmt: skip
async def test_what_cannot_be_answered_is_told(logs, asked):
    logs.put("a")
    with pytest.raises(QuestionError):
        await logs.read(**asked)


async def test_sources_that_there_are_not_and_too_many_steps_are_told(logs):
    logs.put("a")
    with pytest.raises(QuestionError, match="no logs of"):
        await logs.read("nobody")
    with pytest.raises(QuestionError):
        await logs.count(since_at=START, until_at=START + 4000, step_seconds=1)
    with pytest.raises(QuestionError):
        await logs.count(since_at=START, until_at=START + 4000, step_seconds=float("nan"))


async def test_hostile_lines_are_harmless_and_fit_into_an_answer(logs):
    logs.put("\x1b]0;title\x07 \x1b[31mred\x1b[0m \x1b[2J \u202eevil \udcff\r x\0")
    logs.put("\0" * 200_000)
    logs.put('{"' + "\\u0000" * 5000 + '":"' + "\x7f" * 60_000 + '"}')
    first, *others = (await logs.read())[:-1]
    assert first.text == "␛]0;title␇ \x1b[31mred\x1b[0m ␛[2J \\u202eevil \ufffd␍ x␀"
    assert others[0].cut_bytes == 200_000 - 65536
    assert all(len(msgspec.json.encode(line)) < LINE_BYTES for line in others)


async def test_a_group_of_long_lines_is_cut(logs):
    logs.put("head\n" + "\n".join(" " + "x" * 60_000 for _ in range(20)))
    [line] = (await logs.read())[:-1]
    assert len(line.text) == 65536
    assert line.cut_bytes == 4 + 20 * 60_002 - 65536


async def test_a_generation_that_goes_while_it_is_read_is_told(logs):
    spool = logs.put("a")
    spool.append(*lines(3, at_ns=START * 10**9))
    spool.seal()
    for extent in spool.extents:
        extent.text.unlink()
    assert [type(each) for each in await logs.read()] == [Skipped, End]
