# mypy: ignore-errors
import sys

import scrapy
from scrapy.crawler import CrawlerProcess


class Herald(scrapy.Spider):
    name = "herald"

    def parse(self, response):
        yield from response.follow_all(css="a", callback=self.parse_page)

    def parse_page(self, response):
        yield {"url": response.url, "html": response.body}


settings = {
    "ITEM_PIPELINES": {"cleaner.integrations.scrapy.CleanerPipeline": 300},
    "CLEANER_HTML_FIELD": "html",
    "CLEANER_RECORD_FIELD": "removed",
    "FEEDS": {
        "items.jsonl": {"format": "jsonlines", "fields": ["url", "text", "removed"]}
    },  # bytes are not for JSON
}
process = CrawlerProcess(settings)
process.crawl(Herald, start_urls=sys.argv[1:])
process.start()
