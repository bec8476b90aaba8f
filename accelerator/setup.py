"""Compiles the modules. All else is in `pyproject.toml`."""

import lxml
from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension(
            "cleaner_accelerator._scan",
            ["cleaner_accelerator/_scan.pyx"],
            extra_compile_args=["-O2"],
        ),
        Extension(
            "cleaner_accelerator._features",
            ["cleaner_accelerator/_features.pyx"],
            extra_compile_args=["-O2", "-ffp-contract=off"],
        ),
        Extension(
            "cleaner_accelerator._tree",
            ["cleaner_accelerator/_tree.pyx"],
            include_dirs=lxml.get_include(),
            extra_compile_args=["-O2"],
        ),
    ]
)
