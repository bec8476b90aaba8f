"""Count what mistakes, damage, kills and hostile files cost: `python -m tests.tools.losses`."""
