"""Certificates in a real browser, on a real NGINX: made for a test, uploaded, seen to expire."""

import socket
import ssl
from collections.abc import Iterator
from datetime import timedelta

import pytest
from cryptography import x509
from playwright.sync_api import expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from core.server.clock import SystemClock
from core.server.proxy.certificates.self_signed import self_signed
from dozor.tests.running import Running

DOMAIN = "blog.example"
SOON = 90_000


@pytest.fixture(autouse=True)
def put_back(dozor: Running) -> Iterator[None]:
    """The domain is afterwards as it was, and without certificates."""
    before = dozor.api("GET", f"config/domain/{DOMAIN}")["spec"]
    yield
    dozor.api("PUT", f"config/domain/{DOMAIN}", before)
    for item in dozor.api("GET", "certificates"):
        dozor.api("DELETE", f"config/certificate/{item['name']}")


def _shown(dozor: Running) -> x509.Certificate:
    """Return the certificate that a visitor of the domain is shown."""
    node = next(iter(dozor.api("GET", "config")["nodes"].values()))
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection((node["listen"][0], node["https_port"]), timeout=60) as plain,
        context.wrap_socket(plain, server_hostname=DOMAIN) as tls,
    ):
        return x509.load_der_x509_certificate(tls.getpeercert(binary_form=True) or b"")


def test_a_self_signed_certificate_is_made_and_served_in_one_go(dozor: Running, signed_in: OpenPage) -> None:
    page = signed_in("/certificates")
    page.get_by_role("button", name="Get a certificate").click()
    wizard = page.get_by_role("dialog")
    expect(wizard.get_by_text("Choose a domain or type a name.")).to_be_visible()
    wizard.get_by_label(DOMAIN, exact=True).check()
    wizard.get_by_text("Self-signed", exact=True).click()
    assert "\n".join(violations(page)) == ""
    wizard.get_by_role("button", name="Get it").click()
    expect(wizard.get_by_text("It is there")).to_be_visible(timeout=SOON)
    current = dozor.api("GET", f"certificates/{DOMAIN}")["current"]
    assert f"{_shown(dozor).serial_number:x}" == current["serial"]
    wizard.get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("row", name=DOMAIN)).to_contain_text("Self-signed")
    assert "\n".join(violations(page)) == ""


def test_an_uploaded_certificate_is_checked_served_and_told_to_expire(dozor: Running, signed_in: OpenPage) -> None:
    now = SystemClock().now()
    mine = self_signed((DOMAIN,), now=now, lifetime=timedelta(days=6))
    other = self_signed((DOMAIN,), now=now)
    page = signed_in("/certificates?open=%2B&subject=blog.example")
    wizard = page.get_by_role("dialog")
    wizard.get_by_text("Upload", exact=True).click()
    wizard.get_by_label("Chain (PEM)").fill(mine.chain.decode() + other.key.decode())
    expect(wizard.get_by_role("alert")).to_contain_text("does not belong", timeout=SOON)
    wizard.get_by_role("button", name="Put in another").click()
    wizard.get_by_label("Private key (PEM)").fill(mine.key.decode())
    expect(wizard.get_by_text("Chain and key belong together")).to_be_visible(timeout=SOON)
    assert mine.key.decode().splitlines()[1] not in page.content()
    wizard.get_by_role("button", name="Get it").click()
    expect(wizard.get_by_text("It is there")).to_be_visible(timeout=SOON)
    assert _shown(dozor).serial_number == mine.leaf.serial_number
    wizard.get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("row", name=DOMAIN)).to_contain_text("Expires soon")
    page.get_by_role("button", name="See what to do").click()
    drawer = page.get_by_role("dialog", name=DOMAIN)
    expect(drawer.get_by_role("button", name="Upload the next one")).to_be_visible()
    expect(drawer.get_by_role("button", name="Delete")).to_have_attribute("aria-disabled", "true")
    assert "\n".join(violations(page)) == ""


def test_an_order_that_would_fail_says_why_before_anything_is_deployed(dozor: Running, signed_in: OpenPage) -> None:
    page = signed_in("/certificates?open=%2B&subject=blog.example", lang="ru", theme="light")
    wizard = page.get_by_role("dialog")
    wizard.get_by_role("button", name="Получить").click()
    expect(wizard.get_by_text("Что делать").first).to_be_visible(timeout=SOON)
    assert "\n".join(violations(page)) == ""
    wizard.get_by_role("button", name="Отменить изменения").click()
    expect(wizard.get_by_role("button", name="Получить")).to_be_visible()
    assert dozor.api("GET", "certificates") == []
    assert dozor.api("GET", f"config/domain/{DOMAIN}")["spec"]["tls"] is None
