"""Dumps of any size: reading and writing them, cleaning them on several cores, going on after a kill, and putting back what went."""
