"""Configuration: `[tool.cleaner]` in a pyproject.toml, or a cleaner.toml.

The nearest file from the current folder upwards is used. Its keys are those of the settings of
`Config`, which are also the flags of the command; `cleaner config` prints them. Paths and globs
are relative to the folder of the file.
"""

from cleaner.config.declared import COLOURS, Config, schema
from cleaner.config.reading import ConfigError, candidates, find, load

__all__ = ["COLOURS", "Config", "ConfigError", "candidates", "find", "load", "schema"]
