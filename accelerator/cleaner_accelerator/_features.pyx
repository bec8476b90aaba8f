# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Features of a page's lines: what `cleaner.scorer` computes in Python, faster."""

from cpython.bytearray cimport PyByteArray_AS_STRING
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport PyUnicode_1BYTE_DATA, PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4 character)
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


# --- Lines of text --------------------------------------------------------------------------------

cdef enum:
    _SPACE = 0  # the first classes of `cleaner.scorer.characters`
    _LOWER = 1
    _UPPER = 2
    _IDEOGRAPH = 4
    _DIGIT = 5
    _STOP = 6
    _PLANE = 1 << 16

cdef uint64_t _PRIME = 0x9E3779B97F4A7C15
cdef uint64_t _MIX = 0xFF51AFD7ED558CCD


cdef inline uint64_t _mixed(uint64_t value) noexcept:
    value = (value ^ (value >> 33)) * _MIX
    return value ^ (value >> 29)


cdef class Counts:
    """What is counted in lines, none of which is empty: see `cleaner.scorer.lines`.

    Each is an array of bytes: 64 bits for a number or hash, 8 for a class. `words` has a hash for
    each word, `pairs` one more for each line.
    """

    cdef readonly bytearray lengths, words, pairs, sizes, capitalised, sentence_ends, indentation
    cdef readonly bytearray class_counts, first_class, last_class, occurrences, above

    def __init__(
        self, list texts, const uint8_t[::1] classes, const uint64_t[::1] folded, int kinds
    ):
        cdef Py_ssize_t n = len(texts), characters = 0, at, number, size, start
        cdef Py_ssize_t words = 0, first_word
        cdef str text
        for text in texts:
            characters += len(text)
        self.lengths = bytearray(8 * n)
        self.sizes = bytearray(8 * n)
        self.capitalised = bytearray(8 * n)
        self.sentence_ends = bytearray(8 * n)
        self.indentation = bytearray(8 * n)
        self.occurrences = bytearray(8 * n)
        self.above = bytearray(8 * n)
        self.class_counts = bytearray(8 * n * kinds)
        self.first_class = bytearray(n)
        self.last_class = bytearray(n)
        self.words = bytearray(8 * characters)
        self.pairs = bytearray(8 * (characters + n))
        cdef int64_t* lengths = <int64_t*>PyByteArray_AS_STRING(self.lengths)
        cdef int64_t* sizes = <int64_t*>PyByteArray_AS_STRING(self.sizes)
        cdef int64_t* capitalised = <int64_t*>PyByteArray_AS_STRING(self.capitalised)
        cdef int64_t* ends = <int64_t*>PyByteArray_AS_STRING(self.sentence_ends)
        cdef int64_t* indentation = <int64_t*>PyByteArray_AS_STRING(self.indentation)
        cdef int64_t* occurrences = <int64_t*>PyByteArray_AS_STRING(self.occurrences)
        cdef int64_t* above = <int64_t*>PyByteArray_AS_STRING(self.above)
        cdef int64_t* counts = <int64_t*>PyByteArray_AS_STRING(self.class_counts)
        cdef uint8_t* firsts = <uint8_t*>PyByteArray_AS_STRING(self.first_class)
        cdef uint8_t* lasts = <uint8_t*>PyByteArray_AS_STRING(self.last_class)
        cdef uint64_t* hashes = <uint64_t*>PyByteArray_AS_STRING(self.words)
        cdef uint64_t* pairs = <uint64_t*>PyByteArray_AS_STRING(self.pairs)
        cdef uint64_t power = 1, value = 0, total, left
        cdef uint32_t character
        cdef uint8_t one = 0, before
        cdef bint is_word, was_word
        cdef int kind
        cdef const void* data
        cdef dict seen = {}
        cdef list times
        for number in range(n):
            text = <str>texts[number]
            size, kind, data = len(text), PyUnicode_KIND(text), PyUnicode_DATA(text)
            lengths[number] = size
            first_word = words
            was_word, before = False, _LOWER
            start = size
            for at in range(size):
                character = PyUnicode_READ(kind, data, at)
                if start == size and not Py_UNICODE_ISSPACE(character):
                    start = at
                one = classes[character if character < _PLANE else _PLANE - 1]
                counts[number * kinds + one] += 1
                is_word = _LOWER <= one <= _DIGIT
                if is_word:
                    if not was_word or one == _IDEOGRAPH or before == _IDEOGRAPH:
                        if words > first_word:
                            hashes[words - 1] = _mixed(value)
                        words += 1
                        power, value = _PRIME, 0
                        capitalised[number] += one == _UPPER
                    value += folded[character if character < _PLANE else _PLANE - 1] * power
                    power *= _PRIME
                elif one == _SPACE and before == _STOP:
                    ends[number] += 1
                if not at:
                    firsts[number] = one
                was_word, before = is_word, one
            if words > first_word:
                hashes[words - 1] = _mixed(value)
            lasts[number] = one
            indentation[number] = start
            sizes[number] = words - first_word
            total, left = 0, 0
            for at in range(first_word, words + 1):
                value = hashes[at] if at < words else 0
                pairs[at + number] = _mixed(left * 3 + value * _PRIME)
                total += pairs[at + number]
                left = value
            times = <list>seen.setdefault(_mixed(total), [])
            above[number] = len(times)
            times.append(number)
        for times in seen.values():
            for place in times:
                occurrences[<Py_ssize_t>place] = len(times)
        del self.words[8 * words:]
        del self.pairs[8 * (words + n):]


