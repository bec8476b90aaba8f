# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Features of a page's lines: what `cleaner.scorer` computes in Python, faster."""

from cython cimport final
from cpython.bytearray cimport PyByteArray_AS_STRING
from cpython.unicode cimport PyUnicode_1BYTE_DATA, PyUnicode_DATA, PyUnicode_KIND
from libc.string cimport memcpy, memset

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4 character)
    bint PyUnicode_IS_ASCII(object text)

include "lines.pxi"
include "vocabulary.pxi"

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


@final
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
    _LONG = 20  # words of a long line
    _LONGEST_WORD = 20
    _FEATURES = 65


@final
cdef class Logarithms:
    """The logarithms of whole numbers, and those of one more, as numpy computes them."""

    cdef const float[::1] _from_one
    cdef const float[::1] _from_zero

    def __init__(self, const float[::1] from_one not None, const float[::1] from_zero not None):
        self._from_one, self._from_zero = from_one, from_zero

    cdef inline float of(self, int64_t number) noexcept:
        if number <= self._from_one.shape[0]:
            return self._from_one[number - 1]
        return <float> log(number)

    cdef inline float of_one_more(self, int64_t number) noexcept:
        if number < self._from_zero.shape[0]:
            return self._from_zero[number]
        return <float> log1p(number)


cdef struct Row:
    float* at  # where the next number is written


cdef inline void _put(Row* to, double value) noexcept:
    to.at[0] = <float> value
    to.at += 1


