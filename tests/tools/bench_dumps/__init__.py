"""Benchmark of dumps: throughput beside datatrove, memory by size, and kills."""
