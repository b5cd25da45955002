from pathlib import Path

from core.server.api.settings_stored import kind_of
from core.server.db.schema import DOCUMENT

PATH = "/api/v1/settings"


async def test_what_is_set_is_told_under_its_name_and_no_secret_is(admin, parts):
    shown = (await admin.get(PATH)).json()
    settings = {each["name"]: each for each in shown["settings"]}
    assert (settings["DOZOR_HISTORY_DAYS"]["value"], settings["DOZOR_HISTORY_DAYS"]["unit"]) == ("90", "days")
    assert settings["DOZOR_DATABASE_URL"] == settings["DOZOR_DATABASE_URL"] | {"value": "", "is_set": True}
    text = (await admin.get(PATH)).text
    assert parts.settings.database_url not in text
    assert all(key.hex() not in text for key in parts.settings.seal_keys)


async def test_what_is_kept_says_for_how_long_and_takes_some_room(admin):
    shown = (await admin.get(PATH)).json()
    stored = {each["kind"]: each for each in shown["stored"]}
    assert stored["audit"]["keep_seconds"] == 365 * 86_400
    assert stored["audit"]["setting"] == "DOZOR_AUDIT_DAYS"
    assert [tier["step_seconds"] for tier in stored["traffic"]["tiers"]] == [1, 10, 60, 600, 3600]
    assert all(stored[kind]["stored_bytes"] > 0 for kind in ("decisions", "audit", "proxies", "other"))
    assert {"ingest_log", "checkpoints"} <= {each["kind"] for each in shown["folders"]}
    assert 0 < shown["disk_free_bytes"] < shown["disk_total_bytes"]


async def test_the_fleets_own_addresses_are_protected(admin):
    assert {"127.0.0.1"} <= set((await admin.get(PATH)).json()["protected"])


def test_every_big_table_belongs_to_a_kind():
    tables = [
        line.split(".")[1].split(" ")[0]
        for line in Path(DOCUMENT).read_text().splitlines()
        if line.startswith("CREATE TABLE")
    ]
    assert {kind_of(table) for table in tables if table.startswith(("traffic", "metric", "decision", "proxy"))} == {
        "traffic",
        "metrics",
        "decisions",
        "proxies",
    }
