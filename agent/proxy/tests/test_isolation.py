"""Finding who is to blame, with a test that is a function."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contract.proxy import Problem
from agent.proxy.isolation import Isolation, IsolationError


def asked(broken, *, names=True):
    """A test that fails for each (file, content) of `broken`; it names the file, or only says that there is one."""

    async def test(files):
        found = [item for item in sorted(files.items()) if item in broken]
        if not found:
            return []
        file, line = (found[0][0], 7) if names else ("nginx.conf", 0)
        return [Problem(file=file, line=line, message="broken")]

    return test


def sites(**contents):
    return {f"sites/{name}.conf": content for name, content in contents.items()}


async def isolate(wanted, broken, *older, names=True, text=str, missing=()):
    isolation = Isolation(asked(broken, names=names), older, text)
    return await isolation.run(wanted, missing), isolation


async def test_what_nginx_takes_whole_is_left_whole():
    files, isolation = await isolate(sites(a="1", b="1"), set())
    assert (files, isolation.left_out, isolation.tests) == (sites(a="1", b="1"), {}, 1)


async def test_a_broken_site_is_left_out_with_its_line():
    files, isolation = await isolate(sites(a="1", b="bad"), {("sites/b.conf", "bad")})
    assert files == sites(a="1")
    assert isolation.left_out == {"sites/b.conf": Problem(file="sites/b.conf", line=7, message="broken")}


async def test_a_broken_site_is_as_it_was_when_nginx_took_it():
    broken = {("sites/b.conf", "bad")}
    files, isolation = await isolate(sites(a="2", b="bad"), broken, sites(a="1", b="1"))
    assert files == sites(a="2", b="1")
    assert list(isolation.left_out) == ["sites/b.conf"]


async def test_forms_are_tried_from_the_newest_to_none():
    broken = {("sites/b.conf", "bad"), ("sites/b.conf", "2")}
    files, _ = await isolate(sites(b="bad"), broken, sites(b="bad"), sites(b="2"), sites(b="1"))
    assert files == sites(b="1")
    files, _ = await isolate(sites(b="bad"), broken, sites(b="bad"), sites(b="2"))
    assert files == {}


async def test_a_content_that_is_missing_is_as_it_was_or_left_out():
    files, isolation = await isolate(
        sites(a="gone", b="gone"), set(), sites(a="1"), missing=["sites/a.conf", "sites/b.conf"]
    )
    assert files == sites(a="1")
    assert sorted(isolation.left_out) == ["sites/a.conf", "sites/b.conf"]


async def test_a_certificate_that_cannot_be_loaded_costs_the_sites_that_name_it():
    texts = {"1": "ssl_certificate certificates/x/fullchain.pem;", "2": "listen 80;", "c": ""}
    wanted = sites(a="1", b="2") | {"certificates/x/fullchain.pem": "c"}

    async def test(files):
        bad = "sites/a.conf" in files
        return [Problem(file="certificates/x/fullchain.pem", line=0, message="cannot load")] if bad else []

    isolation = Isolation(test, (), texts.__getitem__)
    assert await isolation.run(wanted) == sites(b="2") | {"certificates/x/fullchain.pem": "c"}
    assert isolation.left_out["sites/a.conf"].message == "certificates/x/fullchain.pem: cannot load"


async def test_a_variable_that_nobody_defined_costs_the_site_that_names_it():
    texts = {"1": "return 200 $nope;", "2": "return 200 $nopes;"}

    async def test(files):
        bad = "sites/a.conf" in files
        return [Problem(file="nginx.conf", line=0, message='unknown "nope" variable')] if bad else []

    assert await Isolation(test, (), texts.__getitem__).run(sites(a="1", b="2")) == sites(b="2")


@given(st.sets(st.integers(0, 99), max_size=6))
async def test_where_nginx_names_nothing_halving_finds_exactly_the_broken_ones(bad):
    wanted = sites(**{f"s{number}": "1" for number in range(100)})
    broken = {(f"sites/s{number}.conf", "1") for number in bad}
    files, isolation = await isolate(wanted, broken, names=False)
    assert files.items() == wanted.items() - broken
    assert isolation.tests <= 1 + len(bad) * 10


async def test_a_node_whose_own_part_is_broken_is_told_at_once():
    async def test(_files):
        return [Problem(file="nginx.conf", line=3, message="no")]

    with pytest.raises(IsolationError, match=r"nginx\.conf:3: no"):
        await Isolation(test, (), str).run(sites(a="1"))


async def test_there_is_an_end_to_trying():
    wanted = sites(**{f"s{number}": "bad" for number in range(400)})
    with pytest.raises(IsolationError, match="300 tests"):
        await isolate(wanted, set(wanted.items()))
