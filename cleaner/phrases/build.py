"""Compiles the phrase data when the package is built, so that what is installed starts fast. Hatchling runs it (`pyproject.toml`)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Phrases(BuildHookInterface):  # type: ignore[misc]  # only builds have hatchling
    """Makes `compiled.bin`: beside the data for an editable install, else only for the package, whose sources do not change."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before a wheel is built."""
        sys.path.insert(0, self.root)
        try:
            from cleaner.phrases import compiled
        finally:
            sys.path.remove(self.root)
        if version == "editable":
            compiled.write()
            return
        self._made = tempfile.TemporaryDirectory()
        made = Path(self._made.name, compiled.FILE.name)
        compiled.write(made, sealed=True)
        build_data["force_include"][str(made)] = str(compiled.FILE.relative_to(Path(self.root)))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """After it was built."""
        if version != "editable":
            self._made.cleanup()
