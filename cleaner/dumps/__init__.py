"""Clean dumps (files that hold many documents) of any size, on several cores, resumably.

- `formats`: reads and writes each format; its table `FORMATS` is the list of them.
- `document`: cleans one document so that no document can stop a run.
- `task`: the unit of work that a worker gets, and what it returns.
- `stream`: compressed streams. `columns`: which column holds the text.
- `run`: the run itself, its journal, its workers, and the restoring of originals.
"""
