"""A run over a dump: its workers, its files, its journal, and the way back (`restore`)."""
