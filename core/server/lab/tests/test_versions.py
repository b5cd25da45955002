import io
import json
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


def arrays_of(version):
    with np.load(io.BytesIO(version.to_npz())) as file:
        return {name: file[name] for name in file.files}


def with_notes(notes):
    data = arrays_of(shipped())["described"].tobytes()
    described = json.loads(data) | {"notes": notes}
    return {"described": np.frombuffer(json.dumps(described).encode(), np.uint8)}


def nodes(name, value, dtype=None):
    like = shipped().trees[name]
    return {f"tree_{name}": np.full(like.shape, value, dtype or like.dtype)}


@pytest.mark.parametrize(
    "changed",
    [
        {"quantiles": shipped().quantiles.astype(complex)},
        {"quantiles": shipped().quantiles.astype(">f8")},
        {"caps": shipped().caps.astype("m8[s]")},
        {"caps": shipped().caps > 0},
        {"more": np.zeros(3)},
        {"tree_more": np.zeros(3)},
        {"tree_base": np.array([1j])},
        {"tree_left": shipped().trees["left"].astype(np.int64) + 2**33},
        {"tree_root": np.zeros(1_000_000, np.int32)},
        nodes("root", 0),  # walked 250 times, and so could a tree of shared nodes be
        nodes("value", 1e300),
        nodes("value", np.nan),
        nodes("feature", 46),
        with_notes({"nul": "\0"}),
        with_notes({"deep": [[[]]]}),
        with_notes({"long": "x" * 20_000}),
    ],
    ids="-".join,
)
def test_arrays_of_other_kinds_and_trees_or_notes_without_bounds_are_refused(changed):
    file = io.BytesIO()
    np.savez_compressed(file, **(arrays_of(shipped()) | changed))
    with pytest.raises(Invalid, match="No detector version"):
        check_version(file.getvalue())


@pytest.mark.parametrize("name", ["quantiles.npy", "tree_more", "caps"])
def test_members_that_are_no_arrays_are_refused(name):
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(shipped().to_npz())) as good, zipfile.ZipFile(file, "w") as bad:
        for member in good.namelist():
            bad.writestr(member, b"no array" if member == name else good.read(member))
        if name not in good.namelist():
            bad.writestr(name, b"no array")
    with pytest.raises(Invalid, match="No detector version"):
        check_version(file.getvalue())
