"""How the characters of a line are counted and its words hashed, for articles and for pages.

The same as `cleaner.scorer.lines`. What characters are is given as a table.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from libc.math cimport log, log1p
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

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
    uint32_t folded  # the number by which the character is hashed
    uint32_t signs  # a bit for each sign that it makes
    uint8_t kind  # its class


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
        if not classes.shape[0] == folded.shape[0] == signs.shape[0] == _PLANE:
            raise ValueError("The tables have another number of characters.")
        self.table = <Properties*> PyMem_Malloc(_PLANE * sizeof(Properties))
        if not self.table:
            raise MemoryError()
        for point in range(_PLANE):
            if classes[point] >= _CLASSES:
                raise ValueError("There is an unknown class of characters.")
            self.table[point].kind = classes[point]
            self.table[point].folded = <uint32_t> folded[point]
            self.table[point].signs = signs[point]

    def __dealloc__(self):
        PyMem_Free(self.table)


cdef int count_line(
    const Character* data, Py_ssize_t size, const Properties* table, Count* line, uint64_t* words
) noexcept:
    """Count the characters of a line that is not empty, and write the hashes of its words.

    There is room for as many words as there are characters.
    """
    cdef const Properties* one = table
    cdef Py_ssize_t at
    cdef Py_ssize_t place = 0  # in the word
    cdef uint64_t power = 0
    cdef uint64_t hashed = 0
    cdef uint8_t kind = _SPACE
    cdef uint8_t before = _SPACE  # the class of the character before
    cdef bint inside = False  # a word
    cdef uint32_t signs = 0
    cdef int32_t run = 0  # characters of the same class
    cdef int32_t count = 0
    line.length = <int32_t> size
    for at in range(size):
        one = &table[data[at] if data[at] < _PLANE else _PLANE - 1]
        kind = one.kind
        signs |= one.signs
        if kind == before:
            run += 1
        else:
            line.counts[before] += run
            run = 1
            line.sentences += before == _STOP and kind == _SPACE
        if _LOWER <= kind <= _DIGIT:
            if not inside or kind == _IDEOGRAPH or before == _IDEOGRAPH:
                if inside:
                    words[count] = _mixed(hashed)
                    count += 1
                inside, hashed, place = True, 0, 0
                line.capitalised += kind == _UPPER
            power = _POWER[place] if place < _POWERS else power * _PRIME
            hashed += one.folded * power
            place += 1
        elif inside:
            words[count] = _mixed(hashed)
            count += 1
            inside = False
        before = kind
    if inside:
        words[count] = _mixed(hashed)
        count += 1
    line.words = count
    line.counts[kind] += run
    line.signs, line.last, line.ends = signs, kind, one.signs
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
