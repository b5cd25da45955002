import numpy as np
import pytest

from dozor import unseen_families
from dozor.unseen_families import Unseen
from models.detector_version import shipped
from models.evaluation.background import SyntheticBackground
from models.training.rows import TrainingRows


def rows_of(kinds: list[str]) -> TrainingRows:
    source = np.repeat(np.arange(len(kinds)), 2)
    features = np.stack([source, source], axis=1).astype(np.float32)
    return TrainingRows(features, source, np.array([kind != "visitor" for kind in kinds]), kinds)


def test_a_family_leaves_with_its_rows_and_the_others_keep_theirs():
    left = unseen_families._without(rows_of(["flood", "visitor", "flood", "scraper"]), {"flood"})
    assert left.kind == ["visitor", "scraper"]
    assert left.attack.tolist() == [False, True]
    assert left.source.tolist() == [0, 0, 1, 1]
    assert left.features[:, 0].tolist() == [1, 1, 3, 3]


def test_a_version_without_a_family_has_another_classifier_and_the_same_quantiles(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unseen_families, "TO_TRAIN", unseen_families.TO_TRAIN[:1])
    monkeypatch.setattr(unseen_families, "TO_CALIBRATE", unseen_families.TO_CALIBRATE[:1])
    version = Unseen(SyntheticBackground(), 0.02).version({"flood"})
    assert version.name == "without flood"
    assert np.array_equal(version.quantiles, shipped().quantiles)
    assert any(not np.array_equal(version.trees[name], tree) for name, tree in shipped().trees.items())
