"""Figures of benchmarks in the documentation."""

from __future__ import annotations

import pytest

from tests.tools.figures import PAGE, with_figures

BEFORE = "# Good\n\n<!-- html: begin; filled -->\n\nNot measured.\n\n<!-- html: end -->\n\nMore.\n"
AFTER = "# Good\n\n<!-- html: begin; filled -->\n\n### F1\n\n| a |\n\n<!-- html: end -->\n\nMore.\n"


def test_figures_replace_what_is_between_the_marks() -> None:
    assert with_figures(BEFORE, "html", "## F1\n\n| a |\n") == AFTER


def test_the_same_figures_again_change_nothing() -> None:
    assert with_figures(AFTER, "html", "## F1\n\n| a |\n") == AFTER


def test_a_section_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="no section 'dumps'"):
        with_figures(BEFORE, "dumps", "x")


@pytest.mark.parametrize("section", ["articles", "html", "markdown", "dumps", "startup"])
def test_the_page_has_the_sections_of_the_benchmarks(section: str) -> None:
    assert "| x |" in with_figures(PAGE.read_text(encoding="utf-8"), section, "| x |")
