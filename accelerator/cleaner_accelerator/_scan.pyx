# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""One pass over a text: its lines, and what each of them may match.

This module knows nothing of phrases or rules. What to find is given as strings with flags, and
every character is read with two tables that the caller makes with the function that also makes the
normal form of lines; so the two cannot disagree about a character. A line is walked a fixed number
of times at most, and nothing is kept but the lines that may match.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_Substring
from libc.stdint cimport UINT32_MAX, uint8_t, uint16_t, uint32_t, uint64_t

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4 character)
    bint Py_UNICODE_ISALPHA(Py_UCS4 character)
    bint Py_UNICODE_ISLOWER(Py_UCS4 character)
    str PyUnicode_FromKindAndData(int kind, const void* buffer, Py_ssize_t size)

INTERFACE = 4
"""Raised when what functions take or return changes."""

# Classes of characters, combined by `|`.
SPACE = 1  # removed at the end of a line
BREAK = 2  # ends a line
SKIPPED = 4  # not compared: marks, quotes, spaces, invisible characters
DIGIT = 8  # part of a number
UNSURE = 16  # a normal form that depends on its neighbours: the line may match everything
SIGN = 32  # the first character of a sign
BOM = 128  # removed at the beginning of a line
WORD = 256  # part of a word
DOTTED = 512  # makes the letters and marks of its line one, where they are COMPOSED
COMPOSED = 1024  # has another normal form in a line with one that is DOTTED
SEVERAL = 2048  # its normal form has several characters, of which the first is given

# Flags of patterns, beside the parts that a line may match, which are 1 to 64.
ALL = 1 << 7  # the line may match everything
WHOLE = 1 << 8  # nothing but skipped characters may follow
FOLLOWED = 1 << 9  # another such phrase must follow
HEAD = 1 << 10  # one of the heads with these letters must be there, with a word of its rest
NEEDED = 1 << 11  # needed words must be near the end
UNLESS_PROSE = 1 << 12  # the line must not read like running text

cdef enum:
    _SPACE = 1
    _BREAK = 2
    _SKIPPED = 4
    _DIGIT = 8
    _UNSURE = 16
    _SIGN = 32
    _BOM = 128
    _WORD = 256
    _DOTTED = 512
    _COMPOSED = 1024
    _SEVERAL = 2048
    _PARTS = 255 | 1 << 12
    _ALL = 1 << 7
    _WHOLE = 1 << 8
    _FOLLOWED = 1 << 9
    _HEAD = 1 << 10
    _NEEDED = 1 << 11
    _UNLESS_PROSE = 1 << 12
    _EVERYTHING = 127
    _NUMBER = 35  # "#", which is a number in patterns
    _PERCENT = 37  # "%": %d is a number, too
    _D = 100
    _DOT = 46
    _MARK = 0xFEFF  # the byte-order mark
    _COMPARED = 12  # characters of the beginning or end of a phrase
    _LETTERS = 32  # of a word that are compared
    _KEY = 300  # characters of a line that gets a normal form here
    _SIGNS = 31  # the bit of signs; those before it are of words

ctypedef fused Character:
    uint8_t
    uint16_t
    uint32_t


cdef struct Edge:
    uint64_t key  # the state that it leaves, and a character
    uint32_t state  # where it leads; 0 is an empty slot
    uint32_t flags  # of strings that end there


cdef class Trie:
    """Strings that share their beginnings, each with flags. State 0 is the root."""

    cdef Edge* _edges  # hashed
    cdef uint32_t _mask  # number of slots - 1
    cdef uint32_t _size  # number of states

    def __cinit__(self):
        self._size = 1
        self._allocate(1 << 8)

    def __dealloc__(self):
        PyMem_Free(self._edges)

    cdef int _allocate(self, uint32_t slots) except -1:
        self._edges = <Edge*> PyMem_Calloc(slots, sizeof(Edge))
        if not self._edges:
            raise MemoryError()
        self._mask = slots - 1
        return 0

    cdef int _grow(self) except -1:
        cdef Edge* edges = self._edges
        cdef uint32_t slots = self._mask + 1
        cdef uint32_t old
        if slots >= 1 << 28:
            raise ValueError("There are too many patterns.")
        self._edges = NULL
        try:
            self._allocate(2 * slots)
            for old in range(slots):
                if edges[old].state:
                    self.step(<uint32_t> (edges[old].key >> 21), edges[old].key & 0x1FFFFF)[0] = (
                        edges[old]
                    )
        finally:
            PyMem_Free(edges)
        return 0

    cdef uint32_t add(self, str text, int flags) except? 0:
        """Add flags to those of a string, and return its state."""
        cdef uint32_t state = 0
        cdef Edge* edge = NULL
        cdef Py_UCS4 character
        for character in text:
            edge = self.step(state, character)
            if not edge.state:
                if self._size >= self._mask // 2:
                    self._grow()
                    edge = self.step(state, character)
                edge.key = (<uint64_t> state << 21) | <uint64_t> character
                edge.state = self._size
                self._size += 1
            state = edge.state
        if state:
            edge.flags |= flags
        return state

    cdef inline Edge* step(self, uint32_t state, uint32_t character) noexcept:
        """Return where one more character leads; to state 0 if no string continues with it."""
        cdef uint64_t key = (<uint64_t> state << 21) | character
        cdef uint32_t slot = <uint32_t> ((key * <uint64_t> 0x9E3779B97F4A7C15) >> 32) & self._mask
        while self._edges[slot].state and self._edges[slot].key != key:
            slot = (slot + 1) & self._mask
        return &self._edges[slot]


