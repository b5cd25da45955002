"""Sites that cannot be made stay as they were, with what they need and nothing more."""

from agent.contract.proxy import Manifest, Problem
from core.server.proxy.deploy.build import NodeBuild
from core.server.proxy.deploy.plan import as_they_were

OWN = {
    "sites/shop.conf": "s",
    "services/shop.conf": "u",
    "services/_node.two.conf": "r",
    "certificates/own/key.pem": "k",
    "certificates/own/fullchain.pem": "f",
    "auth/shop--2": "p",
    "page_sets/red.conf": "e",
    "pages/red/404.en.html": "h",
}
OTHERS = {
    "common.conf": "old",
    "sites/blog.conf": "b",
    "services/blog.conf": "v",
    "certificates/blog/key.pem": "q",
    "auth/blog--1": "w",
    "page_sets/blue.conf": "l",
    "pages/blue/404.en.html": "i",
}
TEXT = """
ssl_certificate certificates/own/fullchain.pem;
auth_basic_user_file auth/shop--2;
include page_sets/red.conf;
proxy_pass http://dozor_service--shop;
proxy_pass http://dozor_node--two;
"""


def kept(*files, texts=(TEXT,)):
    problems = tuple(Problem(file=each, line=0, message="none") for each in files)
    built = NodeBuild(manifest=Manifest(files={"common.conf": "new"}), contents={}, probes=(), problems=problems)
    return as_they_were(built, Manifest(files=OWN | OTHERS), texts).manifest.files


def test_what_a_kept_site_names_stays_and_nothing_of_sites_that_went():
    assert kept("sites/shop.conf") == OWN | {"common.conf": "new"}


def test_a_site_that_was_not_there_keeps_nothing():
    assert kept("sites/new.conf", texts=()) == {"common.conf": "new"}
