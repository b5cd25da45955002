"""Programs that answer, and such that are lost over it."""

import pytest

from core.server.proxy.expendable import ask

ECHO = "for each in json.load(sys.stdin):\n    print(json.dumps(each), flush=True)\n"
LOST_OVER = {
    "ends at once": "os._exit(3)",
    "is killed in the midst of a line": "sys.stdout.write('[1'); sys.stdout.flush(); os.kill(os.getpid(), 9)",
    "does not come back": "time.sleep(600)",
}


@pytest.fixture
def program(tmp_path):
    def written(text):
        path = tmp_path / "program.py"
        path.write_text("import json, os, sys, time\n" + text)
        return path

    return written


def test_each_line_is_an_answer(program):
    assert ask(program(ECHO), [1, {"a": "é\n"}, None], within=60) == [1, {"a": "é\n"}, None]


@pytest.mark.parametrize("end", LOST_OVER.values(), ids=LOST_OVER.keys())
def test_what_was_answered_before_a_program_was_lost_counts(program, end):
    assert ask(program(f"print('[0]', flush=True)\n{end}\n"), [1, 2], within=3) == [[0]]


def test_a_program_sees_no_environment_and_packages_only_where_it_needs_them(program, monkeypatch):
    monkeypatch.setenv("DOZOR_SECRET", "hush")
    look = program("print(json.dumps(['DOZOR_SECRET' in os.environ, any('site-packages' in p for p in sys.path)]))")
    assert ask(look, None, within=60) == [[False, False]]
    assert ask(look, None, within=60, packages=True) == [[False, True]]
