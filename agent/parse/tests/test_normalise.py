import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.parse.normalise import normalise


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        (b"/%2e%2E/etc", b"/../etc"),
        (b"/%252e%252e//etc", b"/../etc"),
        (b"/%25252e%25252e/etc", b"/../etc"),
        (b"/.%%32%65/etc", b"/../etc"),
        (b"/%u002e%u002E/etc", b"/../etc"),
        (b"..%u2215..%u2216etc", b"../../etc"),
        (b"%uff07 OR", b"' or"),
        (b"%u4e2d", b"?"),
        (b"..%c0%afetc", b"../etc"),
        (b"%c0%ae%c0%ae/etc", b"../etc"),
        (b"..%c1%9cetc", b"../etc"),
        (b"..%c1%1cetc", b"../etc"),
        (b"..%c0%2fetc", b"../etc"),
        (b"..%e0%80%afetc", b"../etc"),
        (b"..%f0%80%80%afetc", b"../etc"),
        (b"\xc3\xa9t\xc3\xa9", b"\xc3\xa9t\xc3\xa9"),
        (b"/etc/pass%00wd%00", b"/etc/passwd"),
        (b"/./etc/././/passwd", b"/etc/passwd"),
        (b"/.../a/.b/..", b"/.../a/.b/.."),
        (b"UNION/**/SELECT", b"union select"),
        (b"a%09%0a+b", b"a b"),
        (b"\\x22a\\x5Cb", b'"a/b'),
        (b"A+B", b"a b"),
        (b"%zz%4%u12", b"%zz%4%u12"),
    ],
)
def test_a_text_takes_one_form(text, normal):
    assert normalise(text) == normal


@given(st.binary(max_size=60))
def test_a_form_is_never_longer_than_its_text(text):
    assert len(normalise(text)) <= len(text)
