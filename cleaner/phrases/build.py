"""Hatchling's build hook (`pyproject.toml`): compiles the phrase data when a package is built."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TARGET = Path("cleaner", "phrases", "compiled.bin")
_WRITE = (
    "import sys; from pathlib import Path; from cleaner.phrases import compiled; "
    "compiled.write(Path(sys.argv[1]))"
)


class Phrases(BuildHookInterface):  # type: ignore[misc]  # only builds have hatchling
    """Adds `compiled.bin` to a package. In a checkout it is written when it is first needed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the data before a wheel is built. Raises CalledProcessError for faulty data."""
        if version == "editable":
            return
        self._made = tempfile.TemporaryDirectory()
        made = Path(self._made.name, TARGET.name)
        self._run(str(made))
        build_data["force_include"][str(made)] = str(TARGET)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the compiled file after the wheel was built."""
        if version != "editable":
            self._made.cleanup()

    def _run(self, target: str) -> None:
        """Compile the data of this checkout, in a process of its own that imports it."""
        environment = {**os.environ, "PYTHONPATH": self.root}
        subprocess.run([sys.executable, "-c", _WRITE, target], env=environment, check=True)
