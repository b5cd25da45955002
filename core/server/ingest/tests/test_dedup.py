from core.server.ingest.dedup import Dedup


def test_a_sequence_counts_once_for_each_outbox_and_node():
    dedup = Dedup()
    dedup.mark("a", "box", 5)
    assert dedup.seen("a", "box", 5)
    assert dedup.seen("a", "box", 4)
    assert not dedup.seen("a", "box", 6)
    assert not dedup.seen("a", "other", 5)
    assert not dedup.seen("b", "box", 5)


def test_the_outboxes_of_a_node_are_bounded_and_the_newest_stay():
    dedup = Dedup()
    for number in range(100):
        dedup.mark("a", f"box{number}", 0)
        dedup.mark("a", "busy", number)
    assert dedup.seen("a", "busy", 99)
    assert dedup.seen("a", "box99", 0)
    assert not dedup.seen("a", "box1", 0)
    assert len(dedup.to_bytes()) < 300


def test_the_state_survives_bytes():
    dedup = Dedup()
    dedup.mark("a", "box", 7)
    again = Dedup.from_bytes(dedup.to_bytes())
    assert again.seen("a", "box", 7)
    assert not again.seen("a", "box", 8)
