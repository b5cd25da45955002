"""Requests and scenarios made by hand."""

from models.evaluation.request import Request, Scenario, Truth

T0 = 1_767_600_000.0
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


def ask(at: float, source: str = "192.0.2.1", url: str = "/", status: int = 200, **fields) -> Request:
    told = {"method": "GET", "service": "shop", "size": 100, "referrer": "", "agent": BROWSER, "seconds": 0.01}
    told |= fields
    return Request(T0 + at, source, told.pop("service"), told.pop("method"), url, status, **told)


def scenario_of(requests: list[Request], truth: dict[str, Truth], **options) -> Scenario:
    known = {"verified": frozenset(), "own": frozenset(), "warm_at": T0, **options}
    return Scenario(sorted(requests), truth, T0, known["warm_at"], T0 + 3600, known["verified"], known["own"])
