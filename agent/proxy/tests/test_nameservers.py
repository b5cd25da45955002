"""Which name servers NGINX is told of."""

import pytest

from agent.nginx.text import NginxConfigError
from agent.proxy.nameservers import machine_nameservers, nameservers_text

RESOLV_CONF = """\
# nameserver 192.0.2.99
search example.com
nameserver 192.0.2.1
nameserver fe80::1%eth0
nameserver\t2001:db8::1
nameserver 192.0.2.2; include /etc/passwd
nameserver
 nameserver 192.0.2.3 # the third
nameserver 192.0.2.4
"""


def test_only_addresses_are_taken_and_three_at_most(tmp_path):
    file = tmp_path / "resolv.conf"
    file.write_text(RESOLV_CONF)
    assert machine_nameservers(file) == ("192.0.2.1:53", "[2001:db8::1]:53", "192.0.2.3:53")


def test_a_machine_without_the_file_has_none(tmp_path):
    assert machine_nameservers(tmp_path / "none") == ()


def test_the_file_holds_a_resolver_or_nothing_but_a_comment():
    assert nameservers_text(("192.0.2.1:53", "[2001:db8::1]:5353")).startswith(
        "resolver 192.0.2.1:53 [2001:db8::1]:5353;\n"
    )
    assert nameservers_text(()).startswith("#")


@pytest.mark.parametrize("text", ["192.0.2.1", "192.0.2.1:53 valid=1d", "name:53", "[fe80::1%a;b]:53", "1.1.1.1:x"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(NginxConfigError):
        nameservers_text((text,))
