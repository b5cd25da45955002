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
