import msgspec
import pytest

from agent.contract.asking import LINE_BYTES, End, LogLine, Step
from core.server.asking.lines import harmless, heard
from core.server.errors import Invalid


async def hear(*chunks):
    async def body():
        for chunk in chunks:
            yield chunk

    return [each.answers async for each in heard(body())]


LINE = LogLine(id="1", at=1.5, source="container:web", text="héllo")
ENCODED = msgspec.json.encode(LINE) + b"\n"


async def test_answers_come_out_however_the_body_is_cut():
    whole = ENCODED * 3 + msgspec.json.encode(End())
    for size in (1, 7, 64, len(whole)):
        batches = await hear(*(whole[start : start + size] for start in range(0, len(whole), size)))
        assert [answer for batch in batches for answer in batch] == [LINE, LINE, LINE, End()]


async def test_lines_that_came_together_stay_together():
    assert await hear(ENCODED + ENCODED) == [[LINE, LINE]]


async def test_an_empty_line_is_a_sign_of_life_and_no_answer():
    assert await hear(b"\n", b"\r\n") == [[], []]


async def test_unknown_fields_are_ignored():
    assert await hear(b'{"type":"step","text":"pulling","since":1}\n') == [[Step(text="pulling")]]


@pytest.mark.parametrize(
    "line",
    [
        b"no json",
        b'{"type":"line"}',
        b'{"type":"report","text":"x"}',
        b"[" * 100_000,
        b'{"type":"step","text":"\xff"}',
        b'{"type":"line","id":"1","at":-1,"source":"s","text":"t"}',
        b'{"type":"line","id":"1","at":1e300,"source":"s","text":"t"}',
        b'{"type":"counts","at":1e12,"levels":{}}',
    ],
)
async def test_what_is_no_answer_is_refused(line):
    with pytest.raises(Invalid):
        await hear(line + b"\n")


async def test_a_line_without_an_end_is_refused_when_it_is_too_long_and_not_kept():
    chunk, read = b"x" * 65536, []

    async def body():
        for _ in range(1000):
            read.append(chunk)
            yield chunk

    with pytest.raises(Invalid, match="bytes"):
        async for _ in heard(body()):
            pass
    assert len(read) == LINE_BYTES // len(chunk) + 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\tand\nmore", "plain\tand\nmore"),
        ("\x1b[31mred\x1b[0m", "\x1b[31mred\x1b[0m"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("\x1b[2J\x9b", "␛[2J\\x9b"),
        ("a\x1b[1;4mb\x00c", "a\x1b[1;4mb␀c"),
        ("\x1b[38:5:1mred", "\x1b[38:5:1mred"),
        ("user\u202etxt.exe\u2028", "user\\u202etxt.exe\\u2028"),
    ],
)
def test_what_would_steer_a_terminal_is_made_visible(text, shown):
    assert harmless(text) == shown


async def test_no_text_of_any_answer_steers_a_terminal_or_fills_the_audit_log():
    evil = "\x1b[2J\0"
    line = LogLine(id=evil, at=1.0, source=evil, text=evil, level=evil, fields={evil: evil})
    end = End(ok=False, error=evil + "x" * 100_000, container=evil)
    body = b"".join(msgspec.json.encode(each) + b"\n" for each in (line, Step(text=evil), end))
    [[told, step, ended]] = await hear(body)
    for text in (told.id, told.source, told.text, told.level, *told.fields.popitem(), step.text, ended.container):
        assert text == "␛[2J␀"
    assert len(ended.error) == 2000
