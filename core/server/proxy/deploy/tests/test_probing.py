from agent.contract.proxy import Manifest, Probe
from core.server.proxy.deploy.build import NodeBuild
from core.server.proxy.deploy.probing import probes_of

SHOP, BLOG = Probe(site="shop", host="shop.example"), Probe(site="blog", host="blog.example")
RUNNING = Manifest(files={"common.conf": "1", "sites/shop.conf": "1", "sites/blog.conf": "1"})


def built(*probes, **files):
    after = {**RUNNING.files, **{f"sites/{name}.conf": content for name, content in files.items() if name != "common"}}
    after |= {"common.conf": files["common"]} if "common" in files else {}
    return NodeBuild(manifest=Manifest(files=after), contents={}, probes=probes, problems=())


def test_only_the_site_is_asked_whose_file_changes():
    assert probes_of(built(BLOG, SHOP, shop="2"), RUNNING) == [SHOP]


def test_all_are_asked_where_what_they_share_changes_and_the_changed_ones_first():
    assert probes_of(built(BLOG, SHOP, shop="2", common="2"), RUNNING) == [SHOP, BLOG]


def test_a_new_site_is_asked_only_where_it_is_said_what_it_answers():
    new, strict = Probe(site="new", host="new.example"), Probe(site="new", host="new.example", expect=204)
    assert probes_of(built(new, new="1"), RUNNING) == []
    assert probes_of(built(strict, new="1"), RUNNING) == [strict]


def test_so_many_are_asked_at_most():
    many = [Probe(site="shop", host=f"{number}.example") for number in range(1000)]
    assert len(probes_of(built(*many, shop="2"), RUNNING)) == 50
