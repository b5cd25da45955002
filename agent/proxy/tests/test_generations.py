"""Generations on disk: what is written, by whom it can be read, and what is left after anything."""

import errno
import stat

import pytest

from agent.contract.proxy import Manifest, Problem
from agent.proxy.generations import Generations

FRAME = {"nginx.conf": "events {}\n", "common.conf": "# stands in\n"}


@pytest.fixture
def generations(tmp_path):
    return Generations(tmp_path)


@pytest.fixture
def build(generations):
    def build(texts, frame=FRAME, **more):
        wanted = {name: generations.blobs.put(text.encode()) for name, text in texts.items()}
        return generations.build(Manifest(files=wanted).digest, wanted, frame, **more)

    return build


def inode(generations, generation, name):
    return (generations.path(generation.name) / name).stat().st_ino


def test_a_generation_is_the_frame_and_the_cores_files(generations, build):
    made = build({"common.conf": "# core's\n", "sites/shop.conf": "shop"})
    folder = generations.path(made.name)
    assert (folder / "nginx.conf").read_text() == FRAME["nginx.conf"]
    assert (folder / "common.conf").read_text() == "# core's\n"
    assert (folder / "sites/shop.conf").read_text() == "shop"
    assert f'return 200 "{made.name} {made.digest}"' in (folder / "dozor_generation.conf").read_text()
    assert generations.find(made.name) == made


def test_only_the_file_that_changed_is_written(generations, build):
    texts = {f"sites/s{number}.conf": f"site {number}" for number in range(100)}
    old = build(texts)
    before = set((generations.path(old.name).parents[1] / "blobs").iterdir())
    new = build(texts | {"sites/s7.conf": "changed"})
    after = set((generations.path(old.name).parents[1] / "blobs").iterdir())
    same = [name for name in (*texts, *FRAME) if inode(generations, old, name) == inode(generations, new, name)]
    assert len(same) == 99 + len(FRAME)
    assert len(after - before) == 1


def test_the_same_is_not_built_twice(build):
    assert build({"sites/a.conf": "a"}) == build({"sites/a.conf": "a"})
    assert build({"sites/a.conf": "a"}).name != build({"sites/a.conf": "a"}, {"nginx.conf": "other"}).name


def test_a_private_key_is_only_for_its_owner(generations, build):
    made = build({"certificates/shop/key.pem": "secret", "certificates/shop/fullchain.pem": "all", "pages/a": "page"})
    folder = generations.path(made.name)
    modes = {name: stat.S_IMODE((folder / name).stat().st_mode) for name in made.files}
    assert modes == {
        "certificates/shop/key.pem": 0o600,
        "certificates/shop/fullchain.pem": 0o644,
        "pages/a": 0o644,
    }
    assert stat.S_IMODE((folder.parents[1] / "blobs").stat().st_mode) == 0o700


def test_the_link_leads_to_one_generation_or_the_other(generations, build):
    old, new = build({"sites/a.conf": "1"}), build({"sites/a.conf": "2"})
    assert generations.live is None
    generations.point(old)
    assert generations.live == old
    generations.point(new, back_to=old)
    assert generations.live == new
    generations.point(old)
    assert generations.live == old


def test_what_workers_open_for_a_request_is_there_until_the_switch_after(generations, build):
    old = build({"pages/gone": "page", "pages/kept": "1", "sites/gone.conf": "s", "auth/gone": "hash"})
    new = build({"pages/kept": "2"})
    generations.point(old)
    generations.point(new, back_to=old)
    folder = generations.path(new.name)
    assert (folder / "pages/gone").read_text() == "page"
    assert (folder / "auth/gone").read_text() == "hash"
    assert (folder / "pages/kept").read_text() == "2"
    assert not (folder / "sites/gone.conf").exists()


def test_sweeping_leaves_what_is_kept_and_live_and_their_contents(generations, build):
    made = [build({"sites/a.conf": str(number), "sites/b.conf": "all"}) for number in range(5)]
    generations.point(made[3])
    generations.sweep({made[1].name})
    assert [generations.find(each.name) is not None for each in made] == [False, True, False, True, False]
    assert [generations.blobs.has(each.files["sites/a.conf"]) for each in made] == [False, True, False, True, False]
    assert generations.blobs.has(made[0].files["sites/b.conf"])


def test_a_folder_that_was_not_finished_is_no_generation_and_is_swept(generations, build):
    made = build({"sites/a.conf": "1"})
    generations.point(made)
    half = generations.path("half.new")
    half.mkdir()
    (half / "nginx.conf").write_text("half")
    assert generations.find("half.new") is None
    generations.sweep(set())
    assert not half.exists()
    assert generations.live == made


def test_a_damaged_file_is_noticed_and_built_anew_beside_the_folder_that_nginx_reads(generations, build):
    texts = {"sites/a.conf": "listen 80;"}
    made = build(texts)
    generations.point(made)
    (generations.path(made.name) / "sites/a.conf").write_text("damage")
    assert generations.blobs.drop_damaged(made.files.values()) == [made.files["sites/a.conf"]]
    again = build(texts)
    assert again.name == f"{made.name}-2"
    assert (generations.path(again.name) / "sites/a.conf").read_text() == "listen 80;"
    assert build(texts).digest == made.digest


def test_what_is_left_out_is_remembered(generations, build):
    problem = Problem(file="sites/a.conf", line=1, message="bad")
    made = build({"sites/a.conf": "bad", "sites/b.conf": "good"}, files={}, left_out=[problem])
    assert generations.find(made.name).left_out == [problem]
    assert not (generations.path(made.name) / "sites/a.conf").exists()


def test_a_content_that_is_not_here_leaves_no_folder(generations):
    with pytest.raises(FileNotFoundError):
        generations.build("d", {"sites/a.conf": "0" * 64}, FRAME)
    assert list(generations.path("x").parent.iterdir()) == []


def test_a_full_disk_costs_neither_what_is_live_nor_the_way_back(small_disk):
    generations = Generations(small_disk)
    wanted = {"sites/a.conf": generations.blobs.put(b"1")}
    old = generations.build("1", wanted, FRAME)
    generations.point(old)
    new = generations.build("2", {"sites/a.conf": generations.blobs.put(b"2")}, FRAME)
    generations.point(new, back_to=old)
    fill(small_disk / "filler")
    with pytest.raises(OSError, match="No space left") as raised:
        generations.blobs.put(b"x" * 100_000)
    assert raised.value.errno == errno.ENOSPC
    assert not list((small_disk / "blobs").glob("*.new"))
    assert generations.live == new
    generations.point(old)
    assert generations.live == old


def fill(path):
    with path.open("wb", buffering=0) as file:
        for size in (4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
