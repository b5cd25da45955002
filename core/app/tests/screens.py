"""Every screen there is: the places of the rail as the application lists them, and a page of one thing of each kind."""

import re
from urllib.parse import quote

from core.app.tests.conftest import APP
from dozor.tests.running import Running

SOURCE = "203.0.113.9"


def places() -> list[str]:
    """Return the paths of the places, read from where the application has them."""
    found = re.findall(r'\{ to: "/(\w+)"', (APP / "src/app/places.ts").read_text())
    assert found
    return found


def every_screen(dozor: Running) -> list[str]:
    """Return the paths of all screens, of things that a Dozor that was just set up has."""
    [node] = (each for each in dozor.api("GET", "nodes") if each["state"] == "ok")
    domain = next(iter(dozor.api("GET", "config")["domains"]))
    service = dozor.api("GET", "services")[0]["name"]
    ban = dozor.api("POST", "decisions", {"source": SOURCE})
    details = [
        f"sources/{SOURCE}",
        f"sources/{quote('2001:db8::/64', safe='')}",
        f"decisions?open={ban['id']}",
        f"nodes/{node['id']}",
        f"domains/{domain}",
        f"services/{service}",
        f"models/{dozor.api('GET', 'lab/trial')['champion']}",
        "models?lab=labels",
    ]
    return [*places(), *details, "profile", "kit"]
