"""How the characters of a line are counted and its words hashed, for articles and for pages.

The same as `cleaner.scorer.lines`. What characters are is given as a table.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from libc.math cimport log, log1p
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memset

cdef enum:
    # Classes of characters, as `cleaner.scorer.characters` numbers them.
    _SPACE = 0
    _LOWER = 1
    _UPPER = 2
    _IDEOGRAPH = 4
    _DIGIT = 5
    _STOP = 6
    _CLASSES = 15
    _PLANE = 1 << 16
    # Flags of characters: whether they are part of words, and these by number of bits.
    _IDEOGRAPHS = 1
    _CAPITALS = 2
    _STOPS = 3
    _SPACES = 4
    _POWERS = 64
    _LOOKS = 16 * 16 * 8  # first class, last class, length
    _LONG_LOOK = 6

cdef uint64_t _PRIME = 0x9E3779B97F4A7C15
cdef uint64_t _MIX = 0xFF51AFD7ED558CCD
cdef uint64_t _POWER[_POWERS]  # of the prime, from the first on

ctypedef fused Character:
    uint8_t
    uint16_t
    uint32_t


cdef struct Properties:
    uint32_t folded  # the number by which the character is hashed; 0 if it is no part of words
    uint32_t signs  # a bit for each sign that it makes
    uint8_t kind  # its class
    uint8_t flags


cdef struct Count:
    uint32_t signs
    uint32_t begins
    uint32_t ends
    int32_t length
    int32_t words
    int32_t capitalised
    int32_t sentences
    int32_t counts[_CLASSES]
    uint8_t first
    uint8_t last


cdef void _fill_powers() noexcept:
    cdef int at
    cdef uint64_t power = 1
    for at in range(_POWERS):
        power *= _PRIME
        _POWER[at] = power


_fill_powers()


cdef inline uint64_t _mixed(uint64_t value) noexcept:
    value = (value ^ (value >> 33)) * _MIX
    return value ^ (value >> 29)


cdef inline uint64_t _pair(uint64_t left, uint64_t right) noexcept:
    return _mixed(left * 3 + right * _PRIME)


@final
cdef class Characters:
    """What is known of each character."""

    cdef Properties* table

    def __cinit__(
        self,
        const uint8_t[::1] classes not None,
        const uint64_t[::1] folded not None,
        const uint32_t[::1] signs not None,
    ):
        cdef Py_ssize_t point
        cdef uint8_t kind
        cdef bint is_word
        if not classes.shape[0] == folded.shape[0] == signs.shape[0] == _PLANE:
            raise ValueError("The tables have another number of characters.")
        self.table = <Properties*> PyMem_Malloc(_PLANE * sizeof(Properties))
        if not self.table:
            raise MemoryError()
        for point in range(_PLANE):
            if classes[point] >= _CLASSES:
                raise ValueError("There is an unknown class of characters.")
            kind = classes[point]
            is_word = _LOWER <= kind <= _DIGIT
            self.table[point].kind = kind
            self.table[point].folded = <uint32_t> folded[point] if is_word else 0
            self.table[point].signs = signs[point]
            self.table[point].flags = (
                is_word
                | (kind == _IDEOGRAPH) << _IDEOGRAPHS
                | (kind == _UPPER) << _CAPITALS
                | (kind == _STOP) << _STOPS
                | (kind == _SPACE) << _SPACES
            )

    def __dealloc__(self):
        PyMem_Free(self.table)


cdef int count_line(
    const Character* data, Py_ssize_t size, const Properties* table, Count* line, uint64_t* words
) noexcept:
    """Count the characters of a line that is not empty, and write the hashes of its words.

    There is room for as many words as there are characters. Nothing is done only for some
    characters, since the processor cannot foresee for which.
    """
    cdef const Properties* one = table
    cdef Py_ssize_t at
    cdef int32_t counts[4][16]  # by class; in turns, since adding to the same number takes longer
    cdef uint64_t hashed = 0
    cdef uint64_t power = 0
    cdef uint32_t place = 0  # in the word
    cdef uint32_t flags = 0
    cdef uint32_t before = 0  # the flags of the character before
    cdef uint32_t begins
    cdef uint32_t signs = 0
    cdef int32_t count = 0  # words begun
    cdef int32_t sentences = 0
    cdef int32_t capitalised = 0
    memset(counts, 0, sizeof(counts))
    for at in range(size):
        one = &table[data[at] if data[at] < _PLANE else _PLANE - 1]
        flags = one.flags
        signs |= one.signs
        counts[at & 3][one.kind] += 1
        begins = flags & (~before | flags >> _IDEOGRAPHS | before >> _IDEOGRAPHS) & 1
        place = (place + 1) & (begins - 1)
        power = _POWER[place] if place < _POWERS else power * _PRIME
        hashed = (hashed & (<uint64_t> begins - 1)) + one.folded * power
        count += begins
        words[count - (count > 0)] = hashed
        capitalised += begins & flags >> _CAPITALS
        sentences += before >> _STOPS & flags >> _SPACES & 1
        before = flags
    for at in range(count):
        words[at] = _mixed(words[at])
    for at in range(_CLASSES):
        line.counts[at] = counts[0][at] + counts[1][at] + counts[2][at] + counts[3][at]
    line.length, line.words = <int32_t> size, count
    line.capitalised, line.sentences = capitalised, sentences
    line.signs, line.last, line.ends = signs, one.kind, one.signs
    one = &table[data[0] if data[0] < _PLANE else _PLANE - 1]
    line.first, line.begins = one.kind, one.signs
    return count


cdef inline int look_of(const Count* line) noexcept:
    """Return by what a line looks like others: its first and last class, and its length."""
    cdef int length = 0
    while length < _LONG_LOOK and (1 + line.words) >> (length + 1):
        length += 1
    return ((line.first << 4) + line.last << 3) + length


cdef int count_repeats(
    const uint64_t* hashes, Py_ssize_t n, int32_t* occurrences, int32_t* above
) except -1:
    """Count for each line those with the same hash, and those of them that are above it."""
    cdef Py_ssize_t slots = 4
    cdef Py_ssize_t number
    cdef Py_ssize_t slot
    cdef int32_t* table
    cdef int32_t* first
    while slots < 2 * n:
        slots *= 2
    table = <int32_t*> PyMem_Calloc(slots + n, sizeof(int32_t))
    if not table:
        raise MemoryError()
    first = table + slots
    for number in range(n):
        slot = hashes[number] & (slots - 1)
        while table[slot] and hashes[table[slot] - 1] != hashes[number]:
            slot = (slot + 1) & (slots - 1)
        if not table[slot]:
            table[slot] = <int32_t> number + 1
            occurrences[number] = 0
        first[number] = table[slot] - 1
        above[number] = occurrences[first[number]]
        occurrences[first[number]] += 1
    for number in range(n):
        occurrences[number] = occurrences[first[number]]
    PyMem_Free(table)
    return 0
