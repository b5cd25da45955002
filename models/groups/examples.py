"""What the traits of a group event look like, for people: texts of requests that have them.

Aggregates carry hashes; texts come with the few requests that a report keeps as samples, and addresses with every row.
A sample is of its row's URL where the row lists one alone. When it does not work: where no sample has a trait, as of an
event that just began; then the trait is shown by its hash.
"""

from collections.abc import Sequence
from ipaddress import ip_network
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.contract.address import address_text
from agent.contract.wire import Sample
from models.batch import Batch
from models.groups.keys import Keys, Trait, key_of, trait_of
from models.groups.running import Running
from models.groups.visits import Visits, url_traits
from models.scores import Scores

MOST_CHARACTERS: Final = 100  # of a text that a client has chosen


def learn_examples(
    samples: Sequence[Sample], batch: Batch, scores: Scores, visits: Visits, running: Sequence[Running]
) -> None:
    """Give the traits of running events that have no text yet one of a record's."""
    wanting = [each for each in running if any(key not in each.examples for key in each.signature)]
    if not wanting:
        return
    texts = _texts(samples, batch, visits, scores)
    for each in wanting:
        for key in each.signature:
            if key not in each.examples and (text := texts.get(key) or _network(key, visits, scores)):
                each.examples[key] = text


def _texts(samples: Sequence[Sample], batch: Batch, visits: Visits, scores: Scores) -> dict[int, str]:
    """Return a text by trait, the first sample's; a record's services are places by its visits."""
    known = [sample for sample in samples if 0 <= sample.row < batch.rows]
    if not known or not len(visits.entry):
        return {}
    rows = np.array([sample.row for sample in known])
    place = _place_of_rows(rows, visits, scores)
    texts: dict[int, str] = {}
    for count, lists, traits in (("url_count", batch.url_row, _of_url), ("agent_count", batch.agent_row, _of_agent)):
        chosen = np.flatnonzero((batch.row[count][rows] == 1) & (place >= 0))
        keys = traits(batch, np.searchsorted(lists, rows[chosen]), place[chosen])
        for i, own in zip(chosen.tolist(), keys.tolist(), strict=True):
            text = known[i].path.partition("?")[0] if count == "url_count" else known[i].user_agent
            for key in own:
                texts.setdefault(key, _bounded(text))
    return texts


def _place_of_rows(rows: NDArray[np.int64], visits: Visits, scores: Scores) -> NDArray[np.int64]:
    """Return the place of each row's service, -1 where no visit of the record is of it."""
    place = np.full(len(scores.services) + 1, -1)
    place[scores.service[visits.entry]] = visits.place
    entry = scores.entry[rows]
    service = np.where(entry >= 0, scores.service[entry].astype(np.int64), len(scores.services))
    found: NDArray[np.int64] = place[service]
    return found


def _of_url(batch: Batch, listed: NDArray[np.intp], place: NDArray[np.int64]) -> Keys:
    return url_traits(batch, listed, place)


def _of_agent(batch: Batch, listed: NDArray[np.intp], place: NDArray[np.int64]) -> Keys:
    return key_of(place, Trait.AGENT, batch.agent[listed])[:, None]


def _network(key: int, visits: Visits, scores: Scores) -> str:
    """Return the network of a PREFIX trait, by one of its sources; empty where it is another trait, or none came."""
    if trait_of(np.array([key], np.uint64))[0] != Trait.PREFIX:
        return ""
    of = np.flatnonzero(visits.traits[:, 0] == key)
    if not len(of):
        return ""
    address = address_text(scores.address[visits.entry[of[0]]].tobytes())
    return str(ip_network(f"{address}/{48 if ':' in address else 24}", strict=False))


def _bounded(text: str) -> str:
    """Return a client's text with nothing in it that could steer what shows it."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:MOST_CHARACTERS])
