from core.server.scaling.timeline import Event, kept, read_history, reasons_of
from models.scaling.reasons import Reason


def test_reasons_are_read_as_they_were_written():
    reasons = (Reason("load", {"metric": "rps", "busy": 0.68, "target": 0.7, "seconds": 15}), Reason("none_ready"))
    assert reasons_of(kept(Event("shop", 1.0, "more", 1, 2, reasons).reasons)) == reasons


def test_a_sentence_of_an_older_release_is_read_as_it_is():
    sentence = "1 -> 5: concurrency 55 of 50% target over 10 s"
    assert [str(reason) for reason in reasons_of(sentence)] == [sentence]
    assert reasons_of("") == ()


def test_what_a_newer_release_wrote_is_shown_and_breaks_nothing():
    written = '[["a_code_of_tomorrow",{"wanted":3}]]'
    assert [str(reason) for reason in reasons_of(written)] == [written]


async def test_an_unaligned_span_is_told_in_no_more_points_than_were_promised(database):
    async with database.connection() as connection:
        for from_at in (1_800_000_000, 1_800_000_001, 1_800_000_007):
            history = await read_history(connection, "shop", from_at, from_at + 36_000)
            assert (history.step_seconds, len(history.t)) == (10, 3600)
