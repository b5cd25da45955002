import pytest

from core.server.errors import Conflict, Invalid, NotFound
from core.server.notifications.book import Book
from core.server.notifications.channels.channel import Chat
from core.server.notifications.channels.specs import EmailSpec, TelegramSpec, WebhookSpec
from core.server.notifications.rule import NotificationRule
from core.server.notifications.silence import Silence
from core.server.seal import Seal

SEAL = Seal(b"k" * 32)


@pytest.fixture
def book(database):
    return Book(database, SEAL)


async def again(database, seal=SEAL):
    made = Book(database, seal)
    await made.load()
    return made


async def test_what_people_set_up_is_there_after_a_restart(book, database, said):
    await book.put_channel("mail", EmailSpec(host="h", sender="a@b.example", user="u", password="p"), said)
    chat = await book.put_chat(Chat(id="", channel="mail", address="c@d.example", timezone="Europe/Moscow"), said)
    await book.put_rule("night", NotificationRule(chats=(chat.id,)), said)
    silence = await book.put_silence(Silence(begins=1, until=2), said)
    await book.put_template("incident", "en", "x", said)
    found = await again(database)
    assert found.channels["mail"].spec == book.channels["mail"].spec
    assert found.chats == {chat.id: chat}
    assert set(found.rules) == {"default", "night"}
    assert found.silences == {silence: Silence(begins=1, until=2)}
    assert found.templates == {("incident", "en"): "x"}
    assert found.said["rule", "night"] == said


async def test_a_channel_sealed_by_another_key_is_in_trouble_and_keeps_nothing_else_from_working(book, database, said):
    await book.put_channel("hook", WebhookSpec(secret="s" * 16), said)
    found = await again(database, Seal(b"o" * 32))
    assert found.channels["hook"].trouble
    assert found.channels["hook"].spec.secret == ""


async def test_a_channel_of_another_release_is_left_out(book, database, said):
    await book.put_channel("hook", WebhookSpec(), said)
    async with database.connection() as connection:
        await connection.execute("""UPDATE notification_channel SET spec = '{"kind": "pigeon"}'""")
    assert (await again(database)).channels == {}


async def test_secrets_stay_as_they_were_unless_they_are_told_anew(book, said):
    await book.put_channel("bot", TelegramSpec(token="1:a", proxy="socks5://u:p@h:1"), said)
    await book.put_channel("bot", TelegramSpec(token="2:b"), said)
    assert (book.channels["bot"].spec.token, book.channels["bot"].spec.proxy) == ("2:b", "socks5://u:p@h:1")


@pytest.mark.parametrize(
    ("spec", "elsewhere"),
    [
        (TelegramSpec(token="1:a"), {"api_url": "https://evil.example"}),
        (EmailSpec(host="h", sender="a@b.example", user="u", password="p"), {"host": "evil.example"}),
        (EmailSpec(host="h", sender="a@b.example", user="u", password="p"), {"verify": False}),
    ],
)
async def test_a_secret_is_told_again_for_another_server(book, said, spec, elsewhere):
    """Who changes where it goes is not shown what somebody else has set."""
    await book.put_channel("own", spec, said)
    moved = spec.model_copy(update={**elsewhere, spec.credential: ""})
    with pytest.raises(Invalid, match="told again"):
        await book.put_channel("own", moved, said)
    assert book.channels["own"].spec == spec
    await book.put_channel("own", moved.model_copy(update={spec.credential: "9:z"}), said)
    await book.put_channel("own", moved, said)
    assert getattr(book.channels["own"].spec, spec.credential) == "9:z"


async def test_what_contradicts_is_refused(book, said):
    await book.put_channel("hook", WebhookSpec(), said)
    chat = Chat(id="", channel="hook", address="https://a.example/")
    await book.put_chat(chat, said)
    with pytest.raises(Conflict):
        await book.put_chat(chat, said)
    with pytest.raises(Conflict):
        await book.put_channel("hook", EmailSpec(host="h", sender="a@b.example"), said)
    with pytest.raises(Invalid):
        await book.put_channel("bot", TelegramSpec(), said)
    with pytest.raises(Invalid):
        await book.put_rule("r", NotificationRule(chats=("nobody",)), said)
    with pytest.raises(NotFound):
        await book.put_chat(Chat(id="", channel="none", address="x"), said)
    with pytest.raises(NotFound):
        await book.delete_template("incident", "en")


async def test_silences_that_are_over_are_forgotten(book, said):
    over = await book.put_silence(Silence(begins=1, until=2), said)
    await book.put_silence(Silence(begins=1, until=20), said)
    await book.forget_silences(10)
    assert len(book.silences) == 1
    assert over not in book.silences
