"""Which certificates are to be had anew now. Pure but for what it is given."""

from collections.abc import Sequence

from core.server.proxy.certificates.attempt import Attempt, failures_in_a_row
from core.server.proxy.certificates.certificate import Certificate
from core.server.proxy.certificates.renewal import renew_at, retry_at
from core.server.proxy.specs.certificate import CertificateSpec
from core.server.proxy.specs.names import certified


def due_at(current: Certificate | None, spec: CertificateSpec, advised_at: float | None = None) -> float | None:
    """Return from when on a certificate is to be had anew; None where that is for people to do.

    At once where there is none but a placeholder, or where the document has more names by now; else as its authority
    advises, though not later than the document says.
    """
    if spec.source == "uploaded":
        return None
    if current is None or current.source == "placeholder":
        return 0.0
    if not all(certified(current.names, name) for name in spec.names):
        return current.made_at
    planned = renew_at(current.not_before, current.not_after, spec.renew_at_fraction, current.fingerprint)
    return planned if advised_at is None else min(planned, advised_at)


def may_try(attempts: Sequence[Attempt], now: float) -> bool:
    """Return whether failures in a row were waited out. `attempts` are those at one document, in the order of time."""
    failures = failures_in_a_row(attempts)
    return now >= retry_at(failures, attempts[-1].name if attempts else "")