# --- Sums of rows ---------------------------------------------------------------------------------

# All add 32-bit floats in the order in which numpy adds them.


def add_rows(float[:, ::1] out, const int64_t[::1] places, const float[:, ::1] values):
    """Add each row of `values` to the row of `out` at its place: `np.add.at`."""
    cdef Py_ssize_t row, column, place
    for row in range(places.shape[0]):
        place = places[row]
        for column in range(values.shape[1]):
            out[place, column] += values[row, column]


def sum_descendants(float[:, ::1] out, const int64_t[::1] parents, const int64_t[::1] order):
    """Add the row of each container to that of its parent, in this order."""
    cdef Py_ssize_t at, column, one, parent
    for at in range(order.shape[0]):
        one = order[at]
        parent = parents[one]
        for column in range(out.shape[1]):
            out[parent, column] += out[one, column]


def decay_ancestors(float[:, ::1] out, const int64_t[::1] parents, float decay):
    """Add `decay` times the row of its parent to that of each container; parents are above."""
    cdef Py_ssize_t one, column, parent
    for one in range(parents.shape[0]):
        parent = parents[one]
        if parent >= 0:
            for column in range(out.shape[1]):
                out[one, column] += decay * out[parent, column]


cdef float _pairwise(const float** rows, Py_ssize_t count, Py_ssize_t column) noexcept:
    """The sum of a column of some rows, as numpy adds them up: in eight sums, by blocks."""
    cdef float sums[8]
    cdef float total
    cdef Py_ssize_t at, part
    if count < 8:
        total = -0.0
        for at in range(count):
            total += rows[at][column]
        return total
    if count > 128:
        part = count // 2
        part -= part % 8
        return _pairwise(rows, part, column) + _pairwise(rows + part, count - part, column)
    for at in range(8):
        sums[at] = rows[at][column]
    for part in range(8, count - count % 8, 8):
        for at in range(8):
            sums[at] += rows[part + at][column]
    total = (sums[0] + sums[1]) + (sums[2] + sums[3])
    total = total + ((sums[4] + sums[5]) + (sums[6] + sums[7]))
    for at in range(count - count % 8, count):
        total += rows[at][column]
    return total


def sum_bags(
    const uint64_t[::1] items,
    const int64_t[::1] sizes,
    const int32_t[::1] table,
    const uint32_t[::1] known,
    const float[:, ::1] vectors,
    float[:, ::1] out,
):
    """Write for each line the sum of its hashes' vectors (`cleaner.scorer.arrays.row_sums`)."""
    cdef Py_ssize_t line, at, first = 0, begin, column, total = items.shape[0]
    cdef Py_ssize_t width = out.shape[1]
    cdef uint32_t short, mask = <uint32_t>(table.shape[0] - 1)
    cdef int32_t number
    cdef const float** rows = <const float**>PyMem_Malloc((total + 1) * sizeof(float*))
    if rows == NULL:
        raise MemoryError
    for at in range(total):
        short = <uint32_t>items[at]
        number = table[short & mask]
        rows[at] = &vectors[number if known[number] == short else 0, 0]
    for line in range(sizes.shape[0]):
        begin = first
        first += sizes[line]
        for column in range(width):
            if not sizes[line]:
                out[line, column] = 0
            elif first == begin + 1:
                out[line, column] = rows[begin][column]
            else:
                out[line, column] = rows[begin][column] + _pairwise(
                    rows + begin + 1, first - begin - 1, column
                )
    PyMem_Free(rows)


def sum_groups(
    const float[:, ::1] values,
    const int64_t[::1] order,
    const int64_t[::1] starts,
    float[:, ::1] out,
):
    """Write for each group the sum of its rows: those in `order` from where it starts."""
    cdef Py_ssize_t group, at, begin, end, column, total = order.shape[0]
    cdef const float** rows = <const float**>PyMem_Malloc((total + 1) * sizeof(float*))
    if rows == NULL:
        raise MemoryError
    for at in range(total):
        rows[at] = &values[order[at], 0]
    for group in range(starts.shape[0]):
        begin = starts[group]
        end = total if group + 1 == starts.shape[0] else starts[group + 1]
        for column in range(values.shape[1]):
            out[group, column] = rows[begin][column]
            if end > begin + 1:
                out[group, column] += _pairwise(rows + begin + 1, end - begin - 1, column)
    PyMem_Free(rows)
