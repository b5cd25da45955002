"""A change of few sites among many: tested without the others, and run only where NGINX takes it with them."""

import msgspec
import pytest

from agent.proxy.changed_sites import CONFIGURATION, changed_sites, configuration_of
from agent.proxy.frame import frame
from agent.proxy.generations import Generation

MANY = {f"sites/s{number}.conf": "1" for number in range(150)}


def generation(files, **more):
    return Generation(name="g", digest="d", frame="f", wanted=files, files=files, **more)


RUNNING = generation({"common.conf": "1", **MANY})


@pytest.mark.parametrize(
    ("changed", "tested"),
    [
        ({"sites/s7.conf": "2"}, ["sites/s7.conf"]),
        ({"sites/new.conf": "1", "sites/s7.conf": "2"}, ["sites/new.conf", "sites/s7.conf"]),
        ({}, []),
        ({"sites/s7.conf": "2", "common.conf": "2"}, []),
        ({"services/s.conf": "1", "sites/s7.conf": "2"}, []),
        ({"certificates/a/fullchain.pem": "1"}, []),
        ({"sites/s7.conf": None}, []),
        ({f"sites/s{number}.conf": "2" for number in range(60)}, []),
    ],
)
def test_only_few_sites_that_are_written_anew_are_tested_alone(changed, tested):
    files = {name: content for name, content in (RUNNING.files | changed).items() if content}
    assert list(changed_sites(generation(files), RUNNING)) == tested


@pytest.mark.parametrize(
    "running",
    [None, generation(RUNNING.files, left_out=["x"]), msgspec.structs.replace(RUNNING, frame="other"), generation({})],
)
def test_beside_what_does_not_run_whole_everything_is_tested(running):
    assert not changed_sites(generation(RUNNING.files | {"sites/s7.conf": "2"}), running)


def test_with_few_sites_everything_is_tested():
    files = {"common.conf": "1", "sites/a.conf": "1", "sites/b.conf": "1"}
    assert not changed_sites(generation(files | {"sites/a.conf": "2"}), generation(files))


def test_the_tests_configuration_differs_in_its_sites_alone(place):
    written = frame(place)
    changed = configuration_of(written, ["sites/a.conf", "sites/b.conf"])
    assert "    include sites/a.conf;\n    include sites/b.conf;\n}" in changed
    assert len(changed.splitlines()) == len(written["nginx.conf"].splitlines()) + 1
    assert "*" not in changed.split("services/*.conf")[1]


@pytest.fixture
async def many(nginx, core, start_node, files, until):
    """A node that runs a hundred and some sites, and the texts that it runs."""
    texts = files(**{f"s{number}": "one" for number in range(110)})
    node, digest = start_node(), core.hold(texts)
    node.obey(confirmed=digest, step="hold")
    await until(lambda: node.state.applied == digest)
    return node, texts


@pytest.fixture
def tried(many, core, until):
    """Try these texts besides, and tell what came of it."""
    node, texts = many

    async def apply(more):
        node.obey(deployment="d", candidate=core.hold(texts | more), step="apply")
        await until(lambda: node.state.apply)
        return node.state

    return apply


def is_tested_in_part(nginx):
    return (nginx.place.live / CONFIGURATION).exists()


async def test_a_change_of_one_site_runs(tried, nginx, site):
    state = await tried({"sites/s7.conf": site("s7", "two")})
    assert (state.apply.ok, state.check.ok) == (True, True)
    assert nginx.get("s7.example") == (200, "two")
    assert nginx.get("s8.example") == (200, "one")
    assert is_tested_in_part(nginx)


async def test_a_site_that_does_not_pass_is_told_by_its_line_and_not_run(tried, nginx):
    state = await tried({"sites/s7.conf": "server {\n  listne 80;\n}\n"})
    problem = state.check.problems[0]
    assert (problem.file, problem.line) == ("sites/s7.conf", 2)
    assert (state.apply.ok, state.reloads) == (False, 1)
    assert nginx.get("s7.example") == (200, "one")


async def test_a_site_that_needs_another_one_passes_with_it(many, tried, nginx, site, core, until):
    node, texts = many
    texts["sites/s1.conf"] = 'map "" $of_s1 { default shared; }\n' + site("s1", "one")
    digest = core.hold(texts)
    node.obey(confirmed=digest)
    await until(lambda: node.state.applied == digest)
    state = await tried({"sites/s7.conf": site("s7", "$of_s1")})
    assert state.apply.ok
    assert nginx.get("s7.example") == (200, "shared")


async def test_sites_that_do_not_go_together_are_refused_by_nginx_and_gone_back_from(tried, many, nginx, site, core):
    upstream = "upstream twice { server 127.0.0.1:1; }\n"
    node, texts = many
    texts["sites/s1.conf"] = upstream + site("s1", "one")
    digest = core.hold(texts)
    node.obey(confirmed=digest)
    state = await tried({"sites/s7.conf": upstream + site("s7", "two")})
    assert not state.apply.ok
    assert 'duplicate upstream "twice"' in state.apply.problems[0].message
    assert (nginx.get("s7.example"), node.state.applied) == ((200, "one"), digest)
