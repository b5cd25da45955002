import numpy as np
import pytest

from models.codec import StateError
from models.part import Part


def test_it_is_named_by_its_content():
    one = Part("forest", {"a": np.arange(3), "b": np.zeros(2)}, {"x": 1})
    same = Part("forest", {"b": np.zeros(2), "a": np.arange(3)}, {"x": 1})
    other = Part("forest", {"a": np.arange(3), "b": np.ones(2)}, {"x": 1})
    assert one.digest == same.digest != other.digest


def test_it_survives_as_bytes():
    part = Part("forest", {"a": np.arange(3)}, {"x": 1})
    again = Part.from_bytes(part.to_bytes())
    assert (again.name, again.digest, again.values) == ("forest", part.digest, {"x": 1})
    np.testing.assert_array_equal(again.arrays["a"], np.arange(3))


def test_nobody_changes_it():
    part = Part("forest", {"a": np.arange(3)})
    with pytest.raises(ValueError, match="read-only"):
        part.arrays["a"][0] = 5


def test_damaged_bytes_are_refused():
    with pytest.raises(StateError):
        Part.from_bytes(b"\x00")
