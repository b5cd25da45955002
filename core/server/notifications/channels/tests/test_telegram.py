"""A real client of the Bot API against a real server of it, on loopback."""

import io

import pytest
import pytest_asyncio
from PIL import Image

from core.server.db.database import DatabaseAway
from core.server.notifications.channels.channel import (
    Away,
    Button,
    Chat,
    Gone,
    Message,
    Moved,
    Refused,
    Throttled,
    Unchanged,
)
from core.server.notifications.channels.specs import TelegramSpec
from core.server.notifications.channels.telegram import TelegramChannel, new_bot
from core.server.notifications.channels.telegram_when_needed import TelegramWhenNeeded
from core.server.telegram.tests.bot_api import TOKEN, Trouble, bot_api

GROUP = Chat(id="g", channel="t", address="-1001", topic="5", language="ru", title="SOC")


def picture(shade):
    content = io.BytesIO()
    Image.new("L", (8, 8), shade).save(content, "PNG")
    return content.getvalue()


async def issue(chat, thread, buttons):
    return [f"{chat}/{thread}/{each.action}" for each in buttons]


def saying(text, **parts):
    return Message(text=text, title="A flood at shop.example", idempotency_key="k", thread="incident:1", **parts)


@pytest_asyncio.fixture
async def telegram():
    async with bot_api() as api:
        api.chats.add(-1001, "supergroup", title="SOC", topics=(5,))
        yield api


@pytest_asyncio.fixture
async def channel(telegram):
    made = TelegramChannel(new_bot(TOKEN, api_url=telegram.url, proxy="", timeout_seconds=20), issue)
    yield made
    await made.close()


async def test_a_message_has_its_topic_and_its_buttons(telegram, channel):
    buttons = ((Button("Ban", "ban", {"incident": "1"}), Button("Open", "open", {"url": "https://dozor.example/"})),)
    sent = await channel.send(GROUP, saying("<b>Flood</b> &lt;script&gt;", buttons=buttons))
    shown = telegram.message(-1001)
    assert (str(shown.id), shown.text, shown.topic) == (sent.external_id, "Flood <script>", 5)
    assert shown.button("Ban")["callback_data"] == "g/incident:1/ban"
    assert shown.button("Open")["url"] == "https://dozor.example/"


async def test_while_the_database_is_away_a_message_comes_without_buttons_that_nobody_could_press(telegram):
    async def away(_chat, _thread, _buttons):
        raise DatabaseAway

    channel = TelegramChannel(new_bot(TOKEN, api_url=telegram.url, proxy=""), away)
    buttons = ((Button("Ban", "ban"),), (Button("Open", "open", {"url": "https://dozor.example/"}),))
    await channel.send(GROUP, saying("The database is away.", buttons=buttons))
    assert telegram.message(-1001).labels == ["Open"]
    await channel.close()


async def test_a_picture_is_drawn_anew_only_where_it_has_changed(telegram, channel):
    sent = await channel.send(GROUP, saying("begins", picture=picture(10)))
    assert sent.has_picture
    same = await channel.edit(GROUP, sent.external_id, saying("goes on", picture=picture(10)))
    assert telegram.calls["editMessageMedia"] == 0
    other = await channel.edit(GROUP, same.external_id, saying("ends", picture=picture(200)))
    assert (telegram.message(-1001).text, telegram.message(-1001).picture) == ("ends", picture(200))
    with pytest.raises(Unchanged):
        await channel.edit(GROUP, other.external_id, saying("ends", picture=picture(200)))


async def test_a_text_too_long_for_a_caption_has_its_picture_apart(telegram, channel):
    sent = await channel.send(GROUP, saying("a" * 1500, picture=picture(10)))
    text, apart = telegram.chats.chats[-1001].messages.values()
    assert (text.text, apart.text, apart.reply_to) == ("a" * 1500, "A flood at shop.example", text.id)
    await channel.edit(GROUP, sent.external_id, saying("shorter", picture=picture(20)))
    assert (text.text, apart.picture) == ("shorter", picture(20))


async def test_a_caption_that_grows_too_long_is_cut_and_stays_whole_markup(telegram, channel):
    sent = await channel.send(GROUP, saying("short", picture=picture(10)))
    await channel.edit(GROUP, sent.external_id, saying(f"<b>{'&lt;a' * 700}</b>", picture=picture(10)))
    assert len(telegram.message(-1001).text) == 1024
    assert telegram.message(-1001).text.endswith("…")


@pytest.mark.parametrize("refused", ["<b>never closed", "<script>x</script>", "1 < 2"])
async def test_markup_that_telegram_cannot_read_is_sent_as_plain_text(telegram, channel, refused):
    await channel.send(GROUP, saying(refused))
    assert telegram.message(-1001) is not None


