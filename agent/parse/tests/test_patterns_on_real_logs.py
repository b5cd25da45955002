"""What the patterns find in logs of others; figures were read by hand, so that a new hit is to be read as well."""

import csv
import gzip
import json
import os
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

from agent.aggregate.aggregator import Limits, new_aggregator
from agent.aggregate.tests.reading import objects
from agent.contract.address import address_text, pack_address
from agent.parse.formats import COMBINED

DATA = Path(os.environ.get("DOZOR_DATA_SETS", Path(__file__).parents[4] / "shared" / "data"))
pytestmark = pytest.mark.skipif(
    not (DATA / "logs").is_dir(), reason="no ../shared/data beside the checkout, nor in $DOZOR_DATA_SETS"
)

CARRIED = ("exploits", "sensitive", "injections", "scanner_agents")
HARMLESS = frozenset(("normal?", "crawler", "monitor", "self"))
# Hits of sources that are labelled harmless, by log. Each of these requests was read: all are attacks, which the labels
# overlooked (worms of routers and of PHP-CGI, Shellshock, remote inclusion by a scanner that says so).
READ = {
    "apache_13years_2005_2018": 24,
    "apache_drupal_2015": 4,
    "apache_elastic_2015": 0,
    "apache_fr_2009": 70,
    "nginx_devserver_2024": 12,
    "nginx_personal_2020b": 11,
    "nginx_shop_cn_2018": 0,
}
# The others of that name are told by what they do: logins, and requests that are none.
BY_BEHAVIOUR = {"CVE-2022-41697": "logins", "apiscp-bf": "logins", "apache2-malformed": "odd_methods"}


def counted(data: bytes) -> dict[str, Counter[str]]:
    """Return what was counted of each source."""
    aggregator = new_aggregator(COMBINED, limits=Limits(rows=1_000_000))
    aggregator.feed(data if data.endswith(b"\n") else data + b"\n")
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in objects(aggregator):
        found[row["source"]].update({name: value for name, value in row.items() if isinstance(value, int)})
    return found


@cache
def labelled(log: str) -> tuple[Counter[str], Counter[str], int]:
    """Return the counts of a log's harmless sources, of its attackers, and how many of these give themselves away."""
    with (DATA / "logs" / log / "labels_silver.csv").open(encoding="utf-8") as file:
        labels = {row["source"]: row["label"] for row in csv.DictReader(file)}
    harmless, attackers = Counter(), Counter()
    told = 0
    for source, counts in counted(gzip.decompress((DATA / "logs" / log / "access.log.gz").read_bytes())).items():
        if labels.get(source) in HARMLESS:
            harmless.update(counts)
        elif labels.get(source) in {"attack", "probe"}:
            attackers.update(counts | Counter(sources=1))
            told += any(counts[name] for name in CARRIED)
    return harmless, attackers, told


@pytest.mark.parametrize("log", READ)
def test_every_exploit_of_a_harmless_source_was_read(log):
    assert labelled(log)[0]["exploits"] <= READ[log]


def test_harmless_sources_seldom_carry_injections_that_are_no_exploits():
    harmless = sum((labelled(log)[0] for log in READ), Counter())
    assert harmless["injections"] - harmless["exploits"] <= harmless["requests"] / 20_000


@pytest.mark.parametrize(
    ("log", "share"), [("nginx_devserver_2024", 0.6), ("nginx_personal_2020b", 0.8), ("apache_fr_2009", 0.9)]
)
def test_most_attackers_of_a_scanned_site_give_themselves_away(log, share):
    _, attackers, told = labelled(log)
    assert told >= share * attackers["sources"]


def scenarios() -> list[dict[str, object]]:
    index = DATA / "labelled" / "crowdsec_hub" / "index.json"
    return json.loads(index.read_text()) if index.is_file() else []


@pytest.mark.parametrize(
    "scenario", [each for each in scenarios() if each["expected_sources"]], ids=lambda s: s["test"]
)
def test_whom_a_scenario_expects_gives_evidence(scenario):
    name = scenario["test"]
    found = counted((DATA / "labelled" / "crowdsec_hub" / name / scenario["log_file"]).read_bytes())
    for source in scenario["expected_sources"]:
        counts = found[address_text(pack_address(source))]
        assert any(counts[each] for each in (*CARRIED, BY_BEHAVIOUR.get(name, "exploits"))), source


@pytest.mark.parametrize(
    "scenario", [each for each in scenarios() if not each["expected_sources"]], ids=lambda s: s["test"]
)
def test_whom_a_scenario_exempts_gives_none(scenario):
    found = counted((DATA / "labelled" / "crowdsec_hub" / scenario["test"] / scenario["log_file"]).read_bytes())
    assert found
    assert not any(counts[each] for counts in found.values() for each in CARRIED)


@pytest.mark.parametrize(
    ("scan", "column", "least"), [("netsparker", "exploits", 2_000), ("w3af", "scanner_agents", 3_800)]
)
def test_a_scanner_is_known_by_what_it_sends(scan, column, least):
    found = counted(gzip.decompress((DATA / "labelled" / "scans" / f"{scan}.log.gz").read_bytes()))
    assert max(counts[column] for counts in found.values()) >= least
