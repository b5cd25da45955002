import socket

import psutil

from agent.host.addresses import MOST_ADDRESSES, addresses
from agent.host.interfaces import is_told_of
from agent.host.roots import Roots

TRIE = """\
Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     |-- 127.0.0.1
        /32 host LOCAL
     |-- 172.17.0.1
        /32 host LOCAL
     |-- 192.0.2.2
        /32 host LOCAL
     |-- 192.0.2.255
        /32 link BROADCAST
"""
ROUTES = """\
Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
"""
IPV6 = """\
00000000000000000000000000000001 01 80 10 80       lo
fe800000000000000000000000000001 02 40 20 80     eth0
20010db8000000000000000000000005 02 40 00 80     eth0
fd000000000000000000000000000001 03 40 00 80  docker0
"""


def test_addresses_are_those_the_machine_may_be_reached_at(machine):
    machine.write("proc/1/net/fib_trie", TRIE + TRIE)
    machine.write("proc/1/net/route", ROUTES)
    machine.write("proc/1/net/if_inet6", IPV6)
    assert addresses(machine.roots) == ["192.0.2.2", "2001:db8::5"]


def test_addresses_are_bounded(machine):
    leaves = "".join(f"|-- 192.0.2.{number}\n   /32 host LOCAL\n" for number in range(200))
    machine.write("proc/1/net/fib_trie", leaves)
    assert len(addresses(machine.roots)) == MOST_ADDRESSES


def test_the_real_addresses_are_those_that_psutil_sees():
    seen = {
        each.address
        for interface, found in psutil.net_if_addrs().items()
        for each in found
        if is_told_of(interface) and each.family in {socket.AF_INET, socket.AF_INET6}
    }
    seen = {address for address in seen if "%" not in address and not address.startswith("fe80")}
    assert seen <= set(addresses(Roots()))
