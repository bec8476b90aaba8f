# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=True
"""The lines of an article's text for its scorer: counted, as features, and in context.

The same as `cleaner.scorer.lines`, `article_features` and `article_context`, in one pass over the
characters. What characters are, and what a model knows, is given as tables.
"""

from cython cimport final
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND
from libc.math cimport INFINITY, logf
from libc.string cimport memset

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4 character)

include "lines.pxi"
include "vocabulary.pxi"

cdef enum:
    _SIGNS = 18
    _FAMILIES = 15
    _FEATURES = 153
    _ROLES = 20
    _KINDS = 11  # of regions
    _CONTEXT = 97
    _SLOTS = 1 << 13  # in which words are counted
    _RUNNING = 12
    _HEADING = 6
    _LEAST_WORD = 4
    _LONGEST_WORD = 20
    _FAR = 2
    _NEAR = 5
    _CLOSE = 2
    _PHRASES = 3

cdef float _CLIP = 5
cdef float _BEFORE = -4
cdef float _AFTER = 0
cdef float _EDGE = 8
cdef float _LEAST = 1e-6
cdef float _MOST = 1 - 1e-6


cdef struct Line:
    uint64_t hash  # of its words in their order
    Count count
    uint32_t families  # of its phrases: a bit for each
    int32_t first_word  # of those of the text
    int32_t worth
    int32_t block
    int32_t place
    int32_t above  # lines since running text
    int32_t below
    int32_t look
    int32_t occurrences
    int32_t occurrences_above
    float elsewhere[3]  # shares of words that recur in running text, in the title, nowhere
    bint strong
    bint running
    bint label
    bint gap


cdef struct Writer:
    float* row  # where the next number of a line is written


cdef inline void _put(Writer* to, double value) noexcept:
    to.row[0] = <float> value
    to.row += 1


cdef inline void _put_bits(Writer* to, uint32_t bits, int count) noexcept:
    cdef int at
    for at in range(count):
        _put(to, bits >> at & 1)


@final
cdef class Tables:
    """What the reader knows of characters and numbers, and what a model knows of words."""

    cdef Characters _characters
    cdef const float[::1] _logs  # the logarithm of each whole number from 1 on
    cdef const float[::1] _mean
    cdef const float[::1] _scale
    cdef Vocabulary _words
    cdef Vocabulary _pairs
    cdef str _colons
    cdef uint32_t _comments  # the families of phrases of comment sections

    def __cinit__(
        self,
        const uint8_t[::1] classes,
        const uint64_t[::1] folded,
        const uint32_t[::1] signs,
        const float[::1] logs,
        const float[::1] mean,
        const float[::1] scale,
        Vocabulary words not None,
        Vocabulary pairs not None,
        str colons not None,
        uint32_t comments,
    ):
        if mean.shape[0] != scale.shape[0]:
            raise ValueError("There must be as many means as scales.")
        self._characters = Characters(classes, folded, signs)
        self._logs, self._mean, self._scale = logs, mean, scale
        self._words, self._pairs = words, pairs
        self._colons, self._comments = colons, comments

    cdef inline float log(self, int64_t number) noexcept:
        """Return the logarithm of a whole number from 1 on."""
        if number <= self._logs.shape[0]:
            return self._logs[number - 1]
        return <float> log(number)


