import dataclasses

import numpy as np
import pytest

from models.detector_version import shipped
from models.evaluation.request import SINGLE
from models.features import FEATURE, NAMES
from models.rescore import rescore
from models.state import ScoringState
from models.training.probes import SURE_P, with_probes
from models.training.rows import TrainingRows

SOURCES, LIFE = 60, 3


def rows_of(kind: str) -> TrainingRows:
    """Sources that begin like visitors; every second one attacks from its second row on."""
    features = np.zeros((SOURCES * LIFE, len(NAMES)), np.float32)
    source = np.repeat(np.arange(SOURCES), LIFE)
    attack = np.arange(SOURCES) % 2 == 0
    attacking = attack[source] & (np.arange(len(source)) % LIFE > 0)
    features[attacking] = shipped().probes[0]
    features[:, FEATURE["bytes_per_request"]] = np.arange(len(source))
    return TrainingRows(features, source, attack, [kind if each else "visitor" for each in attack])


@pytest.mark.parametrize("families", [1, 2])
def test_of_each_family_some_attackers_are_remembered_by_the_first_row_that_is_sure(families: int):
    version = with_probes(
        dataclasses.replace(shipped(), probes=shipped().probes[:0]), list(map(rows_of, SINGLE[:families]))
    )
    assert len(version.probes) == 16 * families
    told = rescore(version.probes, np.full(len(version.probes), np.nan), ScoringState(version).parts)
    assert (told.p_value < SURE_P).all()
    assert (version.probes[:, FEATURE["bytes_per_request"]] % LIFE == 1).all()


def test_distributed_attackers_are_not_as_alone_they_look_like_visitors():
    assert len(with_probes(shipped(), [rows_of("ddos")]).probes) == 0
