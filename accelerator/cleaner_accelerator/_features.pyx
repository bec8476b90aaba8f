# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Features of a page's lines: what `cleaner.scorer` computes in Python, faster."""

from cpython.bytearray cimport PyByteArray_AS_STRING
from cpython.unicode cimport PyUnicode_1BYTE_DATA
from libc.stdint cimport uint32_t, uint64_t, uint8_t
from libc.string cimport memcpy

cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(object text)

cdef enum:
    _MOST_NAMES = 12  # of an attribute
    _LONG_NAME = 40  # characters
    _MOST_PARTS = 6  # of a name
    _MOST = 1 + 4 * _MOST_NAMES * (1 + _MOST_PARTS)  # hashes of an element

cdef uint8_t* _MARKS = b".#[@"
cdef uint32_t _CRC[256]


cdef void _fill() noexcept:
    cdef uint32_t number, value
    cdef int bit
    for number in range(256):
        value = number
        for bit in range(8):
            value = (value >> 1) ^ (0xEDB88320 if value & 1 else 0)
        _CRC[number] = value


_fill()


cdef inline uint32_t _crc(uint32_t crc, const uint8_t* text, int size) noexcept:
    cdef int at
    for at in range(size):
        crc = _CRC[(crc ^ text[at]) & 255] ^ (crc >> 8)
    return crc


cdef inline bint _is_lower(uint8_t character) noexcept:
    return 97 <= character <= 122


cdef inline bint _is_upper(uint8_t character) noexcept:
    return 65 <= character <= 90


cdef inline bint _is_digit(uint8_t character) noexcept:
    return 48 <= character <= 57


cdef inline bint _is_space(uint8_t character) noexcept:
    return character == 32 or 9 <= character <= 13 or 28 <= character <= 31


cdef inline uint32_t _marked(uint8_t mark, const uint8_t* text, int size) noexcept:
    """The hash of a name in lower case with a mark before it."""
    cdef uint8_t lower[_LONG_NAME]
    cdef int at
    for at in range(size):
        lower[at] = text[at] + 32 if _is_upper(text[at]) else text[at]
    return _crc(_crc(0xFFFFFFFF, &mark, 1), lower, size) ^ 0xFFFFFFFF


cdef int _part(const uint8_t* text, int size) noexcept:
    """The length of the part of a name that begins here: letters or digits; 0 for none."""
    cdef int end = 0
    if _is_digit(text[0]):
        while end < size and _is_digit(text[end]):
            end += 1
        return end
    if _is_upper(text[0]):
        if size > 2 and _is_lower(text[1]) and _is_lower(text[2]):
            end = 3
        elif size > 1 and _is_upper(text[1]):
            end = 2
            while end < size and _is_upper(text[end]):
                end += 1
            return end
        else:
            return 0
    elif size > 1 and _is_lower(text[0]) and _is_lower(text[1]):
        end = 2
    else:
        return 0
    while end < size and _is_lower(text[end]):
        end += 1
    return end


cdef int _add_name(uint8_t mark, const uint8_t* name, int size, uint32_t* out) noexcept:
    """Write the hashes of a name and its parts; how many."""
    cdef uint8_t short[_LONG_NAME]
    cdef int at, length = 0, count = 0, parts = 0
    cdef bint is_single = mark != 35  # `#`
    cdef int starts[_MOST_PARTS]
    cdef int lengths[_MOST_PARTS]
    if size > _LONG_NAME:
        size = _LONG_NAME
    for at in range(size):  # digits are all the same
        if _is_digit(name[at]):
            if at and _is_digit(name[at - 1]):
                continue
            short[length] = 48
        else:
            short[length] = name[at]
        is_single = is_single and _is_lower(short[length])
        length += 1
    out[0] = _marked(mark, short, length)
    if is_single:
        return 1
    count = 1
    at = 0
    while at < length:
        size = _part(short + at, length - at)
        if not size:
            at += 1
            continue
        if parts < _MOST_PARTS:
            starts[parts], lengths[parts] = at, size
        parts += 1
        at += size
    if parts > 1 or mark == 35:
        for at in range(min(parts, <int>_MOST_PARTS)):
            out[count] = _marked(46, short + starts[at], lengths[at])
            count += 1
    return count


