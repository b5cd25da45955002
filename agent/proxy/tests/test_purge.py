"""What NGINX has cached, and what it has to fetch anew after a purge."""

import pytest

from agent.contract.proxy import Manifest
from agent.proxy.assembly import Assembly
from agent.proxy.generations import Generations
from agent.proxy.purge import purge_of
from agent.proxy.switch import Switch
from agent.proxy.tasks import TaskError

from .conftest import COMMON


@pytest.fixture
async def cached(nginx, place, program):
    """An NGINX with two sites whose answers are cached; they tell when they were made."""

    def site(name):
        return f"""\
server {{
    listen 127.0.0.1:{nginx.port}; server_name {name}.example; set $dozor_site {name};
    location / {{
        proxy_cache dozor; proxy_cache_key "$dozor_site:$host$uri"; proxy_cache_valid 1h;
        proxy_pass http://127.0.0.1:{nginx.port}/made; proxy_set_header Host made.example;
    }}
}}
"""

    made = f"server {{ listen 127.0.0.1:{nginx.port}; server_name made.example; return 200 $request_id; }}\n"
    texts = {"common.conf": COMMON + made, "sites/shop.conf": site("shop"), "sites/shop2.conf": site("shop2")}
    generations = Generations(place.folder)
    files = {name: generations.blobs.put(text.encode()) for name, text in texts.items()}
    generation = await Assembly(place, generations, program).build(Manifest(files=files))
    assert await Switch(place, generations, program).to(generation) == []
    return nginx


def answers(nginx):
    asked = [(host, path) for host in ("shop.example", "shop2.example") for path in ("/a", "/b")]
    return {(host, path): nginx.get(host, path)[1] for host, path in asked}


async def test_only_the_answers_of_the_site_go(cached, place):
    before = answers(cached)
    assert answers(cached) == before
    assert await purge_of(place.cache_folder)({"site": "shop"}) == {"removed": "2"}
    after = answers(cached)
    assert [key for key in before if before[key] != after[key]] == [("shop.example", "/a"), ("shop.example", "/b")]


async def test_only_the_answers_whose_key_holds_the_text_go(cached, place):
    before = answers(cached)
    assert await purge_of(place.cache_folder)({"site": "shop", "text": "example/b"}) == {"removed": "1"}
    after = answers(cached)
    assert [key for key in before if before[key] != after[key]] == [("shop.example", "/b")]


async def test_a_purge_names_a_site_and_an_empty_cache_has_nothing(tmp_path):
    with pytest.raises(TaskError):
        await purge_of(tmp_path)({})
    (tmp_path / "file").write_bytes(b"\x00 no key here")
    assert await purge_of(tmp_path / "none")({"site": "shop"}) == {"removed": "0"}
    assert await purge_of(tmp_path)({"site": "shop"}) == {"removed": "0"}
