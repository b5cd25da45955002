"""fail2ban's NGINX jails at their defaults: five offences within ten minutes, banned for ten minutes.

The jails `nginx-botsearch` (404 for what bots look for), `nginx-bad-request` (400), `nginx-forbidden` (403),
`nginx-http-auth` (401) and `nginx-limit-req` (a zone of 10 requests a second with a burst of 20 on top).
"""

import re
from collections.abc import Iterator
from typing import Final

from models.evaluation.baselines.leaky_bucket import Window
from models.evaluation.baselines.limit_req import Zone
from models.evaluation.baselines.per_request import PerRequest
from models.evaluation.request import Request

_MAX_RETRY, _FIND_SECONDS, _BAN_SECONDS = 5, 600.0, 600.0
_SEARCHED: Final = re.compile(
    r"/(admin|phpmyadmin|myadmin|pma|mysqladmin|wp-(login|admin|content|includes|config)|xmlrpc|cgi-bin|roundcube|webmail)"
    r"|\.(php|asp|exe|pl|cgi|scgi)(\?|$)",
    re.IGNORECASE,
)


class Fail2ban(PerRequest):
    """One window per source and jail."""

    name = "fail2ban"

    def __init__(self) -> None:
        self._windows: dict[tuple[str, str], Window] = {}
        self._zone = Zone()

    def judge(self, request: Request) -> Iterator[float]:
        """Count a request in the jails it offends."""
        for jail in self._jails(request):
            window = self._windows.setdefault((request.source, jail), Window(_MAX_RETRY, _FIND_SECONDS))
            if window.count(request.at):
                yield _BAN_SECONDS
                return

    def _jails(self, request: Request) -> Iterator[str]:
        if request.status == 404 and _SEARCHED.search(request.url):
            yield "nginx-botsearch"
        elif request.status in {400, 401, 403}:
            yield f"nginx-{request.status}"
        if not self._zone.takes(request):
            yield "nginx-limit-req"
