"""Codes and links over the API, and the door that Telegram itself knocks at."""

URL = "/api/v1/me/telegram"


async def test_a_code_links_a_telegram_user_until_the_account_ends_it(sign_in, parts):
    viewer = await sign_in("viewer")
    made = (await viewer.post(URL)).json()
    code = await parts.telegram.codes.use("account", made["code"])
    await parts.telegram.links.link(7, code.account, "Ann <b>")
    [link] = (await viewer.get(URL)).json()
    assert (link["user_id"], link["name"]) == (7, "Ann <b>")
    assert (await viewer.delete(f"{URL}/7")).status_code == 204
    assert (await viewer.delete(f"{URL}/7")).status_code == 404
    assert (await viewer.get(URL)).json() == []


async def test_a_chat_is_bound_in_the_name_of_who_made_the_code(admin, sign_in, parts):
    channels = "/api/v1/notifications/channels"
    await admin.put(f"{channels}/soc", json={"kind": "telegram", "token": "1:x"})
    await admin.put(f"{channels}/hook", json={"kind": "webhook"})
    operator = await sign_in("operator")
    made = (await operator.post(f"{channels}/soc/code", json={"language": "ru"})).json()
    code = await parts.telegram.codes.use("chat", made["code"], channel="soc")
    assert (parts.accounts.directory.get(code.account).login, code.language) == ("operator", "ru")
    assert (await operator.post(f"{channels}/hook/code", json={})).status_code == 409
    assert (await operator.post(f"{channels}/none/code", json={})).status_code == 404


async def test_links_and_codes_are_in_the_audit_without_the_code(sign_in, admin, parts):
    operator = await sign_in("operator")
    await admin.put("/api/v1/notifications/channels/soc", json={"kind": "telegram", "token": "1:x"})
    told = [(await operator.post(URL)).json()["code"]]
    told.append((await operator.post("/api/v1/notifications/channels/soc/code", json={})).json()["code"])
    code = await parts.telegram.codes.use("account", told[0])
    await parts.telegram.links.link(7, code.account, "Ann")
    await operator.delete(f"{URL}/7")
    log = (await admin.get("/api/v1/audit")).text
    assert all(each not in log for each in told)
    for action in ("make_telegram_link_code", "make_telegram_chat_code", "end_telegram_link"):
        assert action in log


async def test_nobody_ends_the_link_of_another_account(sign_in, parts):
    viewer, analyst = await sign_in("viewer"), await sign_in("analyst")
    code = await parts.telegram.codes.use("account", (await viewer.post(URL)).json()["code"])
    await parts.telegram.links.link(7, code.account, "Ann")
    assert (await analyst.delete(f"{URL}/7")).status_code == 404
    assert await parts.telegram.links.account_of(7) == code.account


async def test_who_is_no_account_has_nobody_speak_for_it(client, parts):
    client.headers["Authorization"] = f"Bearer {parts.accounts.local_token}"
    assert (await client.post(URL)).status_code == 403
    assert (await client.get(URL)).json() == []


async def test_updates_are_taken_by_the_channels_secret_alone(client, parts):
    queue, secret = parts.telegram.inbox.open("soc"), parts.telegram.inbox.secret("soc")
    for shown in (None, "", "x" * 64, parts.telegram.inbox.secret("other"), "\N{SNOWMAN}".encode().decode("latin-1")):
        headers = {} if shown is None else {"X-Telegram-Bot-Api-Secret-Token": shown.encode("latin-1")}
        answer = await client.post("/api/v1/telegram/soc", json={"update_id": 1}, headers=headers)
        assert answer.status_code == 404
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    assert (await client.post("/api/v1/telegram/soc", json={"update_id": 2}, headers=headers)).status_code == 204
    assert queue.get_nowait() == {"update_id": 2}
    assert queue.empty()
