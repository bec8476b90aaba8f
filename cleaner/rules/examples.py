"""What the rules' examples share."""

PROSE = "The river rose by a metre in the night, and the old bridge was closed to all traffic.\n\n"
"""A paragraph of running text, with the blank line after it."""
