"""The node's own part, and an NGINX that comes up with it whatever there is."""

import asyncio
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from agent.contract.proxy import Manifest
from agent.nginx.text import NginxConfigError
from agent.proxy.assembly import ensure_first_generation, make_folders
from agent.proxy.frame import frame
from agent.proxy.generations import Generations
from agent.proxy.nginx_program import LocalNginx
from agent.proxy.place import Place

PLACE = Place(folder=Path("/srv/nginx"))


def test_the_same_place_gives_the_same_texts():
    assert frame(PLACE) == frame(PLACE)


@pytest.mark.parametrize(
    "change",
    [
        {"folder": Path("/srv/a b")},
        {"folder": Path("/srv/a;daemon off")},
        {"listen": ("80; include /etc/passwd",)},
        {"resolver": "127.0.0.1"},
        {"resolver": "127.0.0.1:53 valid=1d"},
        {"cache_size": "1g inactive=1s"},
        {"cache": Path("/srv/\n")},
        {"pid": Path("relative")},
    ],
)
def test_what_could_break_out_of_its_place_is_refused(change):
    with pytest.raises(NginxConfigError):
        frame(replace(PLACE, **change))


def test_the_workers_user_is_one_word(monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert "user nginx;" in frame(replace(PLACE, user="nginx"))["nginx.conf"]
    with pytest.raises(NginxConfigError):
        frame(replace(PLACE, user="nginx; include x"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_folder_of_bans_is_the_workers(place):
    make_folders(replace(place, user="nobody"))
    assert (place.folder / "state").owner() == "nobody"
    make_folders(replace(place, user="nobody-here-knows"))
    assert stat.S_IMODE((place.folder / "state").stat().st_mode) == 0o1777


async def test_an_nginx_without_a_core_answers_and_logs(nginx):
    assert nginx.get("any.example")[0] == 404
    async with asyncio.timeout(60):
        while '"_"' not in nginx.place.access_log.read_text():  # it is written after the answer
            await asyncio.sleep(0.02)


async def test_proofs_for_certificate_authorities_are_served(nginx):
    folder = nginx.place.acme_webroot / ".well-known/acme-challenge"
    folder.mkdir(parents=True)
    (folder / "token").write_text("proof")
    assert nginx.get("any.example", "/.well-known/acme-challenge/token") == (200, "proof")
    assert nginx.get("any.example", "/.well-known/acme-challenge/none")[0] == 404


async def build(place, texts):
    generations = Generations(place.folder)
    files = {name: generations.blobs.put(text.encode()) for name, text in texts.items()}
    generations.point(generations.build(Manifest(files=files).digest, files, frame(place)))
    return generations


async def test_a_generation_that_passes_is_left_as_it_is(nginx, place, program, files):
    generations = await build(place, files(shop="one"))
    before = generations.live
    await ensure_first_generation(place, program)
    assert generations.live == before


async def test_other_settings_hold_from_the_start_where_nothing_was_deployed(place, program):
    await ensure_first_generation(place, program)
    await ensure_first_generation(replace(place, listen=("127.0.0.1:8095",)), program)
    assert "127.0.0.1:8095" in (place.live / "common.conf").read_text()


async def test_after_damage_nginx_can_be_started_with_the_rest(nginx, place, program, files):
    generations = await build(place, files(shop="one", blog="b"))
    (generations.path(generations.live.name) / "sites/blog.conf").write_text("serv")
    nginx.stop()
    await ensure_first_generation(place, program)
    assert [problem.file for problem in generations.live.left_out] == ["sites/blog.conf"]
    nginx.start()
    assert nginx.get() == (200, "one")


async def test_what_cannot_be_tested_is_left_as_it_is(nginx, place, files):
    generations = await build(place, files(shop="one"))
    before = generations.live
    await ensure_first_generation(place, LocalNginx("/nowhere/nginx", place.pid_file))
    assert generations.live == before


async def test_a_link_that_leads_nowhere_is_put_right(nginx, place, program):
    nginx.stop()
    place.live.unlink()
    place.live.symlink_to("generations/none")
    await ensure_first_generation(place, program)
    nginx.start()
    assert nginx.get("any.example")[0] == 404
