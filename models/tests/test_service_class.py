import numpy as np

from models.features import FEATURE, NAMES
from models.service_class import CLASSES, class_of


def test_a_service_that_browsers_come_to_is_a_site_and_an_api_is_bare():
    features = np.zeros((3, len(NAMES)), np.float32)
    features[:, FEATURE["service_assets"]] = (0.7, 0.25, 0.0)
    assert [CLASSES[each] for each in class_of(features)] == ["site", "site", "bare"]
