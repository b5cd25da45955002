import msgspec

from agent.logbook.shelf import Shelf

from .test_spool import lines


def shelf(folder, *, bound=1 << 30, source=1 << 20):
    return Shelf(folder, bound_bytes=bound, source_bytes=source, keep_seconds=100.0)


def test_logs_of_who_is_gone_stay_for_the_time_that_is_set(tmp_path):
    here = shelf(tmp_path)
    kept = here.open("container", "web", container="abc")
    kept.spool.append(*lines(3))
    here.mark_gone(kept, 1000.0)
    here.close()
    again = shelf(tmp_path)
    again.tidy(1099.0)
    [found] = again
    assert (found.title, found.tell().present, found.tell().container, found.spool.next_line) == (
        *("container:web", False, "abc", 3),
    )
    again.tidy(1100.0)
    assert list(again) == []
    assert list(tmp_path.iterdir()) == []


def test_who_comes_back_under_a_name_goes_on_in_its_spool(tmp_path):
    here = shelf(tmp_path)
    kept = here.open("container", "web", container="old")
    kept.spool.append(*lines(3))
    here.mark_gone(kept, 1000.0)
    assert here.open("container", "web", container="new") is kept
    assert (kept.tell().present, kept.tell().container) == (True, "new")
    here.tidy(1e9)
    assert list(here) == [kept]
    here.close()


def test_all_together_stay_within_the_bound_and_the_oldest_go_first(tmp_path):
    here = shelf(tmp_path, bound=600_000)
    for number, name in enumerate(["a", "b", "c"]):
        for _ in range(30):
            here.open("container", name).spool.append(*lines(100, at_ns=1 + number * 10**9))
    here.tidy(0.0)
    sizes = {kept.label.name: kept.spool.size for kept in here}
    assert sum(sizes.values()) <= 600_000
    assert sizes["a"] == 0 < sizes["b"] < sizes["c"]
    assert here.find("container:a").tell().dropped_lines == 3000
    here.close()


def test_a_name_with_anything_in_it_is_kept_in_the_folder(tmp_path):
    here = shelf(tmp_path / "logs")
    name = "../../etc/\n\0passwd\udc80".encode("utf-8", "replace").decode()
    here.open("container", name)
    assert [path.parent for path in (tmp_path / "logs").iterdir()] == [tmp_path / "logs"]
    assert shelf(tmp_path / "logs").find(f"container:{name}")


def test_a_folder_that_is_none_of_ours_is_left_alone(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "y").mkdir()
    (tmp_path / "y" / "source.json").write_bytes(msgspec.json.encode({"kind": 3}))
    assert list(shelf(tmp_path)) == []


def test_of_more_sources_than_there_is_room_for_those_that_went_first_are_forgotten(tmp_path, monkeypatch):
    """A machine that makes containers under ever new names would fill its disk with folders, however small."""
    monkeypatch.setattr("agent.logbook.shelf.MOST_SOURCES", 3)
    here = shelf(tmp_path)
    for number in range(5):
        kept = here.open("container", f"job-{number}")
        if number != 1:
            here.mark_gone(kept, 1000.0 - number)
    here.tidy(1001.0)
    assert [kept.label.name for kept in here] == ["job-0", "job-1", "job-2"]
    here.close()
