"""Tests. `bench` beside them is a program of its own (`make bench`)."""