@final
cdef class TextLines:
    """The lines of a page, none of which is empty, counted: see `cleaner.scorer.text_features`."""

    cdef Py_ssize_t _n
    cdef Py_ssize_t _count  # of words
    cdef Count* _lines
    cdef uint64_t* _words
    cdef uint64_t* _pairs
    cdef int32_t* _indentation
    cdef int32_t* _occurrences
    cdef int32_t* _above

    def __cinit__(self, list texts not None, Characters characters not None):
        cdef Py_ssize_t number
        cdef Py_ssize_t size = 0
        cdef str text
        cdef uint64_t* hashes
        self._n = len(texts)
        for text in texts:
            if not len(text):
                raise ValueError("A line is empty.")
            size += len(text)
        self._lines = <Count*> PyMem_Calloc(self._n + 1, sizeof(Count))
        self._words = <uint64_t*> PyMem_Malloc(2 * (size + self._n + 1) * sizeof(uint64_t))
        self._indentation = <int32_t*> PyMem_Calloc(3 * self._n + 1, sizeof(int32_t))
        if not (self._lines and self._words and self._indentation):
            raise MemoryError()
        self._pairs = self._words + size
        hashes = self._pairs + size + self._n  # of lines
        self._occurrences = self._indentation + self._n
        self._above = self._occurrences + self._n
        for number in range(self._n):
            hashes[number] = self._read(<str> texts[number], number, characters.table)
        count_repeats(hashes, self._n, self._occurrences, self._above)

    def __dealloc__(self):
        PyMem_Free(self._lines)
        PyMem_Free(self._words)
        PyMem_Free(self._indentation)

    cdef uint64_t _read(self, str text, Py_ssize_t number, const Properties* table) noexcept:
        """Count a line, and return the hash of its words in their order."""
        cdef Py_ssize_t size = len(text)
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef Count* line = &self._lines[number]
        cdef uint64_t* words = self._words + self._count
        cdef uint64_t* pairs = self._pairs + self._count + number
        cdef uint64_t hashed = 0
        cdef uint64_t left = 0
        cdef uint64_t right
        cdef Py_ssize_t at
        cdef int32_t start = 0
        if kind == 1:
            self._count += count_line(<const uint8_t*> data, size, table, line, words)
        elif kind == 2:
            self._count += count_line(<const uint16_t*> data, size, table, line, words)
        else:
            self._count += count_line(<const uint32_t*> data, size, table, line, words)
        while start < size and Py_UNICODE_ISSPACE(text[start]):
            start += 1
        self._indentation[number] = start
        for at in range(line.words + 1):
            right = words[at] if at < line.words else 0
            pairs[at] = _pair(left, right)
            hashed += pairs[at]
            left = right
        return _mixed(hashed)

    @property
    def words(self):
        """The hashes of all words: 64 bits each."""
        return (<char*> self._words)[: self._count * sizeof(uint64_t)]

    @property
    def pairs(self):
        """The hashes of neighbouring words, of which each line has one more than words."""
        return (<char*> self._pairs)[: (self._count + self._n) * sizeof(uint64_t)]

    def sizes(self):
        """Return for each line the number of its words, and of its group of lines that look alike.

        They are 64 bits each.
        """
        cdef bytearray sizes = bytearray(self._n * sizeof(int64_t))
        cdef bytearray looks = bytearray(self._n * sizeof(int64_t))
        cdef int64_t* size = <int64_t*> PyByteArray_AS_STRING(sizes)
        cdef int64_t* look = <int64_t*> PyByteArray_AS_STRING(looks)
        cdef int32_t numbers[_LOOKS]
        cdef int32_t count = 0
        cdef Py_ssize_t at
        memset(numbers, 0, sizeof(numbers))
        for at in range(self._n):
            size[at] = self._lines[at].words
            look[at] = look_of(&self._lines[at])
            numbers[look[at]] = 1
        for at in range(_LOOKS):
            if numbers[at]:
                numbers[at] = count
                count += 1
        for at in range(self._n):
            look[at] = numbers[look[at]]
        return sizes, looks

    def features(
        self,
        const uint8_t[::1] gaps not None,
        Logarithms logs not None,
        float[:, ::1] out not None,
    ):
        """Compute TEXT_FEATURES, in their order. `gaps` tells where blank lines are above lines."""
        cdef Py_ssize_t n = self._n
        cdef Py_ssize_t number
        cdef Py_ssize_t above = -1  # the long line above
        cdef int64_t through_above = 0  # words up to its end
        cdef int64_t before = 0  # words
        cdef int64_t long_before = 0  # words in long lines
        cdef int64_t long_words = 0
        cdef int64_t long_lines = 0
        cdef int64_t total = max(1, self._count)
        cdef Count* line
        cdef Row to
        if gaps.shape[0] != n or out.shape[0] != n or out.shape[1] != _FEATURES:
            raise ValueError("The arrays are of another size than the page.")
        for number in range(n):
            if self._lines[number].words >= _LONG:
                long_words += self._lines[number].words
                long_lines += 1
        self._put_below(logs, out)
        for number in range(n):
            line = &self._lines[number]
            to.at = &out[number, 0]
            self._put_characters(&to, line, logs)
            _put(&to, logs.of(self._occurrences[number]))
            _put(&to, logs.of_one_more(self._above[number]))
            _put(&to, number / <double> max(1, n - 1))
            _put(&to, before / <double> total)
            _put(&to, long_before / <double> max(1, long_words))
            _put(&to, logs.of_one_more(n))
            _put(&to, logs.of_one_more(total))
            _put(&to, logs.of_one_more(long_lines))
            _put(&to, logs.of_one_more(total if above < 0 else before - through_above))
            to.at += 1
            _put(&to, logs.of_one_more(n if above < 0 else number - above))
            to.at += 1
            _put(&to, gaps[number] != 0)
            _put(&to, number + 1 == n or gaps[number + 1] != 0)
            _put(&to, logs.of_one_more(self._indentation[number]))
            before += line.words
            if line.words >= _LONG:
                long_before += line.words
                above, through_above = number, before

    cdef void _put_characters(self, Row* to, const Count* line, Logarithms logs) noexcept:
        cdef int32_t letters = 0
        cdef int32_t words = max(1, line.words)
        cdef int kind
        for kind in range(_LOWER, _DIGIT + 1):
            letters += line.counts[kind]
        _put(to, logs.of_one_more(line.length))
        _put(to, logs.of_one_more(line.words))
        _put(to, min(letters / <double> words, <double> _LONGEST_WORD) / 5)
        for kind in range(_CLASSES):
            _put(to, line.counts[kind] / <double> line.length)
        _put(to, line.capitalised / <double> words)
        _put(to, logs.of_one_more(line.sentences))
        for kind in range(_CLASSES):
            _put(to, line.first == kind)
        for kind in range(_CLASSES):
            _put(to, line.last == kind)

    cdef void _put_below(self, Logarithms logs, float[:, ::1] out) noexcept:
        """Write how far the next long line below is, in words and in lines."""
        cdef int64_t total = max(1, self._count)
        cdef int64_t through = self._count  # words up to the end of the line
        cdef int64_t words = -1  # before the long line
        cdef Py_ssize_t below = 0
        cdef Py_ssize_t number
        for number in range(self._n - 1, -1, -1):
            out[number, _FEATURES - 6] = logs.of_one_more(total if words < 0 else words - through)
            out[number, _FEATURES - 4] = logs.of_one_more(
                self._n if words < 0 else below - number
            )
            through -= self._lines[number].words
            if self._lines[number].words >= _LONG:
                words, below = through, number


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


cdef enum:
    _COLUMNS = 8  # that are added up together


cdef inline void _sum_block(
    const float** rows, Py_ssize_t count, Py_ssize_t first, int columns, float* out
) noexcept:
    """The sums of some columns of up to 128 rows: in eight sums, from eight rows on."""
    cdef float sums[8][_COLUMNS]
    cdef Py_ssize_t at, part
    cdef int column
    if count < 8:
        for column in range(columns):
            out[column] = -0.0
        for at in range(count):
            for column in range(columns):
                out[column] += rows[at][first + column]
        return
    for at in range(8):
        for column in range(columns):
            sums[at][column] = rows[at][first + column]
    for part in range(8, count - count % 8, 8):
        for at in range(8):
            for column in range(columns):
                sums[at][column] += rows[part + at][first + column]
    for column in range(columns):
        out[column] = (sums[0][column] + sums[1][column]) + (sums[2][column] + sums[3][column])
        sums[4][column] = sums[4][column] + sums[5][column]
        out[column] += sums[4][column] + (sums[6][column] + sums[7][column])
    for at in range(count - count % 8, count):
        for column in range(columns):
            out[column] += rows[at][first + column]


