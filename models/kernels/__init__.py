"""What is hot, compiled: each kernel with a plain numpy twin beside it that gives the same bits.

Where no compiler was at installation the twins do the work: slower, and `dozor doctor` says so.
"""

from importlib import import_module
from typing import Any

compiled: Any
try:
    compiled = import_module("models.kernels._compiled")
except ImportError:  # no compiler when it was installed: slower, with the same answers
    compiled = None

KERNELS = compiled is not None
