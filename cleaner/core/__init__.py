"""The engine: documents, rules, cuts. No I/O, no HTML, and no words of any language."""
