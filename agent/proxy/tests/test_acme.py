import pytest

from agent.proxy.acme import Acme, complaint
from agent.proxy.place import Place
from agent.proxy.tasks import TaskError

GOOD = {"names": "shop.example", "server": "https://127.0.0.1:9/dir"}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"names": ""}, "names of domains"),
        ({"names": "--deploy-hook"}, "names of domains"),
        ({"names": "shop.example $(id)"}, "names of domains"),
        ({"server": "--reloadcmd"}, "server is not as expected"),
        ({"email": "-x@y.example"}, "email is not as expected"),
        ({"key_type": "none"}, "no type of a key"),
        ({"dns_provider": "../dns_evil"}, "dns_provider is not as expected"),
        ({"dns_provider": "dns_cf", "alias": "a;b"}, "alias is not as expected"),
        ({"dns_provider": "dns_cf", "variables": "{"}, "credentials cannot be read"),
        ({"dns_provider": "dns_cf", "variables": '{"LD_PRELOAD": "/x.so"}'}, "LD_PRELOAD"),
        ({"dns_provider": "dns_cf", "variables": '{"PATH": "/x"}'}, "PATH"),
        ({"dns_provider": "dns_cf", "variables": '{"ACME_OPENSSL_BIN": "x"}'}, "ACME_OPENSSL_BIN"),
        ({"dns_provider": "dns_cf", "variables": '{"Le_ReloadCmd": "x"}'}, "Le_ReloadCmd"),
        ({"dns_provider": "dns_cf", "variables": '{"LOG_FILE": "x"}'}, "LOG_FILE"),
        ({"dns_provider": "dns_cf", "variables": '{"HTTPS_PROXY": "x"}'}, "HTTPS_PROXY"),
        ({"dns_provider": "dns_cf", "variables": '{"bash_env": "x"}'}, "bash_env"),
        ({"dns_provider": "dns_cf", "variables": '{"A B": "x"}'}, "no variable"),
        ({"dns_provider": "dns_cf", "variables": "[1]"}, "credentials cannot be read"),
    ],
)
async def test_what_no_order_holds_is_refused_before_any_container(tmp_path, wrong, message):
    acme = Acme(Place(folder=tmp_path, docker_socket=tmp_path / "none.sock"))
    with pytest.raises(TaskError, match=message):
        await acme.issue(GOOD | wrong)


async def test_an_engine_that_is_away_is_told_without_a_secret(tmp_path):
    acme = Acme(Place(folder=tmp_path, docker_socket=tmp_path / "s3cret.sock"))
    variables = '{"TOKEN": "s3cret"}'
    with pytest.raises(TaskError, match="Docker engine") as error:
        await acme.issue(GOOD | {"dns_provider": "dns_cf", "variables": variables})
    assert "s3cret" not in str(error.value)


def test_of_what_acme_sh_says_people_read_the_authoritys_own_words():
    said = (
        "[Mon Nov 23 01:00:00 UTC 2026] Getting domain auth token\n"
        '[Mon Nov 23 01:00:05 UTC 2026] shop.example: Invalid status. Verification error details: {"type":"urn:ietf:'
        'params:acme:error:unauthorized","detail":"203.0.113.7: Invalid response: 404","status":403}\n'
        "[Mon Nov 23 01:00:05 UTC 2026] Please add '--debug' or '--log' to see more information.\n"
    )
    assert complaint(said) == "203.0.113.7: Invalid response: 404"
    assert complaint("one\n\x1b[31mCannot find hook\x1b[0m\nbye\n") == "Cannot find hook"
    assert complaint("") == "acme.sh said nothing"
    assert len(complaint("error " * 1000)) == 1000
