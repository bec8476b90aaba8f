"""Tests, and in `tools` the programs that are not tests."""
