"""What kind of service a source is at: what is usual for browsers at a site is not what is usual for an API's clients.

The class is told by a row's own features, so a stored decision gives the same one again. When it does not work: a site
whose assets lie elsewhere is a bare one, and so is, for an hour, one that is flooded for pages alone: its sources are
then judged by what is usual at bare services, which lies within the same bounds.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.detector import Rows
from models.features import FEATURE

# "site": browsers come, who load assets; "bare": APIs, feeds, applications and pages without any.
CLASSES: Final = ("site", "bare")
_SITE_FROM: Final = 0.25  # of a service's requests of an hour that are for assets
_ASSETS: Final = FEATURE["service_assets"]


def class_of(features: Rows) -> NDArray[np.intp]:
    """Return (n,) the class, an index into CLASSES, of each service that (n, F) features are of."""
    return (features[:, _ASSETS] < _SITE_FROM).astype(np.intp)
