"""Cleaning inside other tools: Arrow data, Ray Data, Scrapy and datatrove, a module each."""
