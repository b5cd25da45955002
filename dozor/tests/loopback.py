"""Requests from a chosen loopback address."""

import http.client
import threading
import time
from collections import Counter
from typing import Self


def get(
    port: int, path: str, *, source: str, host: str = "shop.example", method: str = "GET", agent: str = "Mozilla/5.0"
) -> int:
    """Send one request and return its status (0: no answer)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source, 0))
    try:
        connection.request(method, path, headers={"Host": host, "User-Agent": agent, "Referer": f"http://{host}/"})
        response = connection.getresponse()
        response.read()
    except OSError:
        return 0
    else:
        return response.status
    finally:
        connection.close()


class Flood(threading.Thread):
    """Asks for one path as fast as one thread can, or at a pace, until stopped or `most` requests were sent."""

    def __init__(
        self, port: int, source: str, *, path: str = "/api/cart", most: int = 20_000, per_second: float = 0
    ) -> None:
        super().__init__(daemon=True)
        self.statuses: Counter[int] = Counter()
        self._port, self._source, self._path, self._most = port, source, path, most
        self._pause = 1 / per_second if per_second else 0.0
        self._halt = threading.Event()

    def run(self) -> None:
        began = time.monotonic()
        for number in range(self._most):
            if self._halt.wait(max(0.0, began + number * self._pause - time.monotonic())):
                return
            self.statuses[get(self._port, self._path, source=self._source)] += 1

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._halt.set()
        self.join()
