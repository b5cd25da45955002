from agent.host.mounts import Mount, mounts

MOUNTS = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
30 27 8:17 / /data\\040of\\134all ro,noatime shared:5 - xfs /dev/sdb1 ro
31 27 254:0 /var/lib/docker/volumes/x /srv/bound rw - ext4 /dev/vda rw
32 27 0:50 / /var/lib/docker/overlay2/a/merged rw - overlay overlay rw,lowerdir=/a
33 27 7:1 / /snap/core/1 ro - squashfs /dev/loop1 ro
34 27 0:51 / /run rw - tmpfs tmpfs rw
35 27 0:52 / /mnt/nfs rw - nfs4 server:/export rw,addr=192.0.2.1
36 27 0:53 / /mnt/ssh rw - fuse.sshfs me@host:/ rw
37 27 0:54 / /btrfs rw - btrfs /dev/sdc rw,subvol=/
"""


def test_each_file_system_with_room_of_its_own_is_there_once(machine):
    machine.write("proc/1/mountinfo", MOUNTS)
    assert mounts(machine.roots, most=64) == [
        Mount("/", "ext4", "/dev/vda", 254 << 32, read_only=False),
        Mount("/btrfs", "btrfs", "/dev/sdc", 0, read_only=False),
        Mount("/mnt/nfs", "nfs4", "server:/export", 52, read_only=False),
        Mount("/mnt/ssh", "fuse.sshfs", "me@host:/", 53, read_only=False),
        Mount("/data of\\all", "xfs", "/dev/sdb1", (8 << 32) | 17, read_only=True),
    ]


def test_the_root_counts_even_where_it_is_made_of_layers(machine):
    machine.write("proc/1/mountinfo", "1 0 0:5 / / rw - overlay overlay rw,lowerdir=/a\n")
    assert [mount.path for mount in mounts(machine.roots, most=64)] == ["/"]


def test_file_systems_are_bounded(machine):
    lines = (f"1 0 8:{number} / /mnt/{number} rw - ext4 /dev/disk{number} rw\n" for number in range(5000))
    machine.write("proc/1/mountinfo", "".join(lines))
    assert len(mounts(machine.roots, most=64)) == 64


def test_damaged_lines_are_passed_over(machine):
    machine.write(
        "proc/1/mountinfo", b"\n - \n1 0\n1 0 8:1 / /a rw - \n\xff\xfe\0\n1 0 8:1 / /ok rw - ext4 /dev/a rw\n"
    )
    assert [mount.path for mount in mounts(machine.roots, most=64)] == ["/ok"]


def test_without_the_first_process_there_is_our_own_view(machine):
    machine.write("proc/self/mountinfo", "1 0 8:1 / /ok rw - ext4 /dev/a rw\n")
    assert len(mounts(machine.roots, most=64)) == 1