cdef int _add_names(uint8_t mark, str value, uint32_t* out) noexcept:
    cdef const uint8_t* text = <const uint8_t*>PyUnicode_1BYTE_DATA(value)
    cdef Py_ssize_t at = 0, start, size = len(value)
    cdef int names = 0, count = 0
    while names < _MOST_NAMES:
        while at < size and _is_space(text[at]):
            at += 1
        if at == size:
            break
        start = at
        while at < size and not _is_space(text[at]):
            at += 1
        count += _add_name(mark, text + start, <int>min(at - start, 1 << 20), out + count)
        names += 1
    return count


cdef class _Hashes:
    """The hashes of the names of elements, one after the other."""

    cdef bytearray out
    cdef Py_ssize_t used, room
    cdef dict known  # for names, where their hashes are, and how many
    cdef object plain

    def __cinit__(self, Py_ssize_t room, plain):
        self.room = room + _MOST
        self.out = bytearray(8 * self.room)
        self.used = 0
        self.known = {}
        self.plain = plain

    cdef int add(self, tuple names) except -1:
        """Add the hashes of an element's names; how many."""
        cdef uint32_t found[_MOST]
        cdef uint32_t crc
        cdef uint8_t tag_mark = 60  # `<`
        cdef int count = 1, kept = 0, at, before
        cdef Py_ssize_t start
        cdef str tag = <str>names[0], value
        cdef bint is_plain = PyUnicode_IS_ASCII(tag)
        if self.used + _MOST > self.room:
            self.out.extend(bytes(8 * self.room))
            self.room *= 2
        cdef uint64_t* items = <uint64_t*>PyByteArray_AS_STRING(self.out)
        place = self.known.get(names)
        if place is not None:
            start, kept = <tuple>place
            memcpy(items + self.used, items + start, 8 * kept)
            self.used += kept
            return kept
        for at in range(1, len(names)):
            is_plain = is_plain and PyUnicode_IS_ASCII(<str>names[at])
        items += self.used
        if is_plain:
            crc = _crc(0xFFFFFFFF, &tag_mark, 1)
            crc = _crc(crc, <const uint8_t*>PyUnicode_1BYTE_DATA(tag), <int>len(tag))
            found[0] = crc ^ 0xFFFFFFFF
            for at in range(1, len(names)):
                value = <str>names[at]
                if len(value):
                    count += _add_names(_MARKS[at - 1], value, found + count)
            for at in range(count):
                for before in range(kept):
                    if items[before] == found[at]:
                        break
                else:
                    items[kept] = found[at]
                    kept += 1
        else:
            for one in self.plain(*names):
                items[kept] = one
                kept += 1
        self.known[names] = (self.used, kept)
        self.used += kept
        return kept

    cdef bytes items(self):
        return bytes(self.out[: 8 * self.used])


def hashed_names(list elements, plain):
    """The hashes of the names of elements as 64-bit numbers, and how many each element has.

    An element is its tag, classes, id, role and itemprop; `plain` hashes those that are not ASCII.
    """
    cdef _Hashes hashes = _Hashes(16 * len(elements), plain)
    cdef bytearray sizes = bytearray(8 * len(elements))
    cdef uint64_t* counts = <uint64_t*>PyByteArray_AS_STRING(sizes)
    cdef Py_ssize_t number
    for number in range(len(elements)):
        counts[number] = hashes.add(<tuple>elements[number])
    return hashes.items(), bytes(sizes)


def hashed_lines(list lines, plain):
    """The same for lines, with the tags and classes of the elements that begin in each."""
    cdef _Hashes hashes = _Hashes(16 * len(lines), plain)
    cdef bytearray sizes = bytearray(8 * len(lines))
    cdef uint64_t* counts = <uint64_t*>PyByteArray_AS_STRING(sizes)
    cdef Py_ssize_t number
    for number in range(len(lines)):
        for element in <tuple>lines[number]:
            counts[number] += hashes.add(<tuple>element)
    return hashes.items(), bytes(sizes)
