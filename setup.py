"""Builds the compiled kernels; where there is no compiler the installation goes on with their Python twins."""

import os
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

_FLAGS = [] if os.name == "nt" else ["-O3", "-std=c11", "-fno-math-errno", "-Wall", "-Wextra", "-Wno-unused-function"]

extensions = cythonize(
    [
        Extension(
            "agent.aggregate._kernel",
            ["agent/aggregate/_kernel.pyx", "agent/aggregate/kernel.c"],
            depends=sorted(map(str, Path("agent/aggregate").glob("*.h"))),
            extra_compile_args=_FLAGS,
        ),
        Extension(
            "agent.logbook._kernel",
            ["agent/logbook/_kernel.pyx", *sorted(map(str, Path("agent/logbook").glob("[a-z]*.c")))],
            depends=["agent/logbook/kernel.h", "agent/logbook/split.h"],
            extra_compile_args=_FLAGS,
        ),
        Extension(
            "models.kernels._compiled",
            ["models/kernels/_compiled.pyx", *sorted(map(str, Path("models/kernels").glob("*.c")))],
            depends=sorted(map(str, Path("models/kernels").glob("*.h"))),
            include_dirs=["models/kernels"],
            extra_compile_args=[*_FLAGS, "-ffp-contract=off"],  # a fused multiply-add would round unlike numpy
        ),
    ],
    build_dir="build",
)
for extension in extensions:
    extension.optional = True  # set here, as cythonize forgets it

setup(ext_modules=extensions)
