"""What workers do for learning: the two passes over the documents of a task (`cleaner.learn`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from cleaner.dumps.document import InputDocument, Settings, clean, error_line
from cleaner.dumps.task import NO_DOCUMENT, Damage, Progress, Task
from cleaner.learn.counts import Seen, seen
from cleaner.learn.observe import Observed, observe
from cleaner.learn.proposals import host_of
from cleaner.learn.sketch import Sketch


class Noted(NamedTuple):
    """The lines of a task's documents, and errors as in an error file."""

    seen: tuple[Seen, ...]
    errors: bytes

    @property
    def documents(self) -> int:
        """The number of documents."""
        return len(self.seen)


class FirstPass(NamedTuple):
    """Finds the lines of documents, each once for a document."""

    settings: Settings

    def perform(self, task: Task, given_up: Mapping[int, str], progress: Progress) -> Noted:
        """See `Job`."""
        if isinstance(task, Damage):
            return Noted((), error_line(task.at, str(task.at), task.reason))
        found, errors = [], []
        for document, host, text, error in _texts(task, self.settings, given_up, progress):
            found.append(seen(host, text))
            if error:
                errors.append(error_line(document.at, document.id, error))
        return Noted(tuple(found), b"".join(errors))

    def from_anywhere(self) -> FirstPass:
        """See `Job`."""
        return self._replace(settings=self.settings.from_anywhere())


class Counted(NamedTuple):
    """What was observed of a task's documents; near copies are left out."""

    observed: tuple[Observed, ...]
    documents: int


class SecondPass(NamedTuple):
    """Observes the lines that repeat. `sketch` is a file that all workers share, or the sketch."""

    settings: Settings
    sketch: str | Sketch
    min_documents: int

    def perform(self, task: Task, given_up: Mapping[int, str], progress: Progress) -> Counted:
        """See `Job`."""
        sketch = self._sketch()
        found: list[Observed] = []
        documents = 0
        for document, host, text, _ in _texts(task, self.settings, given_up, progress):
            documents += 1
            found += observe(host, document.id, text, sketch, self.min_documents)
        return Counted(tuple(found), documents)

    def from_anywhere(self) -> SecondPass:
        """See `Job`: other machines do not have the file."""
        return self._replace(settings=self.settings.from_anywhere(), sketch=self._sketch())

    def _sketch(self) -> Sketch:
        return self.sketch if isinstance(self.sketch, Sketch) else _opened(self.sketch)


@lru_cache(1)
def _opened(path: str) -> Sketch:
    return Sketch.opened(path)


def _texts(
    task: Task, settings: Settings, given_up: Mapping[int, str], progress: Progress
) -> Iterator[tuple[InputDocument, str, str, str]]:
    """Yield documents with host, text, and error; the text of HTML is the article."""
    for number, document in enumerate(task.open().documents):
        progress(number)
        flawed = document._replace(flaw=given_up.get(number, document.flaw))
        host = host_of(document.url or "")
        if document.text is not None and not flawed.flaw:
            is_short = len(document.text) <= settings.max_chars
            yield document, host, document.text if is_short else "", ""
            continue
        one = clean(flawed, settings)
        if not host and one.result is not None:
            host = host_of(one.result.metadata.url or "")
        yield document, host, one.text or "", one.error
    progress(NO_DOCUMENT)
