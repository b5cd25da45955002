"""An entry and two nodes: real programs, real visitors' addresses."""

from dozor.tests.running import wait_until


def test_a_visitor_of_the_entry_is_served_by_either_node(fleet):
    entry = fleet.nodes["entry"]
    for away in ("one", "two"):
        fleet.nodes[away].nginx.stop()
        wait_until(lambda away=away: _serves(entry, f"/without-{away}"))  # the other may have been away a moment ago
        fleet.nodes[away].nginx.start()
        wait_until(lambda away=away: _answers(fleet.nodes[away]))
    wait_until(fleet.is_in_sync)


def test_the_visitors_address_comes_through_both_hops_and_nobody_else_can_say_one(fleet):
    told = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9"}
    for node in fleet.nodes.values():
        said = node.get("/address", source="127.42.0.7", headers=told).said["headers"]
        assert said["X-Real-IP"] == "127.42.0.7"
        assert "203.0.113.9" not in said["X-Forwarded-For"]


def test_a_request_is_counted_once_where_the_visitor_came_in(fleet):
    for name in ("entry", "one"):
        fleet.nodes[name].get(f"/once/{name}", source="127.43.0.1")
    wait_until(lambda: all(_all_logged(fleet, f"/once/{name}") for name in ("entry", "one")))
    assert _all_logged(fleet, "/once/entry") == fleet.nodes["entry"].logged("/once/entry") == [("127.43.0.1", "shop")]
    assert _all_logged(fleet, "/once/one") == fleet.nodes["one"].logged("/once/one") == [("127.43.0.1", "shop")]


def test_a_ban_holds_at_the_entry_and_on_the_nodes_for_who_comes_to_them(fleet):
    source = "127.44.0.1"
    assert fleet.nodes["entry"].get(source=source).status == 200
    made = fleet.api("POST", "decisions", {"source": source, "reason": "by hand"})
    for node in fleet.nodes.values():
        wait_until(lambda node=node: node.get(source=source).status == 403)
        assert node.get(source="127.44.0.2").status == 200
    refused = fleet.nodes["entry"].get("/refused-at-the-entry", source=source)
    assert refused.status == 403
    assert not fleet.nodes["one"].logged("/refused-at-the-entry")
    fleet.api("DELETE", f"decisions/{made['id']}")
    for node in fleet.nodes.values():
        wait_until(lambda node=node: node.get(source=source).status == 200)


def test_what_is_saved_is_not_running_until_it_is_deployed_and_only_its_file_is_written(fleet):
    before = {name: node.files() for name, node in fleet.nodes.items()}
    spec = fleet.api("GET", "config/domain/shop")["spec"]
    header = [{"name": "X-Changed", "value": "yes"}]
    fleet.api("PUT", "config/domain/shop", {**spec, "request_headers": header})
    assert not fleet.is_in_sync("one")
    assert "X-Changed" not in fleet.nodes["one"].get().said["headers"]
    fleet.deploy()
    assert fleet.nodes["one"].get().said["headers"]["X-Changed"] == "yes"
    after = fleet.nodes["one"].files()
    own = {"generation.json", "dozor_generation.conf"}
    assert {name for name in after if after[name] != before["one"].get(name)} - own == {"sites/shop.conf"}
    fleet.api("PUT", "config/domain/shop", spec)
    fleet.deploy()


def _all_logged(fleet, path):
    return [each for node in fleet.nodes.values() for each in node.logged(path)]


def _serves(entry, folder):
    """Tell whether the entry passes on six requests in a row."""
    paths = [f"{folder}/{number}" for number in range(6)]
    answers = [entry.get(path) for path in paths]
    return all(answer.status == 200 for answer in answers) and [answer.said["path"] for answer in answers] == paths


def _answers(node):
    try:
        return node.get().status == 200
    except OSError:
        return False
