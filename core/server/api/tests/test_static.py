import base64
import hashlib

import pytest

from core.server.api.static import App

SCRIPT = b"document.documentElement.dataset.theme = 'dark'"


@pytest.mark.parametrize("path", ["/", "/decisions", "/sources/192.0.2.1", "/services/shop.example/x", "/index.html"])
async def test_the_app_answers_for_its_own_routes(client, path):
    answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache"
    assert '<base href="/">' in answer.text


async def test_only_the_pages_own_inline_script_may_run(client):
    policy = (await client.get("/")).headers["content-security-policy"]
    digest = base64.b64encode(hashlib.sha256(SCRIPT).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in policy


async def test_files_with_a_hash_in_their_name_are_kept_and_compressed(client):
    answer = await client.get("/assets/index-abc123.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    "path", ["/assets/none.js", "/assets/none", "/favicon.ico", "/api", "/api/", "/api/v2/me", "/api/v1/none"]
)
async def test_what_is_not_there_is_not_the_page(client, path):
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret"])
async def test_nothing_outside_of_the_folder_is_shown(client, path):
    answer = await client.get(path)
    assert "not for the web" not in answer.text


async def test_an_app_that_is_not_built_says_how_to_build_it(tmp_path, client, parts):
    policy = App(tmp_path / "none", "").policy()
    assert "script-src 'self';" in policy


def test_under_a_path_the_page_knows_where_it_is(app_dir):
    assert '<base href="/dozor/">' in App(app_dir, "/dozor")._based
