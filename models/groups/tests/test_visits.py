import numpy as np

from agent.contract.columns import UrlFlag
from models.batch import read_batch
from models.groups.keys import Trait, trait_of
from models.groups.tests.simulation import ask
from models.groups.visits import MOST_PAGES, read_visits
from models.places import Places
from models.stage import ScoringStage
from models.state import ScoringState
from models.tests.records import T0, record_of


def visits_of(rows, as_of=T0, systems=None):
    record = record_of(rows, as_of=as_of)
    (scores,) = ScoringStage().process([record], ScoringState())
    batch, places = read_batch(record), Places()
    known = np.array(systems or [0] * len(rows), np.uint32)
    return read_visits(batch, scores, places.of(batch.services), places.hashes(batch.services), known)


def test_a_page_and_its_assets_are_told_apart():
    visits = visits_of([ask(T0, "1.2.3.4", 5, assets=3)])
    assert (visits.pages[0], visits.assets[0]) == (1, 3)
    assert trait_of(visits.urls[0][visits.urls[0] > 0]).tolist() == [Trait.PATH, Trait.TEMPLATE]


def test_a_login_attempt_has_no_path_of_its_own():
    visits = visits_of([ask(T0, "1.2.3.4", 5, flags=UrlFlag.LOGIN | UrlFlag.POST)])
    assert trait_of(visits.urls[0][visits.urls[0] > 0]).tolist() == [Trait.LOGIN]
    assert (visits.logins[0], visits.weight[0]) == (1, 0)


def test_a_look_at_a_login_page_has_a_path():
    visits = visits_of([ask(T0, "1.2.3.4", 5, flags=UrlFlag.LOGIN)])
    assert trait_of(visits.urls[0][visits.urls[0] > 0]).tolist() == [Trait.PATH, Trait.TEMPLATE]


def test_a_query_and_a_post_make_another_trait():
    rows = [ask(T0, f"1.2.3.{n}", 5, flags=flags) for n, flags in enumerate((0, UrlFlag.QUERY, UrlFlag.POST))]
    assert len(set(visits_of(rows).urls[:, 1].tolist())) == 3


def test_neighbours_share_a_network():
    addresses = ["1.2.3.4", "1.2.3.99", "1.2.4.4", "2001:db8:1:1::", "2001:db8:1:2::", "2001:db8:2:1::"]
    visits = visits_of([ask(T0, address, 5) for address in addresses])
    networks = visits.traits[:, 0].tolist()
    assert len(set(networks)) == 4


def test_a_flood_weighs_no_more_than_a_few_pages():
    row = ask(T0, "1.2.3.4", 5)
    row.counts = {**row.counts, "requests": 900}
    assert visits_of([row]).weight.tolist() == [MOST_PAGES]


def test_late_rows_are_left_out():
    assert not len(visits_of([ask(T0 - 60, "1.2.3.4", 5)], as_of=T0).key)


def test_an_autonomous_system_is_a_trait_where_somebody_knows_it():
    visits = visits_of([ask(T0, "1.2.3.4", 5), ask(T0, "9.9.9.9", 5)], systems=[64500, 0])
    asn = visits.traits[:, 1]
    assert np.count_nonzero(asn) == 1
    assert trait_of(asn[asn > 0]).tolist() == [Trait.ASN]
