"""Compiles the modules. All else is in `pyproject.toml`."""

import sys

import lxml
from setuptools import Extension, setup

# The loops of the scorers gain from wide registers; MSVC has no such flags.
FAST = [] if sys.platform == "win32" else ["-O3"]
MODULES = {
    "_scan": ["-O2"],
    "_network": FAST,
    "_article": FAST,
    "_features": ["-O2", "-ffp-contract=off"],
    "_tree": ["-O2"],
}

setup(
    ext_modules=[
        Extension(
            f"cleaner_accelerator.{name}",
            [f"cleaner_accelerator/{name}.pyx"],
            depends=["cleaner_accelerator/product.h"],
            include_dirs=lxml.get_include(),
            extra_compile_args=flags,
        )
        for name, flags in MODULES.items()
    ]
)