cdef inline bint _is_space(uint32_t character) noexcept:
    """Tell whether `str.isspace` is true of a character."""
    return not 32 < character < 128 and Py_UNICODE_ISSPACE(character)


cdef inline bint _is_break(uint32_t character) noexcept:
    """Tell whether `str.splitlines` ends a line at a character."""
    if character > 30:
        return character == 0x85 or character == 0x2028 or character == 0x2029
    return character >= 28 or 10 <= character <= 13


cdef Py_ssize_t _count_words(const Character* data, Py_ssize_t size) noexcept:
    """Count the words of a line as `cleaner.core.words` does."""
    cdef Py_ssize_t at
    cdef Py_ssize_t words = 0
    cdef Py_ssize_t spaces = 0
    cdef bint inside = False  # a word
    cdef bint single = data[0] > 32  # spaces are between words only
    for at in range(size):
        if data[at] == 32:
            spaces += 1
            if at and data[at - 1] == 32:
                single = False
        if _is_space(data[at]):
            inside = False
        elif not inside:
            inside = True
            words += 1
    return spaces + 1 if single else words


cdef int _is_prose(
    const Character* data, Py_ssize_t size, str sentence_ends, str closers
) except -1:
    """Return whether a line reads like running text (`cleaner.core.words.is_prose`).

    2 if its letters must be counted because it may be in a script without spaces.
    """
    cdef Py_ssize_t words
    cdef Py_ssize_t at
    if size < 20:
        return 0
    words = _count_words(data, min(size, 160))
    if words < 20 and size > 160:
        words = _count_words(data, size)
    if words < 10 and size >= 30:
        for at in range(size):
            if data[at] > 127:
                return 2
    if words < 10:
        return 0
    if words >= 20 or <Py_UCS4> data[size - 1] in sentence_ends:
        return 1
    return <Py_UCS4> data[size - 1] in closers and <Py_UCS4> data[size - 2] in sentence_ends


cdef int _index(
    const Character* data,
    Py_ssize_t size,
    str text,
    str sentence_ends,
    str closers,
    list texts,
    bytearray prose,
    uint32_t* starts,
    uint32_t* stops,
) except -1:
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t begin
    cdef Py_ssize_t start
    cdef Py_ssize_t end
    cdef Py_ssize_t number = 0
    while at < size:
        begin = at
        while at < size and not _is_break(data[at]):
            at += 1
        start, end = begin, at
        if at < size:
            at += 2 if data[at] == 13 and at + 1 < size and data[at + 1] == 10 else 1
        while end > start and _is_space(data[end - 1]):
            end -= 1
        while start < end and data[start] == _MARK:
            start += 1
        if start == end:
            continue
        starts[number] = <uint32_t> (1 if begin == 0 and data[0] == _MARK else begin)
        stops[number] = <uint32_t> at
        number += 1
        texts.append(PyUnicode_Substring(text, start, end))
        prose.append(_is_prose(&data[start], end - start, sentence_ends, closers))
    return 0


