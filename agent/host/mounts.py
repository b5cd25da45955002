"""What is mounted on the machine and has room of its own."""

import re
from dataclasses import dataclass
from typing import Final

from agent.host.roots import Roots

_DISKS: Final = "ext2 ext3 ext4 xfs btrfs bcachefs zfs f2fs jfs nilfs2 ubifs vfat exfat ntfs ntfs3 fuseblk"
_NETWORKS: Final = "nfs nfs4 cifs smb3 ceph glusterfs lustre beegfs gfs2 ocfs2 9p virtiofs"
_TYPES: Final = frozenset([*_DISKS.split(), *_NETWORKS.split()])
_NUMBERED_BY_ITSELF: Final = frozenset({"btrfs", "zfs", "bcachefs"})
_ESCAPE: Final = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True)
class Mount:
    """A file system at a path of the machine. `device` is its number, 0 where files in it have others."""

    path: str
    type: str
    source: str
    device: int
    read_only: bool


def mounts(roots: Roots, *, most: int) -> list[Mount]:
    """Return what the first process of the machine sees mounted, each file system once, at its shortest path.

    What has no room of its own is left out: containers' layers, memory, images (snaps), the kernel's own.
    """
    lines = (roots.text("1/mountinfo") or roots.text("self/mountinfo")).splitlines()
    found: dict[tuple[str, str], Mount] = {}
    for mount in sorted(filter(None, map(_mount, lines)), key=lambda mount: (len(mount.path), mount.path)):
        found.setdefault((mount.source, mount.type), mount)
    return list(found.values())[:most]


def _mount(line: str) -> Mount | None:
    before, _, after = line.partition(" - ")
    fields, (kind, source, *_) = before.split(" "), [*after.split(" "), "", ""]
    if len(fields) < 6 or not (kind in _TYPES or kind.startswith("fuse.") or (kind == "overlay" and fields[4] == "/")):
        return None
    major, _, minor = fields[2].partition(":")
    device = 0 if kind in _NUMBERED_BY_ITSELF else (int(major) << 32) | int(minor)
    return Mount(_plain(fields[4]), kind, _plain(source), device, "ro" in fields[5].split(","))


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 8)), text)
