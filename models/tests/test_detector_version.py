import dataclasses

import numpy as np
import pytest

from models.detector_version import DetectorVersion, VersionError, shipped
from models.features import NAMES


def test_it_survives_as_npz():
    version = DetectorVersion.from_npz(shipped().to_npz())
    assert version.name == shipped().name
    np.testing.assert_array_equal(version.quantiles, shipped().quantiles)
    np.testing.assert_array_equal(version.head_quantiles, shipped().head_quantiles)
    assert version.trees.keys() == shipped().trees.keys()


def test_damaged_bytes_are_refused():
    with pytest.raises(VersionError):
        DetectorVersion.from_npz(b"PK")


def test_other_features_are_refused():
    with pytest.raises(VersionError):
        dataclasses.replace(shipped(), quantiles=np.zeros((len(NAMES) + 1, 6)))


def test_what_is_usual_does_not_fall_with_the_level():
    assert (np.diff(shipped().quantiles, axis=1) >= 0).all()


def test_attackers_to_remember_come_along():
    again = DetectorVersion.from_npz(shipped().to_npz())
    np.testing.assert_array_equal(again.probes, shipped().probes)


@pytest.mark.parametrize(
    "probes",
    [
        np.zeros((3, len(NAMES) + 1), np.float32),
        np.zeros((3, len(NAMES))),
        np.full((3, len(NAMES)), np.nan, np.float32),
        np.zeros((100_000, len(NAMES)), np.float32),
        np.zeros(len(NAMES), np.float32),
    ],
    ids=["of other features", "of other numbers", "not finite", "too many", "one row"],
)
def test_attackers_that_no_detector_could_score_are_refused(probes):
    with pytest.raises(VersionError, match="probe"):
        dataclasses.replace(shipped(), probes=probes)
