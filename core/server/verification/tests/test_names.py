"""Against a real DNS server on loopback."""

import pytest

from core.server.verification.names import Answer, identify, owner_of


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("192.0.2.5", Answer("Google", definite=True)),
        ("2001:db8::5", Answer("Bing", definite=True)),
        ("192.0.2.6", Answer("", definite=True)),
        ("192.0.2.7", Answer("", definite=True)),
        ("192.0.2.9", Answer("", definite=True)),
        ("192.0.2.8", Answer("", definite=False)),
    ],
    ids=["a crawler", "by IPv6", "a name that leads elsewhere", "a name beside the domain", "no name", "no answer"],
)
async def test_an_address_is_whose_name_leads_back_to_it(resolver, address: str, answer: Answer):
    assert await identify(address, resolver) == answer


@pytest.mark.parametrize("name", ["googlebot.com", "evilgooglebot.com", "googlebot.com.example.", ""])
def test_only_names_within_the_domain_count(name: str):
    assert owner_of(name) == ""


def test_names_are_compared_without_case_or_final_dot():
    assert owner_of("Crawl-9.GoogleBot.com.") == "Google"
