import io
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from core.server.errors import Invalid
from core.server.lab import versions
from core.server.lab.versions import check_version, checked
from models.detector_version import shipped


def test_a_version_that_comes_back_is_the_same_and_named_by_its_content():
    version = checked(shipped())
    assert check_version(version.data).digest == version.digest
    assert checked(replace(shipped(), name="other")).digest != version.digest


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06" + bytes(18), shipped().to_npz()[:-40]])
def test_what_is_no_version_is_refused(data):
    with pytest.raises(Invalid):
        check_version(data)


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(versions, "MOST_UNPACKED_BYTES", 2**20)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("described.npy", bytes(2**21))
    with pytest.raises(Invalid, match="unpacks to more"):
        check_version(file.getvalue())


def test_pickled_objects_are_refused():
    file = io.BytesIO()
    np.savez(file, allow_pickle=True, described=np.array([{"a": 1}], object))
    with pytest.raises(Invalid):
        check_version(file.getvalue())


def test_numbers_that_no_detector_can_be_made_of_are_refused():
    good = shipped()
    falling = good.quantiles[:, ::-1].copy()
    falling[:, 0] += 1
    for bad in (
        replace(good, quantiles=falling),
        replace(good, quantiles=np.full_like(good.quantiles, np.nan)),
        replace(good, caps=np.full_like(good.caps, 1e9)),
        replace(good, name=""),
        replace(good, trees={"root": np.array([0])}),
    ):
        with pytest.raises(Invalid, match="No detector version"):
            check_version(bad.to_npz())
