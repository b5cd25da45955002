import os
import socket

import psutil
import pytest

from agent.host.identity import host_facts, hostname
from agent.host.roots import Roots


def test_the_real_machine_is_known():
    facts = host_facts(Roots())
    assert facts.hostname == socket.gethostname()
    assert facts.kernel == os.uname().release
    assert facts.cores == psutil.cpu_count()
    assert facts.memory_bytes == psutil.virtual_memory().total
    assert facts.boot_at == pytest.approx(psutil.boot_time(), abs=2)
    assert facts.architecture
    assert facts.system


def test_the_machine_is_told_of_by_its_own_files(machine):
    machine.write("root/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
    machine.write("root/etc/hostname", "# comment\n\n web-1 \n")
    machine.write("root/etc/os-release", 'NAME=x\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n')
    machine.write("sys/class/dmi/id/sys_vendor", "QEMU\n")
    machine.write("proc/cpuinfo", "processor: 0\nmodel name\t: AMD EPYC 7B13\nflags\t\t: fpu hypervisor\n")
    machine.write("proc/stat", "cpu 1\ncpu0 1\ncpu1 1\nbtime 1700000000\n")
    machine.write("proc/meminfo", "MemTotal:       2048 kB\n")
    facts = host_facts(machine.roots)
    assert (facts.machine_id, facts.hostname) == ("0123456789abcdef0123456789abcdef", "web-1")
    assert (facts.system, facts.virtualization) == ("Debian GNU/Linux 12 (bookworm)", "kvm")
    assert (facts.processor, facts.cores) == ("AMD EPYC 7B13", 2)
    assert (facts.boot_at, facts.memory_bytes) == (1_700_000_000, 2 << 20)


@pytest.mark.parametrize(
    ("maker", "product", "known"),
    [
        ("Amazon EC2", "t3.micro", "amazon"),
        ("Google", "Google Compute Engine", "google"),
        ("Google", "Chromebook", ""),
        ("Microsoft Corporation", "Virtual Machine", "hyperv"),
        ("Microsoft Corporation", "Surface", ""),
        ("VMware, Inc.", "VMware7,1", "vmware"),
        ("Dell Inc.", "PowerEdge R740", ""),
    ],
)
def test_a_virtual_machine_is_known_by_its_board(machine, maker, product, known):
    machine.write("sys/class/dmi/id/sys_vendor", f"{maker}\n")
    machine.write("sys/class/dmi/id/product_name", f"{product}\n")
    assert host_facts(machine.roots).virtualization == known


def test_a_hypervisor_of_no_known_make_is_a_virtual_machine(machine):
    machine.write("proc/cpuinfo", "flags\t\t: fpu hypervisor lm\n")
    assert host_facts(machine.roots).virtualization == "vm"


def test_nothing_known_is_empty(machine):
    facts = host_facts(machine.roots)
    assert (facts.machine_id, facts.system, facts.cores, facts.boot_at, facts.addresses) == ("", "", 0, 0.0, [])
    assert facts.hostname == socket.gethostname()


def test_hostile_files_are_bounded(machine):
    machine.write("root/etc/os-release", "PRETTY_NAME='" + "x" * 100_000 + "\n")
    machine.write("root/etc/machine-id", "y" * 100_000)
    facts = host_facts(machine.roots)
    assert len(facts.system) == 200
    assert len(facts.machine_id) == 64


def test_a_name_is_the_kernels_outside_of_containers():
    assert hostname(Roots()) == socket.gethostname()
