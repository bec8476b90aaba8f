"""What goes wrong with dumps, said in a sentence."""


class DumpTrouble(Exception):
    """A dump, a column or an output that cannot be used. The message is a sentence that names it and says what to do."""
