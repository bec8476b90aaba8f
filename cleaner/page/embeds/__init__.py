"""Embeds: posts, players, pictures, maps, charts and documents that a page shows in its article."""
