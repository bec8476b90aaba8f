"""The words that a model knows, for articles and for pages. `lines.pxi` is included before."""

cdef enum:
    _TOGETHER = 8  # columns of vectors that are added up together


@final
cdef class Vocabulary:
    """The words that a model knows, by 32 bits of their hashes, and the vector of each.

    A word's number is how many taken slots there are up to its own; 0 is of unknown words. So only
    a bit for each slot is read of most words that are unknown.
    """

    cdef uint64_t* _taken  # a bit for each slot
    cdef uint32_t* _before  # how many slots before each 64 are taken
    cdef uint32_t _mask
    cdef Py_ssize_t _size
    cdef uint32_t* _hashes
    cdef float* _vectors
    cdef readonly Py_ssize_t width

    def __cinit__(
        self,
        uint32_t slots,
        const uint32_t[::1] hashes not None,
        const float[:, ::1] vectors not None,
    ):
        """Read the number of slots (a power of two), and the hashes and vectors, from number 0 on.

        No two words may share a slot.
        """
        cdef Py_ssize_t word
        cdef uint32_t slot
        cdef Py_ssize_t part
        if slots < 64 or slots & (slots - 1):
            raise ValueError("The number of slots is no power of two.")
        if hashes.shape[0] != vectors.shape[0] or not hashes.shape[0]:
            raise ValueError("There must be as many vectors as hashes.")
        self._mask, self._size, self.width = slots - 1, hashes.shape[0], vectors.shape[1]
        self._taken = <uint64_t*> PyMem_Calloc(slots // 64, sizeof(uint64_t))
        self._before = <uint32_t*> PyMem_Calloc(slots // 64, sizeof(uint32_t))
        self._hashes = <uint32_t*> PyMem_Calloc(self._size, sizeof(uint32_t))
        self._vectors = <float*> PyMem_Calloc(self._size * max(1, self.width), sizeof(float))
        if not (self._taken and self._before and self._hashes and self._vectors):
            raise MemoryError()
        for word in range(1, self._size):
            slot = hashes[word] & self._mask
            if self._taken[slot >> 6] >> (slot & 63) & 1:
                raise ValueError("Two words share a slot.")
            self._taken[slot >> 6] |= <uint64_t> 1 << (slot & 63)
        for part in range(1, slots // 64):
            self._before[part] = self._before[part - 1] + _ones(self._taken[part - 1])
        for word in range(self._size):
            slot = self._number(hashes[word] & self._mask) if word else 0
            self._hashes[slot] = hashes[word]
            for part in range(self.width):
                self._vectors[slot * self.width + part] = vectors[word, part]

    def __dealloc__(self):
        PyMem_Free(self._taken)
        PyMem_Free(self._before)
        PyMem_Free(self._hashes)
        PyMem_Free(self._vectors)

    cdef inline uint32_t _number(self, uint32_t slot) noexcept:
        """Return the number of the word in a slot; 0 if there is none."""
        cdef uint64_t up_to = self._taken[slot >> 6] << (63 - (slot & 63))
        return self._before[slot >> 6] + _ones(up_to) if up_to >> 63 else 0

    cdef inline uint32_t number(self, uint64_t hashed) noexcept:
        """Return the number of a hash's vector: 0 for an unknown one."""
        cdef uint32_t short = <uint32_t> hashed
        cdef uint32_t found = self._number(short & self._mask)
        return found if self._hashes[found] == short else 0

    cdef void mean(self, const uint32_t* numbers, Py_ssize_t count, float* out) noexcept:
        """Compute the mean of some words' vectors; zeros if there are none."""
        cdef Py_ssize_t first
        cdef Py_ssize_t columns
        for first in range(0, self.width, _TOGETHER):
            columns = min(<Py_ssize_t> _TOGETHER, self.width - first)
            if columns == _TOGETHER:
                self._mean_of(numbers, count, first, _TOGETHER, out + first)
            else:
                self._mean_of(numbers, count, first, columns, out + first)

    cdef inline void _mean_of(
        self, const uint32_t* numbers, Py_ssize_t count, Py_ssize_t first, Py_ssize_t columns,
        float* out,
    ) noexcept:
        """The same for some columns; a compiler keeps the sums of a fixed number in registers."""
        cdef float sums[_TOGETHER]
        cdef const float* vectors = self._vectors + first
        cdef const float* vector
        cdef Py_ssize_t width = self.width
        cdef Py_ssize_t word
        cdef Py_ssize_t at
        for at in range(columns):
            sums[at] = 0
        for word in range(count):
            vector = vectors + numbers[word] * width
            for at in range(columns):
                sums[at] += vector[at]
        for at in range(columns):
            out[at] = sums[at] / max(1, count)


cdef inline uint32_t _ones(uint64_t bits) noexcept:
    """Count the bits that are set."""
    bits = bits - (bits >> 1 & <uint64_t> 0x5555555555555555)
    bits = (bits & <uint64_t> 0x3333333333333333) + (bits >> 2 & <uint64_t> 0x3333333333333333)
    bits = bits + (bits >> 4) & <uint64_t> 0x0F0F0F0F0F0F0F0F
    return <uint32_t> (bits * <uint64_t> 0x0101010101010101 >> 56)
