import pytest

from agent.contract.proxy import Manifest
from core.server.proxy.deploy.shown import file_differences, shown_text

CONTENTS = {"1": b"a\nb\n", "2": b"a\nc\n", "3": b"\xff\xfe", "4": b"x" * 300_000, "5": b"ann:$2b$05$hash\n"}


def differences(before, after):
    return {each.file: each for each in file_differences(Manifest(files=before), Manifest(files=after), CONTENTS.get)}


def test_what_is_new_changed_or_gone_is_told_with_its_lines():
    found = differences({"common.conf": "1", "sites/a.conf": "1"}, {"common.conf": "2", "sites/b.conf": "1"})
    assert {name: each.what for name, each in found.items()} == {
        "common.conf": "changed",
        "sites/a.conf": "gone",
        "sites/b.conf": "new",
    }
    assert found["common.conf"].text.splitlines()[3:] == [" a", "-b", "+c"]
    assert differences({"a": "1"}, {"a": "1"}) == {}


@pytest.mark.parametrize(
    ("file", "content"), [("pages/x", "3"), ("pages/y", "4"), ("auth/a", "5"), ("sites/a", "none")]
)
def test_of_what_is_secret_or_no_text_only_the_name_is_told(file, content):
    assert differences({}, {file: content})[file].text is None


def test_so_much_is_told_and_no_more():
    long = b"y\n" * 90_000
    files = {f"pages/{number:02}": "6" for number in range(9)}
    found = list(file_differences(Manifest(), Manifest(files=files), lambda _: long))
    assert len(found) == 9
    assert sum(len(each.text or "") for each in found) < 1_500_000
    assert found[-1].text is None


def test_of_certificates_the_chain_is_shown_and_the_key_is_not():
    assert shown_text("certificates/a/key.pem", b"key") is None
    assert shown_text("certificates/a/fullchain.pem", b"chain") == "chain"
    assert shown_text("auth/shop--pass", b"pass") is None
    assert shown_text("auth/fullchain.pem", b"ann:hash") is None