async def test_a_topic_that_was_deleted_or_a_picture_that_is_none_keeps_no_message_back(telegram, channel):
    telegram.chats.chats[-1001].topics.clear()
    sent = await channel.send(GROUP, saying("still told", picture=b"no PNG, so: IMAGE_PROCESS_FAILED"))
    assert (telegram.message(-1001).text, telegram.message(-1001).topic) == ("still told", None)
    assert not sent.has_picture


async def test_an_answer_to_a_message_that_was_deleted_is_sent_without_it(telegram, channel):
    await channel.send(GROUP, saying("again", reply_to="77:ab"))
    assert telegram.message(-1001).reply_to is None


async def test_too_many_messages_are_told_with_how_long_to_wait(telegram, channel):
    telegram.troubles.append(Trouble("throttle", retry_after=7))
    with pytest.raises(Throttled) as caught:
        await channel.send(GROUP, saying("x"))
    assert caught.value.retry_after == 7


@pytest.mark.parametrize("kind", ["status", "cut", "deaf"])
async def test_a_telegram_in_trouble_is_away(telegram, channel, kind):
    telegram.troubles.append(Trouble(kind))
    with pytest.raises(Away):
        await channel.send(GROUP, saying("x"))


async def test_a_telegram_that_does_not_answer_is_away(telegram):
    channel = TelegramChannel(new_bot(TOKEN, api_url=telegram.url, proxy="", timeout_seconds=0.2), issue)
    telegram.troubles.append(Trouble("hang"))
    with pytest.raises(Away):
        await channel.send(GROUP, saying("x"))
    await channel.close()


async def test_a_proxy_that_is_not_there_is_away(telegram):
    proxied = TelegramChannel(new_bot(TOKEN, api_url=telegram.url, proxy="socks5://127.0.0.1:1"), issue)
    with pytest.raises(Away):
        await proxied.send(GROUP, saying("x"))
    await proxied.close()


async def test_a_wrong_token_keeps_messages_waiting(telegram):
    other = TelegramChannel(new_bot("1:another", api_url=telegram.url, proxy=""), issue)
    with pytest.raises(Away, match="token"):
        await other.send(GROUP, saying("x"))
    await other.close()


async def test_who_blocked_the_bot_or_was_never_there_is_refused(telegram, channel):
    telegram.chats.add(7).lost = "bot was blocked by the user"
    for address, why in (("7", "blocked"), ("8", "chat not found")):
        with pytest.raises(Refused, match=why):
            await channel.send(Chat(id="p", channel="t", address=address), saying("x"))


async def test_a_group_that_became_another_chat_tells_which(telegram, channel):
    telegram.chats.add(-5, "group").moved_to = -1005
    with pytest.raises(Moved) as caught:
        await channel.send(Chat(id="p", channel="t", address="-5"), saying("x"))
    assert caught.value.address == "-1005"


async def test_a_message_that_was_deleted_is_gone(telegram, channel):
    sent = await channel.send(GROUP, saying("x"))
    telegram.chats.chats[-1001].messages.clear()
    with pytest.raises(Gone):
        await channel.edit(GROUP, sent.external_id, saying("y"))


async def test_a_channel_is_loaded_with_its_first_message(telegram):
    spec = TelegramSpec(token=TOKEN, api_url=telegram.url)
    channel = TelegramWhenNeeded(spec, issue)
    sent = await channel.send(GROUP, saying("begins"))
    await channel.edit(GROUP, sent.external_id, saying("goes on"))
    assert telegram.message(-1001).text == "goes on"
    await channel.close()


@pytest.mark.parametrize(("token", "proxy"), [("a secret", ""), (TOKEN, "gopher://x"), (TOKEN, "socks5://")])
def test_what_cannot_be_a_token_or_a_proxy_is_said(token, proxy):
    with pytest.raises(ValueError, match=r"token|[Pp]roxy|URL|[Ss]cheme|host"):
        TelegramWhenNeeded(TelegramSpec(token=token, proxy=proxy), issue)


async def test_no_error_shows_the_token():
    channel = TelegramChannel(new_bot(TOKEN, api_url="gopher://127.0.0.1", proxy=""), issue)
    with pytest.raises(Away) as caught:
        await channel.send(GROUP, saying("x"))
    assert TOKEN.partition(":")[2] not in str(caught.value)
    await channel.close()


@pytest.mark.parametrize("url", ["", "api.telegram.org", "ftp://x", "https://u:p@x", "//x"])
def test_a_bot_api_server_has_a_url(url):
    with pytest.raises(ValueError, match="api_url"):
        TelegramSpec(token=TOKEN, api_url=url)


async def test_plain_text_is_cut_by_telegrams_own_count(telegram, channel):
    await channel.send(GROUP, saying(f"<b>{'😀' * 2000} never closed {'😀' * 2000}"))
    assert telegram.message(-1001).text.endswith("😀…")
