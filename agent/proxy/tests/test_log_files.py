"""A log that grows is put aside while NGINX goes on, and only so many are kept."""

import dataclasses

from agent.proxy.log_files import KEPT, LogFiles, put_aside


async def test_a_long_log_is_put_aside_and_nginx_goes_on_in_a_new_one(nginx, place, program, until):
    logs = LogFiles(dataclasses.replace(place, log_bytes=2000), program)
    nginx.get("first.example")
    await logs.look()
    assert not place.access_log.with_name("access.log.1").exists()
    while place.access_log.stat().st_size <= 2000:
        nginx.get("many.example")
    await logs.look()
    await until(place.access_log.exists)
    await until(lambda: nginx.get("last.example") and "GET" in place.access_log.read_text())
    aside = place.access_log.with_name("access.log.1").read_text()
    assert aside.count("\n") >= 5
    assert place.error_log.exists()


def test_only_so_many_are_kept(tmp_path):
    log = tmp_path / "access.log"
    for number in range(KEPT + 3):
        log.write_text(str(number))
        put_aside(log)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        f"access.log.{number}": str(KEPT + 3 - number) for number in range(1, KEPT + 1)
    }


async def test_a_log_is_put_aside_while_nginx_is_down_too(place, program, tmp_path):
    place.access_log.parent.mkdir(parents=True, exist_ok=True)
    place.access_log.write_text("x" * 3000)
    await LogFiles(dataclasses.replace(place, log_bytes=2000), program).look()
    assert place.access_log.with_name("access.log.1").stat().st_size == 3000
