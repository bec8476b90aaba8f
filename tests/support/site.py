"""A small site, and a spider for it: `python -m tests.support.site ADDRESS OUTPUT SETTINGS`."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

from tests.support import pages
from tests.support.texts import PAGE, PDF

SHARE = '<div class="sharedaddy"><a href=#>Share on Facebook</a> <a href=#>Tweet</a></div>'
RELATED = (
    '<aside class="related"><h3>Related posts</h3><a href=/a>The mill is sold</a> '
    "<a href=/b>A dry summer</a></aside>"
)
FORM = (
    '<div id="respond" class="comment-respond"><h3>Leave a Reply</h3><form>'
    "<p>Your email address will not be published.</p>"
    "<label>Name *</label><input><label>Email *</label><input></form></div>"
)
PAGES: dict[str, bytes] = {
    "river.html": PAGE.encode(),
    "share.html": pages.page(inside=SHARE, behind=RELATED).encode(),
    "comments.html": pages.page(behind=FORM).encode(),
    "broken.html": PDF,  # what a server may send in place of a page
}


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the pages, and an index of them, on a free port of this machine; gives the address."""
    for name, page in PAGES.items():
        (folder / name).write_bytes(page)
    (folder / "index.html").write_text(
        "<html><body>"
        + "".join(f'<a href="{name}">{name}</a>' for name in PAGES)
        + "</body></html>"
    )
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder))
    ) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        pass


class Herald(scrapy.Spider):  # type: ignore[misc]  # mypy does not read Scrapy's types
    """Takes every page that the index names."""

    name = "herald"

    def parse(self, response: Response) -> Iterator[Any]:
        yield from response.follow_all(css="a", callback=self.parse_page)

    def parse_page(self, response: Response) -> Iterator[dict[str, Any]]:
        yield {"url": response.url, "html": response.body, "section": "news"}


def main() -> None:
    address, output, settings = sys.argv[1:]
    fields = ["url", "section", "text", "record"]
    process = CrawlerProcess(
        {
            "ITEM_PIPELINES": {"cleaner.integrations.scrapy.CleanerPipeline": 300},
            "FEEDS": {output: {"format": "jsonlines", "fields": fields}},
            "LOG_LEVEL": "INFO",
            "TELNETCONSOLE_ENABLED": False,
            **json.loads(settings),
        }
    )
    crawler = process.create_crawler(Herald)
    process.crawl(crawler, start_urls=[address])
    process.start()
    stats = {
        name: value
        for name, value in crawler.stats.get_stats().items()
        if name.startswith(("cleaner/", "item_"))
    }
    print(json.dumps(stats))


if __name__ == "__main__":
    main()
