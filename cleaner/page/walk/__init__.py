"""The walk over a page's tree that makes its blocks.

Text becomes a block when a block-level element begins or ends. `tags` says what elements are to the
walk, `state` is what it knows; `plain` is its loop, which leaves what pages have few of to the
modules that are called so: `inline`, `unseen`, `elements` and `lines`.
"""

from cleaner.page.walk.reader import read_page

__all__ = ["read_page"]