cdef void _pairwise(
    const float** rows, Py_ssize_t count, Py_ssize_t first, int columns, float* out
) noexcept:
    """The sums of some columns of rows, as numpy adds them up: by blocks."""
    cdef float half[_COLUMNS]
    cdef Py_ssize_t part
    cdef int column
    if count > 128:
        part = count // 2
        part -= part % 8
        _pairwise(rows, part, first, columns, out)
        _pairwise(rows + part, count - part, first, columns, half)
        for column in range(columns):
            out[column] += half[column]
    elif columns == _COLUMNS:
        _sum_block(rows, count, first, _COLUMNS, out)
    else:
        _sum_block(rows, count, first, columns, out)


cdef void _sum_rows(const float** rows, Py_ssize_t count, Py_ssize_t width, float* out) noexcept:
    """Write the sums of some rows: zeros if there are none."""
    cdef float rest[_COLUMNS]
    cdef Py_ssize_t first
    cdef int columns, column
    for first in range(0, width, _COLUMNS):
        columns = <int> min(<Py_ssize_t> _COLUMNS, width - first)
        if count > 1:
            _pairwise(rows + 1, count - 1, first, columns, rest)
        for column in range(columns):
            out[first + column] = rows[0][first + column] if count else 0
            if count > 1:
                out[first + column] += rest[column]


def sum_bags(
    const uint64_t[::1] items not None,
    const int64_t[::1] sizes not None,
    Vocabulary words not None,
    float[:, :] out not None,
    bint mean,
):
    """Write for each line the sum of the vectors of its words (`items`), or their mean.

    See `row_sums` in `cleaner.scorer.arrays`. The rows of `out` may be part of longer ones.
    """
    cdef Py_ssize_t line, at
    cdef Py_ssize_t first = 0
    cdef Py_ssize_t total = items.shape[0]
    cdef Py_ssize_t width = words.width
    cdef float* row
    cdef const float** rows
    if out.shape[1] != width or out.strides[1] != sizeof(float) or out.shape[0] != sizes.shape[0]:
        raise ValueError("The array is of another size than the sums.")
    rows = <const float**>PyMem_Malloc((total + 1) * sizeof(float*))
    if rows == NULL:
        raise MemoryError
    for at in range(total):
        rows[at] = words._vectors + words.number(items[at]) * width
    for line in range(sizes.shape[0]):
        row = &out[line, 0]
        _sum_rows(rows + first, sizes[line], width, row)
        first += sizes[line]
        for at in range(width if mean else 0):
            row[at] = <float> (row[at] / <double> max(1, sizes[line]))
    PyMem_Free(rows)


def sum_groups(
    const float[:, ::1] values,
    const int64_t[::1] order,
    const int64_t[::1] starts,
    float[:, ::1] out,
):
    """Write for each group the sum of its rows: those in `order` from where it starts."""
    cdef Py_ssize_t group, at, end
    cdef Py_ssize_t total = order.shape[0]
    cdef const float** rows = <const float**>PyMem_Malloc((total + 1) * sizeof(float*))
    if rows == NULL:
        raise MemoryError
    for at in range(total):
        rows[at] = &values[order[at], 0]
    for group in range(starts.shape[0]):
        end = total if group + 1 == starts.shape[0] else starts[group + 1]
        _sum_rows(rows + starts[group], end - starts[group], values.shape[1], &out[group, 0])
    PyMem_Free(rows)


def standardise(
    const float[:, ::1] values not None,
    const float[::1] mean not None,
    const float[::1] scale not None,
    float clip,
    float[:, :] out not None,
):
    """Write features less their mean, times a scale, and clipped: what `numpy.clip` gives.

    The rows of `out` may be part of longer ones.
    """
    cdef Py_ssize_t row, at
    cdef Py_ssize_t width = values.shape[1]
    cdef const float* source
    cdef float* to
    cdef float value
    if (
        (out.shape[0], out.shape[1]) != (values.shape[0], width)
        or not width == mean.shape[0] == scale.shape[0]
        or out.strides[1] != sizeof(float)
    ):
        raise ValueError("The arrays are of different sizes.")
    for row in range(values.shape[0]):
        source, to = &values[row, 0], &out[row, 0]
        for at in range(width):
            value = (source[at] - mean[at]) * scale[at]
            value = -clip if value < -clip else value
            to[at] = clip if value > clip else value
