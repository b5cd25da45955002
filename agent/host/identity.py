"""Who the machine is, outside of any container."""

import os
import re
import shlex
import socket
from typing import Final

from agent.contract.inventory import HostFacts
from agent.host.addresses import addresses
from agent.host.roots import Roots, text

_MAKERS: Final = {
    "amazon ec2": "amazon",
    "google": "google",
    "microsoft corporation virtual": "hyperv",
    "qemu": "kvm",
    "kvm": "kvm",
    "vmware": "vmware",
    "virtualbox": "virtualbox",
    "innotek": "virtualbox",
    "xen": "xen",
    "bochs": "bochs",
    "parallels": "parallels",
    "openstack": "kvm",
    "digitalocean": "kvm",
    "hetzner": "kvm",
    "alibaba cloud": "kvm",
    "yandex": "kvm",
}
"""What stands in the maker's or the product's name of a virtual machine's board."""


def host_facts(roots: Roots) -> HostFacts:
    """Read who the machine is. What it does not tell is empty or 0."""
    cpuinfo = roots.text("cpuinfo")
    return HostFacts(
        machine_id=_first_text(roots, "/etc/machine-id", "/var/lib/dbus/machine-id"),
        hostname=hostname(roots),
        system=_system(roots),
        kernel=roots.text("sys/kernel/osrelease").strip(),
        architecture=os.uname().machine,
        virtualization=_virtualization(roots, cpuinfo),
        processor=_field(cpuinfo, "model name") or _field(cpuinfo, "Model") or _field(cpuinfo, "Hardware"),
        cores=len(re.findall(r"^cpu\d", roots.text("stat"), re.MULTILINE)),
        memory_bytes=_number(r"^MemTotal: *(\d+) kB", roots.text("meminfo")) * 1024,
        boot_at=float(_number(r"^btime (\d+)", roots.text("stat"))),
        addresses=addresses(roots),
    )


def hostname(roots: Roots) -> str:
    """Return the machine's name. In a container the kernel tells the container's, so the machine's file does."""
    if not roots.in_container:
        return socket.gethostname()
    lines = (line.strip() for line in text(roots.under("/etc/hostname")).splitlines())
    named = next((line for line in lines if line and not line.startswith("#")), "")
    return named[:255] or socket.gethostname()


def _first_text(roots: Roots, *paths: str) -> str:
    return next(filter(None, (text(roots.under(path)).strip()[:64] for path in paths)), "")


def _system(roots: Roots) -> str:
    for path in ("/etc/os-release", "/usr/lib/os-release"):
        for line in text(roots.under(path)).splitlines():
            name, _, value = line.partition("=")
            if name == "PRETTY_NAME":
                return _unquoted(value)
    return ""


def _unquoted(value: str) -> str:
    try:
        return " ".join(shlex.split(value))[:200]
    except ValueError:
        return value[:200]


def _virtualization(roots: Roots, cpuinfo: str) -> str:
    """Return the hypervisor, `vm` where it is of no known make, empty where there is none."""
    maker = " ".join(text(f"{roots.sys}/class/dmi/id/{name}").strip() for name in ("sys_vendor", "product_name"))
    for words, found in _MAKERS.items():
        if words in maker.lower() and (found != "google" or "compute engine" in maker.lower()):
            return found
    told = text(f"{roots.sys}/hypervisor/type").strip()
    return told or ("vm" if re.search(r"^flags\s*:.*\bhypervisor\b", cpuinfo, re.MULTILINE) else "")


def _field(cpuinfo: str, name: str) -> str:
    match = re.search(rf"^{name}\s*: *(.+)$", cpuinfo, re.MULTILINE)
    return match[1].strip()[:200] if match else ""


def _number(pattern: str, text: str) -> int:
    match = re.search(pattern, text, re.MULTILINE)
    return int(match[1]) if match else 0
