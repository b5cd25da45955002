import pytest

from agent.contract.proxy import Problem
from agent.proxy.nginx_output import problems_of, reason

FOLDER = "/srv/n/generations/abc"
LIVE = "/srv/n/live"


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (
            f'nginx: [emerg] unknown directive "foo" in {FOLDER}/sites/shop.conf:3',
            Problem(file="sites/shop.conf", line=3, message='unknown directive "foo"'),
        ),
        (
            f'2026/11/23 00:00:00 [emerg] 7#7: host not found in upstream "x" in {LIVE}/sites/a.conf:12',
            Problem(file="sites/a.conf", line=12, message='host not found in upstream "x"'),
        ),
        (
            f'nginx: [emerg] cannot load certificate "{FOLDER}/certificates/a/fullchain.pem": PEM_read() failed',
            Problem(
                file="certificates/a/fullchain.pem",
                line=0,
                message='cannot load certificate "certificates/a/fullchain.pem": PEM_read() failed',
            ),
        ),
        (
            'nginx: [emerg] unknown "nope" variable',
            Problem(file="nginx.conf", line=0, message='unknown "nope" variable'),
        ),
        (
            "2026/11/23 00:00:00 [emerg] 7#7: bind() to 127.0.0.1:80 failed (98: Address already in use)",
            Problem(file="nginx.conf", line=0, message="bind() to 127.0.0.1:80 failed (98: Address already in use)"),
        ),
        (
            f'nginx: [emerg] unexpected "in /etc/passwd:1" in {FOLDER}/sites/a.conf:2',
            Problem(file="sites/a.conf", line=2, message='unexpected "in /etc/passwd:1"'),
        ),
    ],
)
def test_a_failure_becomes_a_problem_of_the_file_that_it_is_about(said, problem):
    assert problems_of(f"{said}\nnginx: configuration file {FOLDER}/nginx.conf test failed\n", (FOLDER, LIVE)) == [
        problem
    ]


def test_warnings_are_no_problems():
    said = 'nginx: [warn] conflicting server name "a" on 0.0.0.0:80, ignored\nnginx: syntax is ok\n'
    assert problems_of(said, (FOLDER,)) == []


def test_a_failure_is_told_once_and_only_so_many_are():
    said = "\n".join(["nginx: [emerg] again"] * 5 + [f"nginx: [alert] number {number}" for number in range(50)])
    found = problems_of(said, (FOLDER,))
    assert len(found) == 20
    assert [problem.message for problem in found].count("again") == 1


def test_a_long_failure_is_cut():
    assert len(problems_of(f"nginx: [emerg] {'x' * 10_000}", (FOLDER,))[0].message) == 500


def test_a_program_that_fails_in_other_words_is_quoted():
    assert reason("a\nsegmentation fault\n\n") == "segmentation fault"
    assert reason("") == "NGINX failed and did not say why"
