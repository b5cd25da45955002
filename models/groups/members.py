"""How sure it is that a source belongs to an event: from a few numbers, that can be stored, to -log10 p.

Bayes' rule on a newcomer that keeps asking for what the excess asks for: the odds by the event alone are how many such
sources there are to how many chance would have brought; each further second in which it matches, and that it loads none
of the assets that others load, add to them. Who comes while no attack runs is at no risk, so that attacks run seldom
counts too. When it does not work: where harmless newcomers are told from attackers by none of these numbers, which is
what models.groups.vetoes are for; and people who reload a page that an attack has brought down, as long as no asset
comes either.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

# The columns of the evidence, in this order.
EVIDENCE: Final = (
    "matching",  # requests of the source that match
    "pages",  # requests of the source other than for assets, since the event began
    "assets",
    "seconds",  # that are apart, with a matching request
    "bare",  # newcomers who match and load no assets
    "expected_bare",  # of them by chance
    "base_share",  # of usual requests that match
    "usual_loading",  # part of the usual sources that load assets
)
CROWD_CAP: Final = 3.9
_LEAST_SECONDS: Final = 2
_LEAST_MATCHING: Final = 3
LEAST_PART: Final = 0.7
_INSISTS: Final = 8  # seconds with matching requests, from which few assets are no excuse
# Of 11,329 harmless recorded sessions without assets, 1.8 % (of the worst site's, 6 %) ask for one page, and little
# else, in two seconds of five minutes; of these 28 % in three, of those 36 % in four, of those 45 % in five.
_ONCE_AGAIN: Final = 0.06
_ON_AND_ON: Final = 0.36
UNDER_ATTACK: Final = 0.1  # of a service's time, at most


def surprisal_of(evidence: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return (n,) -log10 p of (n, EVIDENCE), 0..8; NaN for sources that show nothing of a member."""
    matching, pages, assets, seconds, bare, expected, share, loading = np.asarray(evidence, np.float64).T
    odds = np.log10(np.maximum(bare, 1) / np.maximum(expected, 0.01))
    once, more = (-np.log10(np.clip(share, least, 0.9)) for least in (_ONCE_AGAIN, _ON_AND_ON))
    again = np.where(seconds > 1, once + more * np.maximum(seconds - 2, 0), 0)
    seldom = -np.log10(UNDER_ATTACK)
    unloaded = -np.log10(np.clip(1 - np.nan_to_num(loading), 0.1, 1))
    often = (seconds >= _LEAST_SECONDS) & (matching >= _LEAST_MATCHING)
    shows = often & (assets == 0) & (matching >= LEAST_PART * pages)
    surprisal: NDArray[np.float64] = np.where(shows, np.clip(odds + again + unloaded + seldom, 0, 8), np.nan)
    return surprisal


def insists(evidence: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Return (n,) whether a source that loads an asset now and then still does what an attack does, and little else.

    It may be a person who reloads a page that does not come: it is to be asked, not banned.
    """
    matching, pages, assets, seconds = np.asarray(evidence, np.float64).T[:4]
    few_assets = (assets > 0) & (assets <= 1.5 * pages)
    insisting: NDArray[np.bool_] = (seconds >= _INSISTS) & (matching >= 0.9 * pages) & few_assets
    return insisting
