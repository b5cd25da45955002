"""What is known of the words with which an attempt ended: recognised, as attempts are kept as texts."""

from typing import Final

from core.server.proxy.certificates.looked import Looked
from core.server.proxy.certificates.refused import RefusedCertificate
from core.server.proxy.certificates.refused_files import RefusedFiles
from core.server.proxy.secrets.refused import RefusedSecret
from core.server.told import Told

_BETWEEN: Final = "; "


def said_of(detail: str) -> list[Told]:
    """Return what an attempt's words say; nothing where a node or an authority said them, or some are not known."""
    families = RefusedFiles, RefusedSecret, RefusedCertificate
    whole = next((told for family in families if (told := family.recognised(detail))), None)
    if whole is not None and whole.words is not RefusedCertificate.issuer_said:
        return [whole]
    found = [Looked.recognised(each) for each in detail.split(_BETWEEN)]
    known = [each for each in found if each is not None]
    return known if len(known) == len(found) else []
