"""Containers, processes and logs of a real node, through the real router, by the command line and the API."""

import json

import pytest

from agent.docker.tests.real_engine import IMAGE
from dozor.tests.running import wait_until

pytestmark = pytest.mark.timeout(400)  # the first waits for a whole fleet to start
SPEAK = "i=0; while true; do echo line $i; i=$((i+1)); sleep 0.1; done"


@pytest.fixture(autouse=True)
def _tidy(machine):
    yield
    machine.engine.remove_all()


def speaking(machine, name, script=SPEAK, *options):
    machine.engine.run("run", "-d", "--name", name, *options, IMAGE, "sh", "-c", script)
    wait_until(lambda: machine.state(name) == "running" and f"one/container:{name}" in machine.sources())


def test_a_container_is_restarted_from_the_command_line(machine):
    speaking(machine, "web", "exec sleep 99", "--label", "dozor.service=shop")
    before = machine.engine.inspect("web")["State"]["StartedAt"]
    would = machine.run("containers", "restart", "web", "--dry-run")
    assert (would.exit_code, "would restart web (running) on one" in would.output) == (3, True)
    assert machine.engine.inspect("web")["State"]["StartedAt"] == before
    done = machine.run("containers", "restart", "web", "--timeout", "0")
    assert done.exit_code == 0, done.output
    assert machine.engine.inspect("web")["State"]["StartedAt"] > before
    listed = machine.run("containers", "--service", "shop")
    assert (listed.exit_code, "web" in listed.output) == (0, True)
    assert machine.run("containers", "stop", "web", "--timeout", "0").exit_code == 0
    wait_until(lambda: machine.state("web") == "exited")
    assert machine.run("containers", "restart", "nobody").exit_code == 1


def test_a_recreated_container_is_taken_back_to_the_image_before_from_the_command_line(machine):
    machine.engine.make_image("app:1", command='["sleep", "98"]')
    machine.engine.run("run", "-d", "--name", "app", "app:1")
    wait_until(lambda: machine.state("app") == "running")
    old = machine.engine.inspect("app")["Image"]
    assert machine.run("containers", "recreate", "app", "--image", "before").exit_code == 1
    machine.engine.make_image("app:1", command='["sleep", "97"]')
    made = machine.run("containers", "recreate", "app", "--timeout", "0")
    assert (made.exit_code, machine.engine.inspect("app")["Image"] != old) == (0, True), made.output
    wait_until(lambda: machine.run("containers", "recreate", "app", "--image", "before", "--dry-run").exit_code == 3)
    back = machine.run("containers", "recreate", "app", "--image", old, "--timeout", "0")
    assert (back.exit_code, machine.engine.inspect("app")["Image"]) == (0, old), back.output


def test_a_container_that_comes_and_goes_is_known_within_a_second_or_so(machine):
    speaking(machine, "brief", "exec sleep 99")
    machine.engine.run("rm", "-f", "brief")
    wait_until(lambda: machine.state("brief") is None)


def test_a_followed_line_comes_while_nothing_else_is_written(machine):
    speaking(machine, "talker", "echo ready; exec sleep 99")
    with machine.running("logs", "talker", "--follow", "--tail", "1", "--json") as lines:
        assert json.loads(next(lines))["text"] == "ready"
        for number in range(5):
            machine.engine.run("exec", "talker", "sh", "-c", f"echo {number} > /proc/1/fd/1")
            assert json.loads(next(lines))["text"] == str(number)


def test_logs_of_a_container_and_a_file_are_one_stream_by_time(machine):
    (machine.files / "app.log").write_text("")
    speaking(machine, "web")
    wait_until(lambda: any("app.log" in each for each in machine.sources()))
    (source,) = (each for each in machine.sources() if "app.log" in each)
    with (machine.files / "app.log").open("a") as file:
        file.write("from the file\n")
    wait_until(lambda: "from the file" in machine.run("logs", source).output)
    found = machine.run("logs", "web", source, "--json", "--tail", "500")
    lines = [json.loads(line) for line in found.output.splitlines() if line.startswith("{")]
    instants = [line["at"] for line in lines if line["type"] == "line"]
    assert instants == sorted(instants)
    assert {line["source"] for line in lines if line["type"] == "line"} == {"one/container:web", source}
    assert lines[-1]["type"] == "end"
    assert lines[-1]["ok"]


def test_a_search_runs_on_the_node_and_what_cannot_be_searched_is_refused(machine):
    speaking(machine, "web", "seq 1 5000; sleep 99")
    wait_until(lambda: "5000" in machine.run("logs", "web", "--search", "5000").output)
    found = machine.run("logs", "web", "--regex", "^49[0-9]{2}$", "--tail", "1000", "--json")
    lines = [json.loads(line) for line in found.output.splitlines() if line.startswith("{")]
    assert [line["text"] for line in lines if line["type"] == "line"] == [str(number) for number in range(4900, 5000)]
    refused = machine.run("logs", "web", "--regex", "(a)\\1")
    assert (refused.exit_code, "regex" in refused.output) == (1, True)
    (one,) = [line for line in lines if line.get("text") == "4950"]
    query = f"logs/context?source=one/container:web&line={one['id']}&at={one['at']!r}&count=2"
    around = machine.fleet.api("GET", query)
    assert [each["text"] for each in around["lines"]][around["position"]] == "4950"


def test_readers_that_go_away_leave_nothing_behind_at_the_node(machine):
    speaking(machine, "web")
    for _ in range(40):  # more than a node answers at once
        with machine.followed("one/container:web") as lines:
            assert json.loads(next(lines))["type"] == "line"
    assert machine.run("processes", "one").exit_code == 0


def test_processes_are_listed(machine):
    found = json.loads(machine.run("processes", "one", "--json", "--count", "5").output)
    assert len(found) == 5
    assert all(each["pid"] > 0 and each["memory_bytes"] >= 0 for each in found)


def test_what_runs_in_a_container_is_listed_with_its_name(machine):
    speaking(machine, "busy", "while true; do :; done", "--cpus", "0.2")
    found = json.loads(machine.run("processes", "one", "--json", "--count", "500").output)
    assert "busy" in {each["container"] for each in found}


def test_logs_are_counted_by_level(machine):
    speaking(machine, "web", "for i in 1 2 3; do echo ERROR no; echo INFO yes; done; sleep 99")
    wait_until(lambda: "ERROR" in machine.run("logs", "web").output)
    at = json.loads(machine.run("logs", "web", "--json").output.splitlines()[0])["at"]
    span = f"since={at - 60:.0f}&until={at + 60:.0f}&step_seconds=10"
    found = machine.fleet.api("GET", f"logs/histogram?source=one/container:web&{span}")
    assert sum(each["levels"].get("error", 0) for each in found["steps"]) == 3
    assert found["end"]["ok"]
