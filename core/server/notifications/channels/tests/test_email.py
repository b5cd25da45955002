import asyncio
import ssl
from email import message_from_bytes
from email.policy import default

import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from core.server.notifications.channels.channel import Away, Chat, Message, Refused
from core.server.notifications.channels.email import Email
from core.server.notifications.channels.making import is_mailbox
from core.server.notifications.channels.specs import EmailSpec
from core.server.proxy.certificates.self_signed import self_signed

CHAT = Chat(id="c", channel="mail", address="people@example.org")
MESSAGE = Message(text="<b>Flood</b>\nshop &amp; co", title="Flood: shop", idempotency_key="t1.1", thread="t1")


class Mailbox:
    """An SMTP server's handler: keeps mails, and refuses where it is told to."""

    def __init__(self):
        self.mails = []
        self.answer_to_recipient = "250 OK"
        self.answer_to_data = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self.answer_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.answer_to_data.startswith("250"):
            self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        return self.answer_to_data


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    bundle = self_signed(("localhost",), now=1_700_000_000.0)
    folder = tmp_path_factory.mktemp("tls")
    (folder / "chain.pem").write_bytes(bundle.chain)
    (folder / "key.pem").write_bytes(bundle.key)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "chain.pem", folder / "key.pem")
    return context


def check(_server, _session, _envelope, _mechanism, said):
    assert isinstance(said, LoginPassword)
    return AuthResult(success=(said.login, said.password) == (b"dozor", b"right"), handled=False)


@pytest_asyncio.fixture
async def mailbox(tls):
    made, loop = Mailbox(), asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(made, tls_context=tls, authenticator=check, hostname="localhost"), "127.0.0.1", 0
    )
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()


def channel(mailbox, clock, **more):
    said = {"host": "127.0.0.1", "port": mailbox.port, "sender": "dozor@example.org", "security": "none"} | more
    return Email(EmailSpec.model_validate(said), clock)


async def test_a_message_is_a_mail_of_text_and_html(mailbox, clock):
    sent = await channel(mailbox, clock).send(CHAT, MESSAGE)
    ((recipients, mail),) = mailbox.mails
    assert recipients == ["people@example.org"]
    assert (mail["Subject"], mail["Message-ID"]) == ("Flood: shop", "<t1.1@example.org>")
    assert sent.external_id == "<t1.1@example.org>"
    assert mail.get_body(("plain",)).get_content().splitlines() == ["Flood", "shop & co"]
    assert "<b>Flood</b><br>" in mail.get_body(("html",)).get_content()


async def test_what_goes_on_is_an_answer_in_the_same_thread(mailbox, clock):
    email = channel(mailbox, clock)
    sent = await email.send(CHAT, MESSAGE)
    later = Message(text="over", title="Over", idempotency_key="t1.2", thread="t1")
    assert (await email.edit(CHAT, sent.external_id, later)).external_id == sent.external_id
    mail = mailbox.mails[1][1]
    assert mail["In-Reply-To"] == mail["References"] == "<t1.1@example.org>"


async def test_no_header_can_be_brought_in_by_a_title(mailbox, clock):
    title = "a\r\nBcc: victim@example.org\r\n\r\nbody"
    await channel(mailbox, clock).send(CHAT, Message(text="x", title=title, idempotency_key="t.1", thread="t"))
    ((recipients, mail),) = mailbox.mails
    assert recipients == ["people@example.org"]
    assert mail["Bcc"] is None
    assert mail["Subject"] == "a Bcc: victim@example.org body"


async def test_a_password_is_told_after_starttls(mailbox, clock):
    email = channel(mailbox, clock, security="starttls", verify=False, user="dozor", password="right")
    await email.send(CHAT, MESSAGE)
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize(
    "said",
    [
        {"security": "starttls", "verify": False, "user": "dozor", "password": "wrong"},
        {"security": "starttls"},  # the certificate is nobody's
        {"port": 1},
    ],
)
async def test_a_server_that_people_have_to_set_right_is_away(mailbox, clock, said):
    with pytest.raises(Away):
        await channel(mailbox, clock, **said).send(CHAT, MESSAGE)


@pytest.mark.parametrize(
    ("answer", "error"), [("550 no such mailbox", Refused), ("450 later", Away), ("451 greylisted", Away)]
)
async def test_a_recipient_that_is_refused(mailbox, clock, answer, error):
    mailbox.answer_to_recipient = answer
    with pytest.raises(error):
        await channel(mailbox, clock).send(CHAT, MESSAGE)


@pytest.mark.parametrize(("answer", "error"), [("554 spam", Refused), ("452 full", Away)])
async def test_a_mail_that_is_refused(mailbox, clock, answer, error):
    mailbox.answer_to_data = answer
    with pytest.raises(error):
        await channel(mailbox, clock).send(CHAT, MESSAGE)


@pytest.mark.parametrize("address", ["a", "a@", "@b", "a b@c", "a@b\r\nBcc: c@d", "<a@b>", "a@b,c@d", "я@b.example"])
def test_what_is_no_mailbox_is_told(address):
    assert not is_mailbox(address)


def test_a_password_without_tls_is_refused():
    with pytest.raises(ValueError, match="only over TLS"):
        EmailSpec(host="h", sender="a@b.example", security="none", user="u", password="p")
