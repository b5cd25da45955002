"""Pages under addresses that nobody guesses."""

import time

from core.server.proxy.pages.frames import PageFrames


def test_a_page_is_found_by_its_token_until_its_time_is_over():
    frames = PageFrames()
    token = frames.keep("<h1>1</h1>", "text/html", 100.0)
    assert frames.find(token, 699.0).content == b"<h1>1</h1>"
    assert frames.find(token, 700.0) is None
    assert frames.find("another", 100.0) is None


def test_the_oldest_go_when_there_is_no_room():
    frames = PageFrames()
    tokens = [frames.keep("x" * 1024 * 1024, "text/html", 100.0) for _ in range(17)]
    assert frames.find(tokens[0], 100.0) is None
    assert all(frames.find(token, 100.0) for token in tokens[1:])


def test_a_page_that_looks_again_by_itself_stands_still_in_a_frame():
    frames = PageFrames()
    token = frames.keep(
        '<head><meta http-equiv="refresh" content="3"><meta charset="utf-8"></head>', "text/html", 100.0
    )
    assert frames.find(token, 100.0).content == b'<head><meta charset="utf-8"></head>'


def test_tags_without_an_end_are_no_work_without_one():
    started = time.process_time()
    PageFrames().keep("<meta http-equiv=refresh" * 10_000, "text/html", 100.0)
    assert time.process_time() - started < 5  # where every place is tried again it is hours
