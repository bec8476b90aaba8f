"""How long hostile pages take, and how much memory.

    python -m tests.tools.measure_pages [NAME…] [--size N]

Run it with `python -m tests.tools.measure_pages [NAME…] [--size N]`. Each page is read in a process
of its own with an address space of 6 GB. Without `--size`, at the largest size that is not refused.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from cleaner import Cleaner
from cleaner.page import limits
from cleaner.page.errors import InvalidPage
from tests.support.hostile_pages import BYTES, PAGES

MEMORY = 6 << 30  # bytes
SECONDS = 60


def largest(make: Callable[[int], str]) -> int:
    """About the size at which a page is as large as it may be."""
    size = limits.MAX_CHARACTERS
    for _ in range(4):
        text = make(size)
        size = min(
            size,
            *(
                int(size * most / max(1, has))
                for most, has in (
                    (limits.MAX_CHARACTERS, len(text)),
                    (limits.MAX_TAGS, text.count("<")),
                )
            ),
        )
    return size - 2000 if size > 40_000 else size


def run(
    kind: str, name: str, size: int, metadata: bool
) -> tuple[str, int, int, float, float, int, str]:
    """Name, characters, tags, seconds, seconds for the metadata, MB that it took, and what became
    of it.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    make: Callable[[int], str | bytes] = PAGES[name] if kind == "pages" else BYTES[name]
    cleaner = Cleaner()
    cleaner.clean_html("<p>a</p><p>b</p>").metadata  # noqa: B018 - load everything
    if kind == "pages":
        size = min(size, largest(PAGES[name])) if size else largest(PAGES[name])
    size = size or 20_000_000
    html = make(size)
    tags = html.count("<") if isinstance(html, str) else html.count(b"<")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    about = 0.0
    try:
        result = cleaner.clean_html(html)
        took = time.perf_counter() - start
        what = result.outcome + (" refused" if result.refusal else "")
        if metadata:
            start = time.perf_counter()
            result.metadata  # noqa: B018
            about = time.perf_counter() - start
    except InvalidPage as error:
        took, what = time.perf_counter() - start, f"InvalidPage: {error}"
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        took, what = time.perf_counter() - start, f"!!! {type(error).__name__}: {str(error)[:150]}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return name, len(html), tags, took, about, peak >> 10, what + f" (+{(peak - before) >> 10} MB)"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--kind", default="pages", choices=["pages", "bytes"])
    parser.add_argument("--size", type=int, default=0)
    parser.add_argument("--no-metadata", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    table = PAGES if options.kind == "pages" else BYTES
    names = [
        name for name in table if not options.names or any(part in name for part in options.names)
    ]
    context = multiprocessing.get_context("fork")

    def alone(name: str) -> str:
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            try:
                n, chars, tags, took, about, mb, what = pool.submit(
                    run, options.kind, name, options.size, not options.no_metadata
                ).result()
                return (
                    f"{took:7.2f} s {about:7.2f} s {mb:6d} MB {chars:11,} {tags:9,}  {n[:60]:60}"
                    f" {what}"
                )
            except Exception as error:  # noqa: BLE001
                return f"!!! DIED {name}: {type(error).__name__} {error}"

    with ThreadPoolExecutor(options.jobs) as threads:
        for line in threads.map(alone, names):
            print(line, flush=True)


if __name__ == "__main__":
    main()
