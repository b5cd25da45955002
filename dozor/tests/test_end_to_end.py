"""The main job, for real: NGINX, agent, core, PostgreSQL and a browser."""

from playwright.sync_api import Browser, expect

from dozor.tests.loopback import Flood, get
from dozor.tests.running import Running, wait_until


def test_a_flood_is_refused_while_a_visitor_is_served(dozor: Running, browser: Browser) -> None:
    attacker, visitor = "127.181.7.7", "127.21.7.7"
    with Flood(dozor.nginx_port, attacker) as flood:
        served = [get(dozor.nginx_port, "/", source=visitor) for _ in range(5)]
        wait_until(lambda: flood.statuses[403] > 20)
        served += [get(dozor.nginx_port, f"/product/{n}", source=visitor) for n in range(1, 6)]
    assert set(served) == {200}

    [decision] = [
        d for d in dozor.api("GET", "decisions?active=true")["items"] if d["value"] == attacker and d["type"] == "ban"
    ]
    assert decision["kind"] == "flood"
    assert not decision["simulated"]
    assert sum(reason["share"] for reason in decision["reasons"]) > 0.99

    page = browser.new_page()
    page.goto(f"{dozor.core_url}/anomalies")
    page.get_by_role("textbox", name="Login").fill("admin")
    page.get_by_role("textbox", name="Password").fill(dozor.admin_password)
    page.get_by_role("button", name="Sign in").click()
    row = page.get_by_role("row").filter(has_text=attacker)
    expect(row).to_be_visible()
    page.close()


def test_a_ban_by_a_person_reaches_nginx_and_is_undone(dozor: Running) -> None:
    source = "127.182.8.8"
    assert get(dozor.nginx_port, "/", source=source) == 200
    made = dozor.api("POST", "decisions", {"source": source, "reason": "by hand"})
    wait_until(lambda: get(dozor.nginx_port, "/", source=source) == 403)
    dozor.api("DELETE", f"decisions/{made['id']}")
    wait_until(lambda: get(dozor.nginx_port, "/", source=source) == 200)


def test_a_banned_range_refuses_its_members_but_whom_the_allowlist_names(dozor: Running) -> None:
    member, allowed, neighbour = "127.184.5.9", "127.184.5.10", "127.184.6.9"
    made = dozor.api("POST", "decisions", {"source": "127.184.5.0/24", "scope": "range"})
    wait_until(lambda: get(dozor.nginx_port, "/", source=member) == 403)
    assert get(dozor.nginx_port, "/", source=neighbour) == 200
    entry = dozor.api("POST", "allowlist", {"network": allowed})
    wait_until(lambda: get(dozor.nginx_port, "/", source=allowed) == 200)
    assert get(dozor.nginx_port, "/", source=member) == 403
    dozor.api("DELETE", f"allowlist/{entry['id']}")
    wait_until(lambda: get(dozor.nginx_port, "/", source=allowed) == 403)
    dozor.api("DELETE", f"decisions/{made['id']}")
    wait_until(lambda: get(dozor.nginx_port, "/", source=member) == 200)


def test_a_challenge_by_a_person_reaches_nginx_with_its_key_and_spares_the_fleets_own(dozor: Running) -> None:
    made = dozor.api("POST", "decisions", {"source": "127.0.0.0/28", "scope": "range", "type": "challenge"})
    wait_until(lambda: get(dozor.nginx_port, "/", source="127.0.0.9") == 403)
    assert get(dozor.nginx_port, "/", source="127.0.0.1") == 200  # the fleet's own
    assert {node["error"] for node in dozor.api("GET", f"decisions/{made['id']}")["nodes"]} <= {""}
    dozor.api("DELETE", f"decisions/{made['id']}")
    wait_until(lambda: get(dozor.nginx_port, "/", source="127.0.0.9") == 200)


def test_the_machine_and_what_its_programs_say_are_there_from_the_start(dozor: Running) -> None:
    def said() -> list[str]:
        return [source["source"] for source in dozor.api("GET", "logs/sources")]

    wait_until(lambda: any(name.endswith("/logs/core.log") for name in said()))

    def busy() -> list[float | None]:
        return [each["avg"][-1] for each in dozor.api("GET", "series?metric=host.cpu_busy_share")["series"]]

    wait_until(lambda: bool(busy()) and busy()[0] is not None)
