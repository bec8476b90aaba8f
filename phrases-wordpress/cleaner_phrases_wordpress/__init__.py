"""Phrases made from the translations of WordPress and MediaWiki, for `cleaner`. Data only."""
