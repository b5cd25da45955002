"""All that is known of a certificate's document, for people."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.server.proxy.certificates.due import due_at
from core.server.proxy.certificates.renewal import warning
from core.server.proxy.certificates.wanted import domains_with, issuer, nodes_with

if TYPE_CHECKING:
    from core.server.proxy.certificates.attempt import Attempt
    from core.server.proxy.certificates.bringing import Served
    from core.server.proxy.certificates.certificate import Certificate
    from core.server.proxy.specs.certificate import CertificateSpec
    from core.server.proxy.specs.state import DesiredState


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A document with its certificates, the newest first, and where they are wanted and served.

    `renew_at` is in Unix seconds, None where people have to see to it. `warning` is as in `renewal.warning`; of a
    placeholder there is none.
    """

    name: str
    spec: "CertificateSpec"
    current: "Certificate | None"
    certificates: "list[Certificate]"
    domains: list[str]
    nodes: list[str]
    issuer: str | None
    served: "list[Served]"
    renew_at: float | None
    warning: int
    running: "Attempt | None"


def item(
    state: "DesiredState",
    name: str,
    *,
    certificates: "list[Certificate]",
    current: "Certificate | None",
    served: "list[Served]",
    running: "Attempt | None",
    advised_at: float | None,
    now: float,
) -> Item:
    """Return what there is to say of a document at `now` (Unix seconds)."""
    spec = state.certificates[name]
    return Item(
        name=name,
        spec=spec,
        current=current,
        certificates=certificates,
        domains=[domain for domain, _ in domains_with(state, name)],
        nodes=sorted(nodes_with(state, name)),
        issuer=issuer(state, name) if spec.acme else None,
        served=served,
        renew_at=due_at(current, spec, advised_at),
        warning=warning_of(current, now),
        running=running,
    )


def warning_of(current: "Certificate | None", now: float) -> int:
    """Return how urgent the renewal of a certificate became."""
    if current is None or current.source == "placeholder":
        return 0
    return warning(current.not_before, current.not_after, now)
