"""State as bytes: named arrays and plain values, with a kind and a version in front."""

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class StateError(ValueError):
    """The bytes are no state of this kind and version."""


class _Packed(msgspec.Struct, array_like=True):
    dtype: str
    shape: tuple[int, ...]
    data: bytes


class _State(msgspec.Struct):
    kind: str
    version: int
    arrays: dict[str, _Packed]
    values: dict[str, Any]


def pack_state(kind: str, version: int, arrays: Mapping[str, Array], values: Mapping[str, Any]) -> bytes:
    """Return one state as bytes. `values` holds what msgpack can: numbers, texts, bytes, lists, dictionaries."""
    packed = {name: _Packed(a.dtype.str, a.shape, a.tobytes()) for name, a in arrays.items()}
    return msgspec.msgpack.encode(_State(kind, version, packed, dict(values)))


def unpack_state(kind: str, version: int, data: bytes) -> tuple[dict[str, Array], dict[str, Any]]:
    """Return the arrays (writable copies) and values of `pack_state`.

    Raises:
        StateError: `data` is damaged, of another kind or of another version.
    """
    try:
        state = msgspec.msgpack.decode(data, type=_State)
        arrays = {
            name: np.frombuffer(packed.data, dtype=packed.dtype).reshape(packed.shape).copy()
            for name, packed in state.arrays.items()
        }
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        raise StateError(f"damaged {kind} state: {error}") from error
    if (state.kind, state.version) != (kind, version):
        raise StateError(f"expected {kind} {version}, found {state.kind} {state.version}")
    return arrays, state.values
