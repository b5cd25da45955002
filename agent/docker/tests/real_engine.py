"""A real Docker engine of the tests' own, in a network of its own or without any, so that it leaves nothing behind."""

import contextlib
import ctypes
import io
import json
import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PROGRAMS = ("dockerd", "docker", "busybox", "unshare", "ip")
IMAGE = "dozor-test/busybox:1"
APPLETS = (
    "sh", "cat", "cp", "dd", "echo", "false", "head", "httpd", "kill", "ln", "mkdir", "nc", "seq", "sleep", "timeout",
    "tr", "true", "wget", "yes",
)  # fmt: skip
NO_NETWORKS = ("--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false")
CLONE_NEWNET = 0x40000000


@dataclass
class RealEngine:
    """Started by the test that needs it; `stop` ends its containers too.

    Without a network of its own it makes none, and containers can have the machine's alone.
    """

    folder: Path
    process: subprocess.Popen | None = None
    has_network: bool = True
    runtime: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="dozor-")))
    """Where its sockets are: a path of one is 107 bytes at most, and folders of tests have long names."""

    @property
    def socket(self):
        return self.folder / "docker.sock"

    @property
    def log(self):
        return self.folder / "log"

    def start(self):
        """Start the engine, or the same one again; returns once it answers."""
        state = ["--data-root", self.folder / "data", "--exec-root", self.runtime, "-p", self.folder / "pid"]
        command = ["dockerd", *state, "-H", f"unix://{self.socket}", "--exec-opt", "native.cgroupdriver=cgroupfs"]
        enter = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
        command = enter + command if self.has_network else [*command, *NO_NETWORKS]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([*map(str, command)], stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + 60
        while self.run("version", check=False).returncode:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                end = pytest.skip if os.geteuid() else pytest.fail
                end(f"the Docker engine does not start here: {self.log.read_text()[-300:]}")
            time.sleep(0.05)

    def stop(self):
        """Stop it, with all of its containers."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(40)
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(60)

    def discard(self):
        """Stop it for good, and let go of what it leaves mounted."""
        with contextlib.suppress(AssertionError, subprocess.TimeoutExpired):
            self.remove_all()
        self.stop()
        mounts = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
        for mount in reversed(mounts):
            if Path(mount).is_relative_to(self.folder) or Path(mount).is_relative_to(self.runtime):
                subprocess.run(["umount", "-l", mount], check=False)
        shutil.rmtree(self.runtime, ignore_errors=True)

    def hang(self):
        """Have it answer no more."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        """Have it answer again."""
        self.process.send_signal(signal.SIGCONT)

    def run(self, *words, data=None, check=True):
        """Run the command line client; its output is text."""
        command = ["docker", "-H", f"unix://{self.socket}", *words]
        done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=100)
        assert not check or done.returncode == 0, done.stderr.decode()
        return done if not check else done.stdout.decode().strip()

    def inspect(self, container):
        return json.loads(self.run("inspect", container))[0]

    def remove_all(self):
        """Remove all containers."""
        if found := self.run("ps", "-aq").split():
            self.run("rm", "-f", *found)

    def make_image(self, name=IMAGE, *, command='["sh"]', entrypoint="", files=None):
        """Make an image of busybox, and of what `root_files` takes."""
        entry = ("-c", f"ENTRYPOINT {entrypoint}") if entrypoint else ()
        self.run("import", "-c", f"CMD {command}", *entry, "-", name, data=root_files(files))

    def beside(self, *command):
        """Return the command that runs this one in the engine's network."""
        return ["nsenter", f"--net=/proc/{self.process.pid}/ns/net", *map(str, command)]

    @contextlib.contextmanager
    def inside(self):
        """Have this thread, and what it starts, in the engine's network."""
        libc = ctypes.CDLL(None, use_errno=True)
        own = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        theirs = os.open(f"/proc/{self.process.pid}/ns/net", os.O_RDONLY)
        assert libc.setns(theirs, CLONE_NEWNET) == 0, os.strerror(ctypes.get_errno())
        try:
            yield
        finally:
            assert libc.setns(own, CLONE_NEWNET) == 0
            os.close(own)
            os.close(theirs)


def root_files(files=None):
    """Return the files of an image as a tar: busybox, and by their paths texts and copies of the machine's files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        tar.add(os.path.realpath(shutil.which("busybox")), "bin/busybox")
        for applet in APPLETS:
            link = tarfile.TarInfo(f"bin/{applet}")
            link.type, link.linkname = tarfile.SYMTYPE, "busybox"
            tar.addfile(link)
        folder = tarfile.TarInfo("tmp")
        folder.type, folder.mode = tarfile.DIRTYPE, 0o777
        tar.addfile(folder)
        for path, content in (files or {}).items():
            data = content.read_bytes() if isinstance(content, Path) else content.encode()
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(data), 0o755
            tar.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def new_engine(folder):
    """Return a started engine with the image, or skip the test where there can be none."""
    lacking = [name for name in PROGRAMS if shutil.which(name) is None]
    if lacking:
        pytest.skip(f"{', '.join(lacking)}: not installed")
    engine = RealEngine(folder)
    engine.start()
    engine.make_image()
    return engine
