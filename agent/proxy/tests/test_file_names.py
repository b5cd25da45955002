import pytest

from agent.contract.proxy import Manifest
from agent.proxy.file_names import ManifestError, check_names, is_configuration, is_secret

CONTENT = "0" * 64


@pytest.mark.parametrize(
    "name",
    [
        "common.conf",
        "services/shop.conf",
        "sites/xn--e1afmkfd.example.conf",
        "sites/_.example.com.conf",
        "pages/shop/ru/404.html",
        "pages/favicon.ico",
        "certificates/shop.example/key.pem",
        "auth/shop-admins",
    ],
)
def test_what_a_generation_consists_of_may_be_named(name):
    check_names(Manifest(files={name: CONTENT}))


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd",
        "../nginx.conf",
        "sites/../nginx.conf",
        "sites/..conf",
        "pages/../../x",
        "pages/./x",
        "pages//x",
        "pages/x/",
        "pages",
        "pages/a/b/c/d/e",
        "nginx.conf",
        "dozor_http.conf",
        "dozor_generation.conf",
        "generation.json",
        "dozor.js",
        "sites/a b.conf",
        "sites/a\nb.conf",
        "sites/a.conf\n",
        "sites/shop",
        "sites/.hidden.conf",
        "sites/sub/a.conf",
        "auth/a/b",
        "certificates/key.pem",
        "sites/" + "x" * 200 + ".conf",
        "sites/\u043c\u0430\u0433\u0430\u0437\u0438\u043d.conf",
        "SITES/a.conf",
    ],
)
def test_nothing_else_may_be(name):
    with pytest.raises(ManifestError):
        check_names(Manifest(files={name: CONTENT}))


@pytest.mark.parametrize("content", ["", "../../x", "0" * 63, "0" * 64 + "\n", "A" * 64])
def test_a_content_is_named_by_its_hash(content):
    with pytest.raises(ManifestError):
        check_names(Manifest(files={"common.conf": content}))


def test_a_file_does_not_stand_where_a_folder_has_to():
    with pytest.raises(ManifestError, match="'pages/shop'"):
        check_names(Manifest(files={"pages/shop": CONTENT, "pages/shop/404.html": CONTENT}))


def test_there_is_a_limit():
    with pytest.raises(ManifestError, match="more than"):
        check_names(Manifest(files={f"pages/{number}": CONTENT for number in range(20_001)}))


def test_configuration_and_keys_are_told_apart_from_the_rest():
    assert is_configuration("common.conf")
    assert is_configuration("sites/a.conf")
    assert not is_configuration("pages/a.conf")
    assert not is_configuration("auth/a.conf")
    assert is_secret("certificates/a/key.pem")
    assert not is_secret("certificates/a/fullchain.pem")
    assert is_secret("auth/shop--pass")
    assert not is_secret("auth/shop")
    assert not is_secret("pages/shop--pass")
