"""A whole Dozor as a process: started, asked and stopped as a person would."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dozor.tests.waiting import free_port


@dataclass(frozen=True)
class Running:
    """A Dozor that runs: where it is, and how to sign in."""

    core_url: str
    nginx_port: int
    admin_password: str
    data: Path
    process: subprocess.Popen[str]

    def api(self, method: str, path: str, body: Any = None) -> Any:
        """Call the API as the administrator."""
        token = (self.data / "core" / "local-token").read_text().strip()
        request = urllib.request.Request(
            f"{self.core_url}/api/v1/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None


def start_dozor(data: Path, *options: str) -> Running:
    """Start `dozor up` and wait until it says where it is."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dozor", "up", "--data", str(data), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C stops" in line:
            break
    found = {name: re.search(pattern, said) for name, pattern in _ANNOUNCED.items()}
    if not (found["core"] and found["nginx"]):
        process.wait(60)
        pytest.fail(f"dozor up did not start:\n{said}")
    password = found["password"].group(1) if found["password"] else ""
    return Running(found["core"].group(1), int(found["nginx"].group(1)), password, data, process)


_ANNOUNCED = {
    "core": r"Dozor\s+(http://127\.0\.0\.1:\d+)",
    "nginx": r"NGINX\s+http://127\.0\.0\.1:(\d+)",
    "password": r"admin / (\S+)",
}


def stop_dozor(running: Running) -> int:
    """Stop it as Ctrl-C does and return its exit status."""
    running.process.send_signal(signal.SIGINT)
    status = running.process.wait(60)
    assert running.process.stdout is not None
    running.process.stdout.close()
    return status


@contextmanager
def core_process(data: Path) -> Iterator[str]:
    """Run `dozor core` over a folder until the end of the `with`; gives its address once it answers."""
    listen = f"127.0.0.1:{free_port()}"
    environment = {**os.environ, "DOZOR_DATA_DIR": str(data), "DOZOR_LISTEN": listen}
    with subprocess.Popen([sys.executable, "-m", "dozor", "core"], env=environment) as process:
        try:
            wait_until(lambda: process.poll() is not None or (data / "local-token").exists())
            yield f"http://{listen}"
        finally:
            process.terminate()


def wait_until(fact: Any, seconds: float = 60.0) -> Any:
    """Poll `fact` until it is true and return what it gave; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        value = fact()
        if value:
            return value
        if time.monotonic() > deadline:
            pytest.fail(f"not true within {seconds:.0f} s: {fact}")
        time.sleep(0.05)
