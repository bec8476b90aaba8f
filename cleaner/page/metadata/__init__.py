"""What a page says of itself: title, author, date, site, language, address, description."""
