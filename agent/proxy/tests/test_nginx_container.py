"""An NGINX in a container of a real Docker engine: tested, reloaded, away."""

from dataclasses import replace
from pathlib import Path

import pytest

from agent.contract.proxy import Manifest
from agent.docker.engine import DockerEngine
from agent.proxy.assembly import Assembly, ensure_first_generation, make_folders
from agent.proxy.generations import Generations
from agent.proxy.nginx_container import ContainerNginx
from agent.proxy.nginx_program import NginxDownError, NginxError
from agent.proxy.switch import Switch

from .conftest import BINARY, COMMON, RealNginx

IMAGE = "dozor-test/nginx:1"


@pytest.fixture(scope="module")
def _image(shared_engine):
    accounts = {name: Path("/", name) for name in ("etc/passwd", "etc/group")}
    shared_engine.make_image(IMAGE, files={"usr/sbin/nginx": BINARY, **accounts})


@pytest.fixture
async def contained(engine, _image, place, until):
    """An NGINX in a container that sees the place's folder under the same path. The test is in its network."""
    place = replace(place, container="proxy", docker_socket=engine.socket)
    make_folders(place)
    program = ContainerNginx(DockerEngine(engine.socket), "proxy", check_seconds=10)
    await ensure_first_generation(place, program)
    command = ["nginx", "-p", str(place.live), "-c", "nginx.conf", "-g", "daemon off;"]
    mount = f"{place.folder}:{place.folder}"
    engine.run("run", "-d", "--name", "proxy", "--network", "host", "-v", mount, IMAGE, *command)
    nginx = RealNginx(place, int(place.listen[0].rpartition(":")[2]))
    await until(nginx.is_up)
    with engine.inside():
        yield nginx, program


async def test_generations_are_tested_and_run_in_the_container(contained):
    nginx, program = contained
    generations = Generations(nginx.place.folder)
    assembly = Assembly(nginx.place, generations, program)
    switch = Switch(nginx.place, generations, program)

    def manifest(texts):
        return Manifest(files={name: generations.blobs.put(text.encode()) for name, text in texts.items()})

    assert await program.version() == "nginx version: nginx/1.31.3"
    bad, _ = await assembly.check(manifest({"sites/shop.conf": "server {\n  nope;\n}"}))
    assert [(problem.file, problem.line) for problem in bad.problems] == [("sites/shop.conf", 2)]
    shop = f"server {{ listen 127.0.0.1:{nginx.port}; location / {{ return 200 one; }} }}"
    texts = {"common.conf": COMMON, "sites/shop.conf": shop}
    assert (await assembly.check(manifest(texts)))[0].ok
    assert await switch.to(await assembly.build(manifest(texts))) == []
    assert nginx.get() == (200, "one")


async def test_a_container_that_is_stopped_or_unknown_is_told(contained, engine):
    nginx, program = contained
    engine.run("stop", "-t", "1", "proxy")
    with pytest.raises(NginxDownError, match="does not run"):
        await program.reload()
    with pytest.raises(NginxError, match="409"):
        await program.check(nginx.place.live)
    with pytest.raises(NginxError, match="No such container"):
        await ContainerNginx(DockerEngine(engine.socket), "other").reload()


async def test_a_command_that_hangs_in_the_container_is_ended(contained, engine):
    _, program = contained
    hanging = ContainerNginx(DockerEngine(engine.socket), "proxy", check_seconds=1)
    status, _ = await hanging._run("sleep", "1000")
    assert status in {124, 137}
    assert "1000" not in engine.run("top", "proxy")
    assert await program.version()


async def test_an_engine_that_is_away_is_told(tmp_path):
    program = ContainerNginx(DockerEngine(tmp_path / "none.sock"), "proxy")
    with pytest.raises(NginxError, match="the Docker engine"):
        await program.check(Path("/srv"))
    assert await program.version() == ""