def index(str text, str sentence_ends, str closers):
    """Return the lines of a text that are not blank: starts, ends after the break, texts, prose.

    The first two are bytes of an array of unsigned integers. A line of prose has a 1, one whose
    letters must be counted a 2.
    """
    cdef Py_ssize_t size = len(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef list texts = []
    cdef bytearray prose = bytearray()
    cdef Py_ssize_t most = 0
    cdef uint32_t* starts
    cdef uint32_t* stops
    if size > UINT32_MAX:
        raise OverflowError("The text has more than 4,294,967,295 characters.")
    most = size // 2 + 1
    starts = <uint32_t*> PyMem_Malloc(most * sizeof(uint32_t))
    stops = <uint32_t*> PyMem_Malloc(most * sizeof(uint32_t))
    try:
        if not (starts and stops):
            raise MemoryError()
        if kind == 1:
            _index(
                <const uint8_t*> data, size, text, sentence_ends, closers,
                texts, prose, starts, stops,
            )
        elif kind == 2:
            _index(
                <const uint16_t*> data, size, text, sentence_ends, closers,
                texts, prose, starts, stops,
            )
        else:
            _index(
                <const uint32_t*> data, size, text, sentence_ends, closers,
                texts, prose, starts, stops,
            )
        most = len(texts) * sizeof(uint32_t)
        return (<char*> starts)[:most], (<char*> stops)[:most], texts, prose
    finally:
        PyMem_Free(starts)
        PyMem_Free(stops)


def words(str text):
    """Return how many words there are between spaces: as many as `str.split` finds."""
    cdef Py_ssize_t size = len(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    if kind == 1:
        return _words(<const uint8_t*> data, size)
    if kind == 2:
        return _words(<const uint16_t*> data, size)
    return _words(<const uint32_t*> data, size)


cdef Py_ssize_t _words(const Character* data, Py_ssize_t size) noexcept:
    cdef Py_ssize_t at
    cdef Py_ssize_t found = 0
    cdef bint space = True
    cdef bint before = True  # a space, or the start
    for at in range(size):
        space = _is_space(data[at])
        found += before and not space
        before = space
    return found


def edges(list texts):
    """Return the first characters of lines, the first that are no spaces, and the last ones.

    Each as one string. No line may be blank.
    """
    cdef Py_ssize_t size = len(texts)
    cdef Py_ssize_t number
    cdef Py_ssize_t at
    cdef str text
    cdef uint32_t* row = <uint32_t*> PyMem_Malloc(3 * size * sizeof(uint32_t))
    if not row:
        raise MemoryError()
    try:
        for number, text in enumerate(texts):
            at = 0
            while _is_space(text[at]):
                at += 1
            row[number] = text[0]
            row[size + number] = text[at]
            row[2 * size + number] = text[len(text) - 1]
        return (
            PyUnicode_FromKindAndData(4, row, size),
            PyUnicode_FromKindAndData(4, row + size, size),
            PyUnicode_FromKindAndData(4, row + 2 * size, size),
        )
    finally:
        PyMem_Free(row)


def having(list texts, bytearray unless, str first, str last, str inside):
    """Return the numbers of lines that begin, end or have one of some characters.

    Those with a true value in `unless` are left out. A space at the beginning counts, too.
    """
    cdef list found = []
    cdef str text
    cdef Py_ssize_t number
    cdef Py_ssize_t size
    cdef Py_ssize_t at
    for number, text in enumerate(texts):
        if unless[number]:
            continue
        size = len(text)
        if _is_space(text[0]) or text[0] in first or text[size - 1] in last:
            found.append(number)
            continue
        for at in range(size):
            if text[at] in inside:
                found.append(number)
                break
    return found


def continuing(
    list texts,
    list numbers,
    Py_ssize_t width,
    Py_ssize_t least,
    str sentence_ends,
    str closers,
    str quotes,
):
    """Return the numbers of the lines that continue the sentence of the line above.

    As `cleaner.core.structure.paragraphs` has it; `width` is negative if a text is not wrapped at a
    column, and only lines of more than `least` characters can be.
    """
    return [
        number
        for number in numbers
        if _continues(
            texts[number - 1], texts[number], width, least, sentence_ends, closers, quotes
        )
    ]


cdef bint _continues(
    str above,
    str line,
    Py_ssize_t width,
    Py_ssize_t least,
    str sentence_ends,
    str closers,
    str quotes,
) except -1:
    cdef Py_ssize_t size = len(line)
    cdef Py_ssize_t before = len(above)
    cdef Py_ssize_t start = 0
    cdef Py_ssize_t at = before
    cdef Py_UCS4 last
    cdef bint lower
    while start < size and line[start] in quotes:
        start += 1
    if start == size or not Py_UNICODE_ISALPHA(line[start]) or not before:
        return False
    lower = Py_UNICODE_ISLOWER(line[start])
    if not lower and (width < 0 or before <= least):
        return False
    last = above[before - 1]
    while at and (above[at - 1] == 32 or above[at - 1] in closers):
        at -= 1
    if last == 58 or last in sentence_ends or not at or above[at - 1] in sentence_ends:
        return False  # a colon, or the end of a sentence
    if not lower:
        at = start
        while at < size and line[at] != 32:
            at += 1
        return before + 1 + at - start > width
    if last == 44 or last == 45:  # a comma or hyphen
        return True
    at = 0
    while at < before and _is_space(above[at]):
        at += 1
    while at < before and not _is_space(above[at]):
        at += 1
    return at < before


cdef struct Kind:  # of a character
    uint32_t form
    uint32_t classes
    uint32_t first  # the words whose rarest pair begins with it, as bits
    uint32_t second  # and ends with it


cdef struct Word:
    uint32_t characters[_LETTERS]
    int size
    int anchor  # the place of its rarest pair of letters
    int parts
    int following  # the number of the next word in its list; -1 at the end


cdef class Scanner:
    """Tells which lines of a text may match, and what. Immutable.

    `classes` and `forms` have the class and the normal form of each character (0: it is removed);
    higher code points are letters, and their own normal form.

    Phrases are pairs of a normalised text, in which `#` is a number, and flags. Those in
    `beginnings` and `endings` are compared with the first or last twelve characters of a line that
    are not skipped. `firsts`, `lasts` and `signs` are compared with all characters. `words` are in
    lower case, and found anywhere; they have the place of their rarest pair of letters, too.
    `heads` are beginnings with words of which a line must have one, and what each means.

    Lines of more than `long` characters cannot match the parts `in_short`, those of more than
    `whole` characters not the parts `in_whole`. Running text, which is told by `sentence_ends` and
    `closers`, cannot match the parts `unless_prose`, other lines not the parts `in_prose`. `key`,
    `glued` and `tests` are the parts that flags refer to, `sentences` the part of long lines in a text without paragraphs. `needed` are words
    with the groups that they are of, as bits. They are looked for in the last `needed_within`
    characters of a line, which must have a word of each group of one of the `combinations`; with a
    letter from `unspaced` on, it needs none.
    """

    cdef Kind* _characters  # one more than are known, for those that have no class
    cdef uint32_t _known
    cdef Trie _beginnings
    cdef Trie _endings
    cdef Trie _firsts
    cdef Trie _lasts
    cdef Trie _signs
    cdef Trie _needed
    cdef const uint32_t[::1] _combinations
    cdef Py_ssize_t _needed_within
    cdef uint32_t _unspaced
    cdef int _tests
    cdef int _sentences
    cdef dict _heads
    cdef Word* _words
    cdef int _by_bit[_SIGNS]  # the first word of each list
    cdef Py_ssize_t _whole
    cdef Py_ssize_t _long
    cdef int _in_whole
    cdef int _in_short
    cdef int _in_prose
    cdef int _unless_prose
    cdef str _sentence_ends
    cdef str _closers
    cdef int _key
    cdef int _glued

    def __cinit__(
        self,
        *,
        const uint16_t[::1] classes,
        const uint32_t[::1] forms,
        beginnings,
        endings,
        firsts,
        lasts,
        signs,
        words,
        heads,
        needed,
        const uint32_t[::1] combinations,
        Py_ssize_t needed_within,
        uint32_t unspaced,
        int tests,
        int sentences,
        Py_ssize_t whole,
        Py_ssize_t long,
        int in_whole,
        int in_short,
        int in_prose,
        int unless_prose,
        str sentence_ends,
        str closers,
        int key,
        int glued,
    ):
        if classes.shape[0] != forms.shape[0] or classes.shape[0] < 256:
            raise ValueError("classes and forms must have the same characters, 256 or more.")
        self._known = <uint32_t> classes.shape[0]
        self._characters = <Kind*> PyMem_Calloc(self._known + 1, sizeof(Kind))
        if not self._characters:
            raise MemoryError()
        for code in range(self._known):
            self._characters[code].form = forms[code]
            self._characters[code].classes = classes[code]
        self._beginnings, self._endings = Trie(), Trie()
        self._firsts, self._lasts, self._signs, self._needed = Trie(), Trie(), Trie(), Trie()
        self._combinations, self._needed_within = combinations, needed_within
        self._unspaced = unspaced
        self._tests, self._sentences = tests, sentences
        self._heads = {}
        self._whole, self._long = whole, long
        self._in_whole, self._in_short = in_whole, in_short | _UNLESS_PROSE
        self._in_prose, self._unless_prose = in_prose, unless_prose | _UNLESS_PROSE
        self._sentence_ends, self._closers = sentence_ends, closers
        self._key, self._glued = key, glued
        for text, flags in beginnings:
            self._add_beginning(text, flags)
        for text, flags in endings:
            self._endings.add(self._compared(text[::-1])[:_COMPARED], flags)
        for text, flags in firsts:
            self._firsts.add(text, flags)
        for text, flags in lasts:
            self._lasts.add(text[::-1], flags)
        for text, flags in signs:
            self._add_sign(text, flags)
        for word, groups in needed:
            self._needed.add(word, groups)
        for head, rest in heads:
            state = self._beginnings.add(self._compared(head)[:_COMPARED], _HEAD)
            if state:
                self._heads.setdefault(state, []).append((head, list(rest)))
        self._set_words(list(words))

    def __dealloc__(self):
        PyMem_Free(self._words)
        PyMem_Free(self._characters)

    cdef int _add_sign(self, str text, int flags) except -1:
        """Add a sign, which is looked for at its first character, or at its first two."""
        cdef uint32_t first = <uint32_t> text[0]
        cdef uint32_t second = <uint32_t> text[1] if len(text) > 1 else self._known
        if first >= self._known:
            raise ValueError(f"The sign {text!r} begins with a character that has no class.")
        self._signs.add(text, flags)
        if second >= self._known:
            self._characters[first].classes |= _SIGN
        else:
            self._characters[first].first |= <uint32_t> 1 << _SIGNS
            self._characters[second].second |= <uint32_t> 1 << _SIGNS
        return 0

    cdef int _add_beginning(self, str text, int flags) except -1:
        cdef str compared = self._compared(text)
        cdef bint cut = len(compared) > _COMPARED or compared[1:].endswith("#")
        if flags & _WHOLE and cut:
            flags = flags & ~_WHOLE | self._key
        if flags & _FOLLOWED and cut:
            flags = flags & ~_FOLLOWED | self._glued
        self._beginnings.add(compared[:_COMPARED], flags)
        return 0

    cdef str _compared(self, str text):
        """Return the characters of a text that are compared: a few, up to a number in it.

        One more than are compared if there are more.
        """
        cdef list found = []
        cdef Py_UCS4 character
        cdef bint number = False
        cdef bint after_number = False
        for character in text:
            number = character == _NUMBER or self._class(character) & _DIGIT
            if (after_number and number) or (not number and self._class(character) & _SKIPPED):
                continue
            found.append("#" if number else character)
            after_number = number
            if len(found) > (1 if number else _COMPARED):
                break
        return "".join(found)

    cdef int _set_words(self, list words) except -1:
        cdef int number
        cdef Py_ssize_t at
        cdef uint32_t code
        cdef uint32_t bit
        cdef Word* kept
        self._words = <Word*> PyMem_Calloc(len(words) + 1, sizeof(Word))
        if not self._words:
            raise MemoryError()
        for at in range(_SIGNS):
            self._by_bit[at] = -1
        for number, (word, anchor, parts) in enumerate(words):
            kept = &self._words[number]
            kept.size = min(len(word), _LETTERS)
            if not 0 <= anchor < kept.size - 1:
                raise ValueError(f"The word {word!r} has no pair of letters at {anchor}.")
            kept.anchor, kept.parts = anchor, parts
            for at in range(kept.size):
                kept.characters[at] = <uint32_t> ord(word[at])
            kept.following = self._by_bit[number % _SIGNS]
            self._by_bit[number % _SIGNS] = number
            bit = <uint32_t> 1 << number % _SIGNS
            for code in range(self._known):
                if self._characters[code].form == kept.characters[anchor]:
                    self._characters[code].first |= bit
                if self._characters[code].form == kept.characters[anchor + 1]:
                    self._characters[code].second |= bit
        return 0

    def candidates(self, str text, Py_ssize_t flat=-1):
        """Return where each line that may match begins, the line, and what it may match.

        A line has no space at its end and no byte-order mark at its beginning. One of more than
        `flat` characters may have sentences, unless that is negative.
        """
        cdef list found = []
        cdef Py_ssize_t size = len(text)
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        if kind == 1:
            self._scan(<const uint8_t*> data, size, text, flat, found)
        elif kind == 2:
            self._scan(<const uint16_t*> data, size, text, flat, found)
        else:
            self._scan(<const uint32_t*> data, size, text, flat, found)
        return found

    cdef int _scan(
        self, const Character* data, Py_ssize_t size, str text, Py_ssize_t flat, list found
    ) except -1:
        cdef Py_ssize_t at = 0
        cdef Py_ssize_t start
        cdef Py_ssize_t end
        cdef Py_ssize_t begin
        cdef int seen
        cdef int parts
        cdef const Kind* character
        cdef const Kind* characters = self._characters
        cdef uint32_t known = self._known
        cdef uint32_t pairs  # that have begun
        while at < size:
            begin, seen, parts, pairs = at, 0, 0, 0
            while at < size:
                if Character is uint8_t:
                    character = &characters[data[at]]
                else:
                    character = &characters[data[at] if data[at] < known else known]
                seen |= character.classes
                if pairs & character.second:
                    parts |= self._pair_at(data, at - 1, size, pairs & character.second)
                if character.classes & (_BREAK | _SIGN):
                    if character.classes & _BREAK:
                        break
                    parts |= self._any_at(self._signs, data, at, size)
                pairs = character.first
                at += 1
            start, end = begin, at
            if at < size:
                at += 2 if data[at] == 13 and at + 1 < size and data[at + 1] == 10 else 1
            while end > start and self._class(data[end - 1]) & _SPACE:
                end -= 1
            while start < end and self._class(data[start]) & _BOM:
                start += 1
            if start == end:
                continue
            if seen & _UNSURE or (seen & _DOTTED and seen & _COMPOSED):
                parts |= _ALL
            else:
                parts |= self._parts(data, start, end)
            if parts & _ALL:
                parts = _EVERYTHING
            else:
                if end - start > self._long:
                    parts &= ~self._in_short
                if end - start > self._whole:
                    parts &= ~self._in_whole
                if parts & (self._in_prose | self._unless_prose):
                    parts = self._settled(parts, &data[start], end - start)
            if 0 <= flat < end - start:
                parts |= self._sentences
            if parts:
                found.append((begin, PyUnicode_Substring(text, start, end), parts))
        return 0

    def key(self, str text):
        """Return the normal form of a line; None if it is long, or not made character by character.

        Numbers are `#`, unless they may be followed by a magnitude.
        """
        cdef Py_ssize_t size = len(text)
        cdef uint32_t out[_KEY]
        cdef Py_ssize_t length = 0
        cdef Py_ssize_t first = -1  # of the characters that are no edges
        cdef Py_ssize_t last = -1
        cdef Py_ssize_t at = 0
        cdef uint32_t form
        cdef int kind
        if size > _KEY:
            return None
        while at < size:
            kind, form = self._class(text[at]), self._form(text[at])
            if kind & (_BREAK | _UNSURE | _DOTTED | _SEVERAL) or form == _PERCENT:
                return None
            if kind & _DIGIT:
                at = self._after_number(text, at, size)
                if at < 0:
                    return None
                form = _NUMBER
            else:
                at += 1
                if form == 0:
                    continue
            if kind & _SPACE:
                if form != 32 and form != 9:
                    return None
                if length and out[length - 1] == 32:
                    continue
                form = 32
            if not kind & _SKIPPED:
                first = length if first < 0 else first
                last = length
            out[length] = form
            length += 1
        if first < 0:
            return ""
        return PyUnicode_FromKindAndData(4, &out[first], last - first + 1)

    cdef Py_ssize_t _after_number(self, str text, Py_ssize_t at, Py_ssize_t size) noexcept:
        """Return where a number ends; -1 if it has other digits, spaces or perhaps a magnitude."""
        cdef uint32_t form
        cdef Py_ssize_t after
        if not 48 <= text[at] <= 57:
            return -1
        while at < size and 48 <= text[at] <= 57:
            at += 1
            if at + 1 < size and self._form(text[at]) in (44, 46, 47, 58):  # , . / :
                if 48 <= text[at + 1] <= 57:
                    at += 1
                elif self._class(text[at + 1]) & _DIGIT or self._form(text[at + 1]) == 0:
                    return -1
        after = at
        while after < size and self._class(text[after]) & _SPACE:
            after += 1
        if after < size:
            form = self._form(text[after])
            if self._class(text[after]) & _DIGIT or form == 0 or form > 127:
                return -1
            if form in (98, 106, 107, 109, 110, 114, 116):
                return -1  # it may be `k`, `mio.`, `tsd.`, `bin`, `jt`, `nghìn`, `rb`
        return at

    cdef inline int _class(self, uint32_t character) noexcept:
        return self._characters[character].classes if character < self._known else 0

    cdef inline uint32_t _form(self, uint32_t character) noexcept:
        return self._characters[character].form if character < self._known else character

    cdef int _parts(self, const Character* data, Py_ssize_t start, Py_ssize_t end) except -1:
        """Return what a line may match by its beginning and end."""
        cdef Py_ssize_t first = start
        cdef Edge* edge
        cdef uint32_t state = 0
        cdef Py_ssize_t at = end - 1
        cdef int parts = self._ending(data, start, end)
        if end - start <= self._long:
            parts |= self._beginning(data, start, end)
        while first < end and self._class(data[first]) & _SPACE:
            first += 1
        parts |= self._any_at(self._firsts, data, first, end)
        while at >= start:
            edge = self._lasts.step(state, data[at])
            state = edge.state
            if not state:
                break
            parts |= edge.flags
            at -= 1
        if parts & _NEEDED and self._has_needed(data, max(start, end - self._needed_within), end):
            parts |= self._tests
        return parts & _PARTS

    cdef int _settled(self, int parts, const Character* data, Py_ssize_t size) except -1:
        """Return what a line may match, in view of whether it reads like running text."""
        cdef int prose = _is_prose(data, size, self._sentence_ends, self._closers)
        if prose == 1:
            return parts & ~self._unless_prose
        if parts & _UNLESS_PROSE:
            parts = parts & ~_UNLESS_PROSE | self._key
        return parts if prose else parts & ~self._in_prose

    cdef bint _has_needed(self, const Character* data, Py_ssize_t at, Py_ssize_t end) noexcept:
        """Tell whether characters have what a test needs, or letters of a script without spaces."""
        cdef Edge* edge
        cdef uint32_t state = 0
        cdef uint32_t flags = 0  # of the word up to here
        cdef uint32_t found = 0
        cdef uint32_t form
        cdef Py_ssize_t number
        cdef bint inside = False  # a word
        while at < end:
            form = self._form(data[at])
            if form >= self._unspaced:
                return True
            if form:  # others are removed from words
                if self._class(data[at]) & _WORD:
                    if state or not inside:
                        edge = self._needed.step(state, form)
                        state, flags = edge.state, edge.flags
                    inside = True
                else:
                    found |= flags
                    state, flags, inside = 0, 0, False
            at += 1
        found |= flags
        for number in range(self._combinations.shape[0]):
            if found & self._combinations[number] == self._combinations[number]:
                return True
        return False

    cdef int _any_at(
        self, Trie trie, const Character* data, Py_ssize_t at, Py_ssize_t end
    ) noexcept:
        """Return the flags of all strings that the characters from `at` on begin with."""
        cdef Edge* edge
        cdef uint32_t state = 0
        cdef int found = 0
        while at < end:
            edge = trie.step(state, data[at])
            state = edge.state
            if not state:
                break
            found |= edge.flags
            at += 1
        return found

    cdef int _pair_at(
        self, const Character* data, Py_ssize_t at, Py_ssize_t size, uint32_t bits
    ) noexcept:
        """Return the parts of the words, and the flags of the signs, that have a pair at `at`."""
        cdef Word* word
        cdef int bit = 0
        cdef int number
        cdef Py_ssize_t start
        cdef int index
        cdef int found = 0
        if bits >> _SIGNS:
            found |= self._any_at(self._signs, data, at, size)
        for bit in range(_SIGNS):
            number = self._by_bit[bit] if bits >> bit & 1 else -1
            while number >= 0:
                word = &self._words[number]
                number = word.following
                start = at - word.anchor
                if start < 0 or size - start < word.size:
                    continue
                index = 0
                while index < word.size and (
                    self._form(data[start + index]) == word.characters[index]
                ):
                    index += 1
                if index == word.size:
                    found |= word.parts
        return found

    cdef int _beginning(self, const Character* data, Py_ssize_t start, Py_ssize_t end) except -1:
        """Return what a line may match by the characters that it begins with."""
        cdef Trie trie = self._beginnings
        cdef Edge* edge
        cdef uint32_t state = 0
        cdef uint32_t form
        cdef Py_ssize_t at = start
        cdef int parts = 0
        cdef int kind
        cdef int flags
        while at < end:
            kind, form = self._class(data[at]), self._form(data[at])
            at += 1
            if kind & _SKIPPED and form != _NUMBER:
                continue
            if state == 0 and (kind & _DIGIT or form == _NUMBER):
                if not kind & _DIGIT:
                    continue  # a mark at the beginning
                while at < end and self._class(data[at]) & (_DIGIT | _SKIPPED):
                    at += 1
                form = _NUMBER
            elif kind & _DIGIT or form == _NUMBER or form == _PERCENT:
                if state == 0:
                    return _ALL  # an unfilled number at the beginning
                parts |= trie.step(state, _NUMBER).flags
                if kind & _DIGIT:
                    break
                if form == _NUMBER:
                    continue
            edge = trie.step(state, form)
            state, flags = edge.state, edge.flags
            if not state:
                break
            if not flags:
                continue
            parts |= flags
            if flags & _WHOLE and self._nothing_left(data, at, end):
                parts |= self._key
            if flags & _FOLLOWED and self._second(data, at, end):
                parts |= self._glued
            if flags & _HEAD:
                parts |= self._headed(self._heads[state], data, start, end)
        return parts & _PARTS

    cdef int _ending(self, const Character* data, Py_ssize_t start, Py_ssize_t end) noexcept:
        """Return what a line may match by the characters that it ends with."""
        cdef Trie trie = self._endings
        cdef Edge* edge
        cdef uint32_t state = 0
        cdef uint32_t form
        cdef Py_ssize_t at = end
        cdef int parts = 0
        cdef int kind
        while at > start:
            at -= 1
            kind, form = self._class(data[at]), self._form(data[at])
            if kind & _SKIPPED and form != _NUMBER:
                continue
            if state == 0 and (kind & _DIGIT or form == _NUMBER):
                if not kind & _DIGIT:
                    continue  # a mark at the end
                while at > start and self._class(data[at - 1]) & (_DIGIT | _SKIPPED):
                    at -= 1
                form = _NUMBER
            elif kind & _DIGIT or form == _NUMBER or form == _D and self._percent(data, start, at):
                if state == 0:
                    return _ALL  # an unfilled number at the end
                parts |= trie.step(state, _NUMBER).flags
                if kind & _DIGIT:
                    break
                if form == _NUMBER:
                    continue
            edge = trie.step(state, form)
            state = edge.state
            if not state:
                break
            parts |= edge.flags
        return parts & _PARTS

    cdef bint _percent(self, const Character* data, Py_ssize_t start, Py_ssize_t at) noexcept:
        """Tell whether `%` is before the character at `at`, perhaps with skipped ones between."""
        while at > start and self._class(data[at - 1]) & _SKIPPED:
            at -= 1
        return at > start and self._form(data[at - 1]) == _PERCENT

    cdef bint _nothing_left(self, const Character* data, Py_ssize_t at, Py_ssize_t end) noexcept:
        """Tell whether only skipped characters follow."""
        while at < end and self._class(data[at]) & _SKIPPED:
            at += 1
        return at == end

    cdef bint _second(self, const Character* data, Py_ssize_t at, Py_ssize_t end) noexcept:
        """Tell whether a number or a phrase that may be glued begins at `at`."""
        cdef Edge* edge
        cdef uint32_t state = 0
        cdef int kind
        while at < end:
            kind = self._class(data[at])
            if kind & _DIGIT or self._form(data[at]) == _PERCENT:
                return True
            if not kind & _SKIPPED:
                edge = self._beginnings.step(state, self._form(data[at]))
                state = edge.state
                if not state or edge.flags & (_FOLLOWED | self._glued):
                    return state != 0
            at += 1
        return False

    cdef int _headed(
        self, list heads, const Character* data, Py_ssize_t start, Py_ssize_t end
    ) except -1:
        """Return the flags of the heads that a line begins with and has a word of the rest of."""
        cdef str head
        cdef str word
        cdef int flags
        cdef int found = 0
        for head, words in heads:
            if not self._begins_with(head, data, start, end):
                continue
            for word, flags in words:
                if flags & ~found and self._contains(word, data, start, end):
                    found |= flags
        return found

    cdef bint _begins_with(
        self, str head, const Character* data, Py_ssize_t at, Py_ssize_t end
    ) except -1:
        """Tell whether the normal form of a line may begin with a head.

        Dots are left out: one character may be three of them.
        """
        cdef Py_UCS4 wanted
        cdef uint32_t form
        while at < end and self._class(data[at]) & _SKIPPED:
            at += 1
        for wanted in head:
            if wanted == _DOT:
                continue
            while at < end and self._form(data[at]) in (0, _DOT):
                at += 1
            if at == end:
                return False
            form = self._form(data[at])
            if self._class(data[at]) & _SPACE:
                form = 32
                while at + 1 < end and (
                    self._class(data[at + 1]) & _SPACE or self._form(data[at + 1]) == 0
                ):
                    at += 1
            if form != <uint32_t> wanted:
                return False
            at += 1
        return True

    cdef bint _contains(
        self, str word, const Character* data, Py_ssize_t start, Py_ssize_t end
    ) except -1:
        """Tell whether the normal form of a line has a word; every line has the empty one."""
        cdef Py_ssize_t size = len(word)
        cdef Py_ssize_t at
        cdef Py_ssize_t index
        if not size:
            return True
        cdef uint32_t first = <uint32_t> word[0]
        while start < end:
            if self._form(data[start]) == first:
                at, index = start, 0
                while at < end and index < size:
                    if self._form(data[at]) == <uint32_t> word[index]:
                        index += 1
                    elif self._form(data[at]) != 0:
                        break
                    at += 1
                if index == size:
                    return True
            start += 1
        return False
