"""Benchmark of dumps: throughput beside datatrove, memory by size, and kills.

Not part of the test suite; `make bench-dumps`.
"""