@final
cdef class Text:
    """The lines of a text (at least one, none empty), counted.

    What follows from all lines and from their phrases is there after `complete`.
    """

    cdef Tables _tables
    cdef Line* _lines
    cdef Py_ssize_t _n
    cdef uint64_t* _words  # hashes
    cdef uint32_t* _numbers  # of words' vectors
    cdef Py_ssize_t _count  # of words
    cdef Py_ssize_t _room
    cdef Py_ssize_t _looks
    cdef Py_ssize_t _known
    cdef int64_t _characters
    cdef int64_t _running_words
    cdef list _texts
    cdef bint _complete

    def __cinit__(self, Tables tables not None, list texts not None):
        cdef Py_ssize_t number
        cdef str text
        self._n = len(texts)
        self._tables = tables
        self._texts = texts
        if not self._n:
            raise ValueError("There are no lines.")
        self._lines = <Line*> PyMem_Calloc(self._n, sizeof(Line))
        if not self._lines:
            raise MemoryError()
        for number, text in enumerate(texts):
            self._read(text, &self._lines[number])

    def complete(
        self,
        list close not None,
        const uint8_t[:, ::1] families not None,
        int64_t[:, ::1] out not None,
    ):
        """Compute what follows from all lines.

        `close` are the numbers of those without a blank line above them, `families` has the
        families of their phrases: lines × (strong, then weak ones). Gives of each line: words,
        words as they count, running, label, look.
        """
        cdef Py_ssize_t number
        if self._complete or families.shape[0] != self._n or families.shape[1] > 64:
            raise ValueError("There must be a row of families for each line.")
        self._complete = True
        for number in range(self._n):
            self._lines[number].gap = True
        for number in close:
            if 0 <= number < self._n:
                self._lines[number].gap = False
        self._add_families(families)
        self._add_running()
        self._add_blocks()
        self._add_looks()
        self._add_repeats()
        self._add_elsewhere()
        self._add_labels()
        self._give(out)

    def __dealloc__(self):
        PyMem_Free(self._lines)
        PyMem_Free(self._words)
        PyMem_Free(self._numbers)

    def __len__(self):
        return self._n

    @property
    def total_words(self):
        """The number of words; 1 if there are none."""
        return max(1, self._count)

    @property
    def known(self):
        """The share of words that the model knows; 1 if there are none."""
        return self._known / <double> self._count if self._count else 1.0

    cdef int _reserve(self, Py_ssize_t more) except -1:
        """Make room for some more words."""
        cdef void* words
        cdef void* numbers
        if self._count + more <= self._room:
            return 0
        self._room = 2 * (self._count + more)
        words = PyMem_Realloc(self._words, self._room * sizeof(uint64_t))
        self._words = <uint64_t*> words if words else self._words
        numbers = PyMem_Realloc(self._numbers, self._room * sizeof(uint32_t))
        self._numbers = <uint32_t*> numbers if numbers else self._numbers
        if not (words and numbers):
            raise MemoryError()
        return 0

    cdef int _read(self, str text, Line* line) except -1:
        cdef Py_ssize_t size = len(text)
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        if not size:
            raise ValueError("A line is empty.")
        self._reserve(size)
        line.first_word = <int32_t> self._count
        if kind == 1:
            self._count_words(<const uint8_t*> data, size, line)
        elif kind == 2:
            self._count_words(<const uint16_t*> data, size, line)
        else:
            self._count_words(<const uint32_t*> data, size, line)
        line.worth = min(line.count.words, line.count.length // _LEAST_WORD + 1)
        self._characters += size
        self._add_hash(line)
        return 0

    cdef void _count_words(self, const Character* data, Py_ssize_t size, Line* line) noexcept:
        cdef const Properties* table = self._tables._characters.table
        self._count += count_line(data, size, table, &line.count, self._words + self._count)

    cdef void _add_hash(self, Line* line) noexcept:
        """Hash the words of a line, and look them up."""
        cdef Py_ssize_t at
        cdef uint64_t left = 0
        cdef uint64_t right
        line.hash = 0
        for at in range(line.first_word, line.first_word + line.count.words):
            right = self._words[at]
            line.hash += _pair(left, right)
            left = right
            self._numbers[at] = self._tables._words.number(right)
            self._known += self._numbers[at] > 0
        line.hash = _mixed(line.hash + _pair(left, 0))

    cdef void _add_families(self, const uint8_t[:, ::1] families) noexcept:
        cdef Py_ssize_t number
        cdef Py_ssize_t at
        cdef Py_ssize_t count = families.shape[1] // 2
        for number in range(self._n):
            for at in range(count):
                if families[number, at]:
                    self._lines[number].strong = True
                if families[number, at] or families[number, count + at]:
                    self._lines[number].families |= <uint32_t> 1 << at

    cdef void _add_running(self) noexcept:
        cdef Py_ssize_t number
        cdef Line* line
        for number in range(self._n):
            line = &self._lines[number]
            line.running = line.count.words >= _RUNNING and (
                line.count.last == _STOP or line.count.sentences > 0
            )
            if line.running:
                self._running_words += line.count.words

    cdef void _add_blocks(self) noexcept:
        """Find runs of lines that are not running text, and how far that is."""
        cdef Py_ssize_t number
        cdef Py_ssize_t begin = 0  # of the run
        cdef Py_ssize_t last = -1  # the last line of running text
        cdef Line* line
        for number in range(self._n):
            line = &self._lines[number]
            if line.running:
                last, begin = number, number + 1
            else:
                line.place = <int32_t> (number - begin)
            line.above = <int32_t> (number - last)
        last, begin = self._n, 0
        for number in range(self._n - 1, -1, -1):
            line = &self._lines[number]
            if line.running:
                last = number
            else:
                line.block = line.place + 1
                if number + 1 < self._n and not self._lines[number + 1].running:
                    line.block = self._lines[number + 1].block
            line.below = <int32_t> (last - number)

    cdef void _add_looks(self) noexcept:
        """Number the groups of lines that look alike."""
        cdef uint16_t numbers[_LOOKS]
        cdef Py_ssize_t at
        cdef int look
        memset(numbers, 0, sizeof(numbers))
        for at in range(self._n):
            look = look_of(&self._lines[at].count)
            if not numbers[look]:
                self._looks += 1
                numbers[look] = <uint16_t> self._looks
            self._lines[at].look = numbers[look] - 1

    cdef int _add_repeats(self) except -1:
        """Count for each line those with the same words."""
        cdef Py_ssize_t number
        cdef uint64_t* hashes = <uint64_t*> PyMem_Malloc(
            self._n * (sizeof(uint64_t) + 2 * sizeof(int32_t))
        )
        cdef int32_t* occurrences = <int32_t*> (hashes + self._n)
        cdef int32_t* above = occurrences + self._n
        if not hashes:
            raise MemoryError()
        for number in range(self._n):
            hashes[number] = self._lines[number].hash
        count_repeats(hashes, self._n, occurrences, above)
        for number in range(self._n):
            self._lines[number].occurrences = occurrences[number]
            self._lines[number].occurrences_above = above[number]
        PyMem_Free(hashes)
        return 0

    cdef void _add_elsewhere(self) noexcept:
        """Find the shares of words that recur in running text, in the first line, nowhere."""
        cdef uint8_t seen[_SLOTS]  # how often, up to twice; by twos in running text; in the title
        cdef Py_ssize_t number
        cdef Py_ssize_t at
        cdef uint8_t* slot
        cdef int32_t found[3]
        cdef Line* line
        memset(seen, 0, sizeof(seen))
        for number in range(self._n):
            line = &self._lines[number]
            for at in range(line.first_word, line.first_word + line.count.words):
                slot = &seen[self._words[at] & (_SLOTS - 1)]
                slot[0] += (slot[0] & 3) < 2
                slot[0] += 4 * (line.running and (slot[0] >> 2 & 3) < 2)
                slot[0] |= 16 * (number == 0)
        for number in range(self._n):
            line = &self._lines[number]
            memset(found, 0, sizeof(found))
            for at in range(line.first_word, line.first_word + line.count.words):
                slot = &seen[self._words[at] & (_SLOTS - 1)]
                found[0] += (slot[0] >> 2 & 3) > line.running
                found[1] += number > 0 and slot[0] >= 16
                found[2] += (slot[0] & 3) == 1
            for at in range(3):
                line.elsewhere[at] = <float> (found[at] / <double> max(1, line.count.words))

    cdef int _add_labels(self) except -1:
        cdef Py_ssize_t number
        cdef Py_ssize_t end
        cdef str text
        cdef Py_UCS4 colon
        cdef Line* line
        for number, text in enumerate(self._texts):
            line = &self._lines[number]
            end = len(text)
            while end and Py_UNICODE_ISSPACE(text[end - 1]):
                end -= 1
            line.label = line.block == 1 and line.count.words <= _HEADING
            for colon in self._tables._colons if end else "":
                line.label = line.label or text[end - 1] == colon
        return 0

    cdef int _give(self, int64_t[:, ::1] out) except -1:
        cdef Py_ssize_t number
        cdef Line* line
        if out.shape[0] != 5 or out.shape[1] != self._n:
            raise ValueError("The array is of another size than the text.")
        for number in range(self._n):
            line = &self._lines[number]
            out[0, number] = line.count.words
            out[1, number] = line.worth
            out[2, number] = line.running
            out[3, number] = line.label
            out[4, number] = line.look
        return 0

    def inputs(self, float[:, ::1] out):
        """Compute the inputs of the network: features, and the means of words' and pairs' vectors.
        """
        cdef Py_ssize_t number
        cdef Py_ssize_t at
        cdef Py_ssize_t dense = self._tables._mean.shape[0]
        cdef Py_ssize_t width = dense + self._tables._words.width + self._tables._pairs.width
        cdef float* row
        cdef float value
        cdef uint32_t* pairs
        cdef Py_ssize_t most = 0  # words of a line
        if (
            not self._complete
            or out.shape[0] != self._n
            or out.shape[1] != width
            or dense != _FEATURES
        ):
            raise ValueError("The array is of another size than the text.")
        for number in range(self._n):
            most = max(most, self._lines[number].count.words)
        pairs = <uint32_t*> PyMem_Malloc((most + 1) * sizeof(uint32_t))
        if not pairs:
            raise MemoryError()
        self._features(out)
        for number in range(self._n):
            row = &out[number, 0]
            for at in range(dense):
                value = (row[at] - self._tables._mean[at]) * self._tables._scale[at]
                row[at] = min(max(value, -_CLIP), _CLIP)
            self._vectors(&self._lines[number], pairs, row + dense)
        PyMem_Free(pairs)

    cdef void _vectors(self, const Line* line, uint32_t* pairs, float* out) noexcept:
        """Compute the means of the vectors of a line's words and pairs of words.

        `pairs` has room for the numbers of the pairs: all are looked up before any is added, so
        that the processor can wait for several at once.
        """
        cdef const uint64_t* words = self._words + line.first_word
        cdef Py_ssize_t count = line.count.words
        cdef Py_ssize_t at
        for at in range(count + 1):
            pairs[at] = self._tables._pairs.number(
                _pair(words[at - 1] if at else 0, words[at] if at < count else 0)
            )
        self._tables._words.mean(self._numbers + line.first_word, count, out)
        self._tables._pairs.mean(pairs, count + 1, out + self._tables._words.width)

    cdef void _features(self, float[:, ::1] out) noexcept:
        """Compute the features of all lines, in the order of ARTICLE_FEATURES."""
        cdef Py_ssize_t n = self._n
        cdef Py_ssize_t number
        cdef Py_ssize_t at
        cdef Py_ssize_t digits = 0
        cdef Py_ssize_t capitals = 0
        cdef Py_ssize_t running = 0  # lines
        cdef Py_ssize_t phrases = 0  # lines with any
        cdef Py_ssize_t words = 0  # above
        cdef Py_ssize_t running_above = 0
        cdef Py_ssize_t running_words = 0  # above
        cdef int32_t letters
        cdef int32_t at_least_one
        cdef Tables tables = self._tables
        cdef int64_t total = max(1, self._count)
        cdef double length
        cdef Line* line
        cdef Writer to
        cdef int32_t alike[_LOOKS]
        memset(alike, 0, sizeof(alike))
        for number in range(n):
            line = &self._lines[number]
            digits += line.count.counts[_DIGIT]
            capitals += line.count.counts[_UPPER]
            running += line.running
            phrases += line.families != 0
            alike[line.look] += 1
        for number in range(n):
            line = &self._lines[number]
            at_least_one = max(1, line.count.words)
            to.row = &out[number, 0]
            letters = 0
            for at in range(_LOWER, _DIGIT + 1):
                letters += line.count.counts[at]
            length = min(letters / <double> at_least_one, <double> _LONGEST_WORD) / 5
            _put(&to, tables.log(1 + line.count.length))
            _put(&to, tables.log(1 + line.count.words))
            _put(&to, tables.log(1 + line.count.sentences))
            _put(&to, length)
            _put(&to, line.count.capitalised / <double> at_least_one)
            _put(&to, tables.log(1 + line.count.capitalised))
            for at in range(_CLASSES):
                _put(&to, line.count.counts[at] / <double> line.count.length)
            for at in range(_CLASSES):
                _put(&to, line.count.first == at)
            for at in range(_CLASSES):
                _put(&to, line.count.last == at)
            _put_bits(&to, line.count.signs, _SIGNS)
            _put_bits(&to, line.count.begins, _SIGNS)
            _put_bits(&to, line.count.ends, _SIGNS)
            _put_bits(&to, line.families, _FAMILIES)
            _put(&to, line.strong)
            _put(&to, tables.log(line.occurrences))
            _put(&to, tables.log(1 + line.occurrences_above))
            _put(&to, number / <double> max(1, n - 1))
            _put(&to, words / <double> total)
            _put(&to, running_words / <double> max(1, self._running_words))
            _put(&to, tables.log(1 + words))
            words += line.count.words
            _put(&to, tables.log(1 + total - words))
            _put(&to, tables.log(n - number))
            _put(&to, tables.log(1 + running_above))
            _put(&to, tables.log(1 + running - running_above - line.running))
            _put(&to, running_above / <double> max(1, number))
            _put(&to, (running - running_above - line.running) / <double> max(1, n - 1 - number))
            running_above += line.running
            running_words += line.count.words * line.running
            _put(&to, tables.log(1 + line.above))
            _put(&to, tables.log(1 + line.below))
            _put(&to, tables.log(1 + line.block))
            _put(&to, tables.log(1 + line.place))
            _put(&to, line.gap)
            _put(&to, number + 1 == n or self._lines[number + 1].gap)
            _put(&to, line.running)
            _put(&to, tables.log(alike[line.look]))
            _put(&to, self._alike_nearby(number))
            for at in range(3):
                _put(&to, line.elsewhere[at])
            _put(&to, tables.log(1 + n))
            _put(&to, tables.log(1 + total))
            _put(&to, tables.log(1 + running))
            _put(&to, digits / <double> self._characters)
            _put(&to, capitals / <double> self._characters)
            _put(&to, running / <double> n)
            _put(&to, self._running_words / <double> total)
            _put(&to, phrases / <double> n)

    cdef int32_t _alike_nearby(self, Py_ssize_t number) noexcept:
        cdef Py_ssize_t other
        cdef int32_t found = -1  # without itself
        for other in range(max(0, number - _FAR), min(self._n, number + _FAR + 1)):
            found += self._lines[other].look == self._lines[number].look
        return found


cdef struct Group:
    double total
    float least
    float most
    int32_t size


cdef struct Place:
    float region_least
    float region_mean
    float region_size
    float least_above
    float least_below
    float words_above
    float removed_above
    int32_t block
    int32_t paragraph
    uint32_t kinds  # of the regions that the line is in
    bint below_comments


@final
cdef class FirstLook:
    """What a network says of the lines of a text, as features of the doubtful ones.

    `roles` is lines × roles, `known` is the share of words that the network knows. Lines are
    doubtful with log-odds of boilerplate above `doubtful`.
    """

    cdef Text _text
    cdef const float[:, ::1] _roles
    cdef double _known
    cdef float* _share  # the probability of each line to be boilerplate
    cdef float* _odds
    cdef Place* _places
    cdef Group* _groups  # runs, paragraphs, lines that look alike
    cdef float _doubtful
    cdef readonly Py_ssize_t count
    """How many lines are doubtful."""

    def __cinit__(
        self,
        Text text not None,
        const float[:, ::1] roles not None,
        double known,
        float doubtful,
    ):
        cdef Py_ssize_t number
        cdef Py_ssize_t n = text._n
        if not text._complete or n != roles.shape[0] or roles.shape[1] != _ROLES:
            raise ValueError("The array is of another size than the text.")
        self._text, self._roles, self._known, self._doubtful = text, roles, known, doubtful
        self._share = <float*> PyMem_Malloc(2 * n * sizeof(float))
        if not self._share:
            raise MemoryError()
        self._odds = self._share + n
        for number in range(n):
            self._share[number] = min(max(1 - roles[number, 0], _LEAST), _MOST)
            self._odds[number] = logf(self._share[number] / (1 - self._share[number]))
            self.count += self._odds[number] > doubtful

    def context(self, list regions not None, int heading, float[:, ::1] out not None):
        """Compute the features of the doubtful lines, in the order of CONTEXT, for some regions.

        `regions` has first line, last line and number of the kind of each; `heading` is the number
        of headings.
        """
        cdef Py_ssize_t n = self._text._n
        cdef Py_ssize_t first
        cdef Py_ssize_t last
        cdef Py_ssize_t kind
        if out.shape[0] != self.count or out.shape[1] != _CONTEXT:
            raise ValueError("The array is of another size than there are features.")
        if not self._places:
            self._places = <Place*> PyMem_Malloc(n * sizeof(Place))
            self._groups = <Group*> PyMem_Malloc(3 * n * sizeof(Group))
        if not (self._places and self._groups):
            raise MemoryError()
        memset(self._places, 0, n * sizeof(Place))
        memset(self._groups, 0, 3 * n * sizeof(Group))
        for first in range(n):
            self._places[first].region_least = self._odds[first]
            self._places[first].region_mean = self._odds[first]
        for first, last, kind in regions:
            if not 0 <= first <= last < n or not 0 <= kind < _KINDS:
                raise ValueError("A region is outside of the text.")
            self._add_region(first, last, kind, kind == heading)
        self._add_around()
        self._add_groups()
        self._put_features(out)

    def place(self, const float[::1] values not None, float[::1] out not None):
        """Put a number for each doubtful line where the line is, and -inf for the others."""
        cdef Py_ssize_t number
        cdef Py_ssize_t at = 0
        if values.shape[0] != self.count or out.shape[0] != self._text._n:
            raise ValueError("The arrays are of another size than the text.")
        for number in range(self._text._n):
            out[number] = -INFINITY
            if self._odds[number] > self._doubtful:
                out[number] = values[at]
                at += 1

    def __dealloc__(self):
        PyMem_Free(self._share)
        PyMem_Free(self._places)
        PyMem_Free(self._groups)

    cdef void _add_region(
        self, Py_ssize_t first, Py_ssize_t last, Py_ssize_t kind, bint is_heading
    ) noexcept:
        cdef Py_ssize_t number
        cdef float least = INFINITY
        cdef double total = 0
        for number in range(first, last + 1):
            self._places[number].kinds |= <uint32_t> 1 << kind
            least = min(least, self._odds[number])
            total += self._odds[number]
        if is_heading:
            self._places[first].region_least = min(self._odds[first], self._odds[last])
            return
        for number in range(first, last + 1):
            self._places[number].region_least = min(self._places[number].region_least, least)
            self._places[number].region_mean = <float> (total / (last + 1 - first))
            self._places[number].region_size = self._text._tables.log(last + 1 - first)

    cdef void _add_around(self) noexcept:
        """Find what is above and below each line, and count its runs and paragraphs."""
        cdef Py_ssize_t n = self._text._n
        cdef Py_ssize_t number
        cdef float least = _EDGE
        cdef bint comments = False
        cdef const Line* line = self._text._lines
        cdef Place* place = self._places
        cdef Place* above
        for number in range(n):
            line, place = &self._text._lines[number], &self._places[number]
            comments = comments or line.families & self._text._tables._comments
            place.below_comments = comments
            place.least_above = least
            least = self._odds[number] if number == 0 else min(least, self._odds[number])
            if number == 0:
                continue
            above = &self._places[number - 1]
            place.words_above = above.words_above + line[-1].worth
            place.removed_above = (
                above.removed_above + line[-1].worth * self._share[number - 1]
            )
            place.block = above.block + (line.running != line[-1].running)
            place.paragraph = above.paragraph + line.gap
        least = _EDGE
        for number in range(n - 1, -1, -1):
            self._places[number].least_below = least
            least = self._odds[number] if number == n - 1 else min(least, self._odds[number])

    cdef void _add_groups(self) noexcept:
        cdef Py_ssize_t n = self._text._n
        cdef Py_ssize_t number
        for number in range(3 * n):
            self._groups[number].least, self._groups[number].most = INFINITY, -INFINITY
        for number in range(n):
            _join(self._block(number), self._odds[number])
            _join(self._paragraph(number), self._odds[number])
            _join(self._alike(number), self._odds[number])

    cdef inline Group* _block(self, Py_ssize_t number) noexcept:
        return &self._groups[self._places[number].block]

    cdef inline Group* _paragraph(self, Py_ssize_t number) noexcept:
        return &self._groups[self._text._n + self._places[number].paragraph]

    cdef inline Group* _alike(self, Py_ssize_t number) noexcept:
        return &self._groups[2 * self._text._n + self._text._lines[number].look]

    cdef void _put_features(self, float[:, ::1] out) noexcept:
        cdef Py_ssize_t number
        cdef Py_ssize_t row = 0
        cdef Writer to
        cdef float of_text[10]
        self._of_text(of_text)
        for number in range(self._text._n):
            if not self._odds[number] > self._doubtful:
                continue
            to.row = &out[row, 0]
            row += 1
            self._put_near(&to, number)
            self._put_roles(&to, number)
            self._put_line(&to, number)
            self._put_above_and_below(&to, number)
            self._put_groups(&to, number)
            _put_all(&to, of_text, 10)
            self._put_place(&to, number)
            self._put_phrases(&to, number)
            self._put_structure(&to, number)

    cdef void _of_text(self, float* out) noexcept:
        """Compute what all lines have in common."""
        cdef Text text = self._text
        cdef Py_ssize_t n = text._n
        cdef Py_ssize_t number
        cdef double total = 0
        cdef double removed = 0
        cdef double doubtful = 0  # words
        cdef double doubt = 0
        cdef double odds = 0
        cdef double share
        cdef float most = -INFINITY
        cdef Py_ssize_t boilerplate = 0
        cdef Writer to
        for number in range(n):
            share = self._share[number]
            total += text._lines[number].worth
            removed += text._lines[number].worth * share
            doubtful += text._lines[number].worth * min(share, 1 - share)
            doubt += min(share, 1 - share)
            odds += self._odds[number]
            most = max(most, self._odds[number])
            boilerplate += share > 0.5
        total = max(1, total)
        to.row = out
        _put(&to, removed / total)
        _put(&to, odds / n)
        _put(&to, boilerplate / <double> n)
        _put(&to, most)
        _put(&to, text._running_words / <double> max(1, text._count))
        _put(&to, self._known)
        _put(&to, text._tables.log(n))
        _put(&to, text._tables.log(<int64_t> total))
        _put(&to, doubtful / total)
        _put(&to, doubt)

    cdef float _odds_of(self, Py_ssize_t number) noexcept:
        """Return the log-odds of a line, and what stands for those before and after the text."""
        if number < 0:
            return _BEFORE
        return self._odds[number] if number < self._text._n else _AFTER

    cdef void _put_near(self, Writer* to, Py_ssize_t number) noexcept:
        cdef Group near = _nothing()
        cdef Group close = _nothing()
        cdef Py_ssize_t by
        cdef float odds
        for by in range(-_NEAR, _NEAR + 1):
            odds = self._odds_of(number + by)
            _put(to, odds)
            if by:
                _join(&near, odds)
            if by and -_CLOSE <= by <= _CLOSE:
                _join(&close, odds)
        _put(to, near.least)
        _put(to, near.most)
        _put(to, close.least)
        _put(to, close.most)
        _put(to, near.total / near.size)
        _put(to, close.total / close.size)

    cdef void _put_roles(self, Writer* to, Py_ssize_t number) noexcept:
        cdef Py_ssize_t role
        cdef double total = 0
        for role in range(1, _ROLES):
            total += self._roles[number, role]
        for role in range(1, _ROLES):
            _put(to, self._roles[number, role] / max(total, <double> _LEAST))

    cdef void _put_line(self, Writer* to, Py_ssize_t number) noexcept:
        cdef const Line* line = &self._text._lines[number]
        cdef Tables tables = self._text._tables
        cdef bint first = number == 0
        cdef bint last = number + 1 == self._text._n
        _put(to, tables.log(1 + line.worth))
        _put(to, 0 if first else tables.log(1 + line[-1].worth))
        _put(to, 0 if last else tables.log(1 + line[1].worth))
        _put(to, line.running)
        _put(to, -1 if first else line[-1].running)
        _put(to, -1 if last else line[1].running)
        _put(to, line.label)
        _put(to, line.gap)
        _put(to, last or line[1].gap)
        _put(to, self._places[number].below_comments)

    cdef void _put_above_and_below(self, Writer* to, Py_ssize_t number) noexcept:
        cdef const Place* place = &self._places[number]
        cdef const Place* end = &self._places[self._text._n - 1]
        cdef const Line* line = &self._text._lines[number]
        cdef const Line* last = &self._text._lines[self._text._n - 1]
        cdef float share = self._share[number]
        cdef float last_share = self._share[self._text._n - 1]
        cdef double words = end.words_above + last.worth - place.words_above - line.worth
        cdef double removed = (
            end.removed_above + last.worth * last_share
            - (place.removed_above + line.worth * share)
        )
        _put(to, place.least_above)
        _put(to, place.least_below)
        _put(to, place.removed_above / max(place.words_above, 1))
        _put(to, removed / max(words, 1))
        _put(to, log1p(max(<double> place.words_above - place.removed_above, 0)))
        _put(to, log1p(max(words - removed, 0)))

    cdef void _put_groups(self, Writer* to, Py_ssize_t number) noexcept:
        cdef const Group* block = self._block(number)
        cdef const Group* paragraph = self._paragraph(number)
        cdef const Group* alike = self._alike(number)
        cdef Tables tables = self._text._tables
        _put(to, block.total / block.size)
        _put(to, block.least)
        _put(to, block.most)
        _put(to, tables.log(block.size))
        _put(to, paragraph.total / paragraph.size)
        _put(to, tables.log(paragraph.size))
        _put(to, alike.total / alike.size)
        _put(to, tables.log(alike.size))

    cdef void _put_place(self, Writer* to, Py_ssize_t number) noexcept:
        cdef Text text = self._text
        cdef Py_ssize_t n = text._n
        cdef const Line* line = &text._lines[number]
        cdef float words = self._places[number].words_above + line.worth
        cdef float total = self._places[n - 1].words_above + text._lines[n - 1].worth
        _put(to, number / <double> n)
        _put(to, text._tables.log(n - number))
        _put(to, words / max(total, 1))
        _put(to, text._tables.log(1 + line.above))
        _put(to, text._tables.log(1 + line.below))

    cdef void _put_phrases(self, Writer* to, Py_ssize_t number) noexcept:
        cdef const Line* line = &self._text._lines[number]
        cdef const Line* other
        cdef Py_ssize_t at
        cdef int32_t phrases = 0
        cdef int32_t strong = 0
        for at in range(max(0, number - _PHRASES), min(self._text._n, number + _PHRASES + 1)):
            other = &self._text._lines[at]
            if at != number:
                phrases += other.families != 0
                strong += other.strong
        _put(to, line.families != 0)
        _put(to, line.strong)
        _put(to, phrases)
        _put(to, strong)
        for at in range(3):
            _put(to, line.elsewhere[at])
        _put(to, self._text._tables.log(line.occurrences))

    cdef void _put_structure(self, Writer* to, Py_ssize_t number) noexcept:
        cdef const Place* place = &self._places[number]
        _put_bits(to, place.kinds, _KINDS)
        _put(to, place.region_least)
        _put(to, place.region_mean)
        _put(to, place.region_size)


cdef inline Group _nothing() noexcept:
    cdef Group group
    group.total, group.least, group.most, group.size = 0, INFINITY, -INFINITY, 0
    return group


cdef inline void _join(Group* group, float odds) noexcept:
    group.total += odds
    group.least = min(group.least, odds)
    group.most = max(group.most, odds)
    group.size += 1


cdef inline void _put_all(Writer* to, const float* values, int count) noexcept:
    cdef int at
    for at in range(count):
        _put(to, values[at])


def add_evidence(
    const int64_t[::1] words not None,
    int64_t most,
    float slope,
    float text_slope,
    float[::1] odds not None,
):
    """Make the log-odds of lines evidence, as `cleaner.scorer.article.line_evidence` does.

    A line counts as one of 1 to `most` words. Lines without odds (minus infinity) stay so.
    """
    cdef Py_ssize_t n = odds.shape[0]
    cdef Py_ssize_t line
    cdef Py_ssize_t at
    cdef Py_ssize_t count = 0
    cdef int64_t total = 0
    cdef Py_ssize_t* order
    if words.shape[0] != n:
        raise ValueError("There must be as many words as lines.")
    order = <Py_ssize_t*> PyMem_Malloc((n + 1) * sizeof(Py_ssize_t))
    if not order:
        raise MemoryError()
    for line in range(n):
        if odds[line] == -INFINITY:
            continue
        odds[line] += slope * <float> log(max(1, min(words[line], most)))
        at = count
        count += 1
        while at and odds[order[at - 1]] < odds[line]:  # few lines have odds
            order[at] = order[at - 1]
            at -= 1
        order[at] = line
    if text_slope:
        for at in range(count):
            line = order[at]
            total += max(1, min(words[line], most))
            odds[line] += text_slope * <float> log(total)
    PyMem_Free(order)
