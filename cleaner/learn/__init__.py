"""Learn the boilerplate of hosts: lines that repeat over the documents of a site.

The order of work, a module each:

1. `lines`: a document as lines with keys that ignore numbers, and its zones: head, body and tail.
   `templates`: lines that differ by names, dates and numbers.
2. `sketch`, `counts`: two passes over all documents, in bounded memory. The first finds the lines
   that may repeat, the second counts where they are and what is around them, which `observe` finds
   in each document. `checkpoint` keeps what an interrupted run has learned.
3. `decide`: generous proposals, and named vetoes that say no.
4. `proposals`: the proposals as a phrase file that people can read, edit and review.
5. `match`: where the phrases of a host are in a document.

No module here reads a corpus or writes results: `cleaner.cli.learning` does.
"""

from __future__ import annotations

from cleaner.learn.counts import Learner
from cleaner.learn.decide import Thresholds, decide
from cleaner.learn.proposals import Proposal

__all__ = ["Learner", "Proposal", "Thresholds", "decide"]
