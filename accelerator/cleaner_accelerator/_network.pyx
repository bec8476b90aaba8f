# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=True
"""The network of `cleaner.scorer.network`, applied: the same sums, in another order.

Rows of numbers are as wide as a multiple of `BLOCK`; those beyond the network's own are zero.
"""

from cython cimport final
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from libc.math cimport expf
from libc.stdint cimport int64_t, uint8_t
from libc.string cimport memcpy, memset

cdef extern from "product.h":
    const int BLOCK
    void add_product(
        const float* left, Py_ssize_t stride, const float* right, float* out,
        Py_ssize_t rows, Py_ssize_t inner, Py_ssize_t width,
    ) noexcept nogil


@final
cdef class Matrix:
    """Rows of weights, each as wide as a multiple of `BLOCK`."""

    cdef float* _data
    cdef readonly Py_ssize_t rows
    cdef readonly Py_ssize_t width
    cdef readonly Py_ssize_t columns

    def __cinit__(self, const float[:, ::1] values):
        cdef Py_ssize_t row
        self.rows = values.shape[0]
        self.columns = values.shape[1]
        self.width = (self.columns + BLOCK - 1) // BLOCK * BLOCK
        self._data = <float*> PyMem_Calloc(max(1, self.rows * self.width), sizeof(float))
        if not self._data:
            raise MemoryError()
        for row in range(self.rows):
            memcpy(
                self._data + row * self.width, &values[row, 0], self.columns * sizeof(float)
            )

    def __dealloc__(self):
        PyMem_Free(self._data)

    cdef void add(
        self, const float* left, Py_ssize_t stride, float* out, Py_ssize_t rows,
        Py_ssize_t first, Py_ssize_t inner,
    ) noexcept:
        """Add the product of `left` and the `inner` rows of this matrix from `first` on."""
        add_product(
            left, stride, self._data + first * self.width, out, rows, inner, self.width
        )

    cdef void fill(self, float* out, Py_ssize_t rows) noexcept:
        """Set each row of `out` to the first one of this matrix: a bias."""
        cdef Py_ssize_t row
        for row in range(rows):
            memcpy(out + row * self.width, self._data, self.width * sizeof(float))


@final
cdef class Layer:
    """A residual layer, as `cleaner.scorer.network.Layer`; `pooled` may be None.

    `back` are the transposes of `mix` and `centre`.
    """

    cdef Py_ssize_t _dilation
    cdef Matrix _left, _centre, _right, _bias, _pooled, _mix, _mix_bias, _mix_back, _centre_back

    def __init__(
        self,
        Py_ssize_t dilation,
        Matrix left not None,
        Matrix centre not None,
        Matrix right not None,
        Matrix bias not None,
        Matrix pooled,
        Matrix mix not None,
        Matrix mix_bias not None,
        tuple back not None,
    ):
        self._dilation = dilation
        self._left, self._centre, self._right, self._bias = left, centre, right, bias
        self._pooled, self._mix, self._mix_bias = pooled, mix, mix_bias
        self._mix_back, self._centre_back = back
        if dilation < 1:
            raise ValueError("A dilation is less than 1.")

    cdef bint takes(self, Py_ssize_t groups):
        """Tell whether it pools as many kinds of groups, beside the page."""
        return self._pooled is None or self._pooled.rows == (2 + groups) * self._pooled.columns

    cdef bint fits(self, Py_ssize_t units):
        """Tell whether all matrices have as many rows and columns as there are units."""
        cdef Matrix square
        for square in (
            self._left, self._centre, self._right, self._mix, self._mix_back, self._centre_back
        ):
            if square.rows != units or square.columns != units:
                return False
        for square in (self._bias, self._mix_bias):
            if square.rows != 1 or square.columns != units:
                return False
        return self._pooled is None or (
            self._pooled.columns == units and self._pooled.rows >= 2 * units
        )


@final
cdef class Groups:
    """Lines by groups: the number of each line's group, and of how many lines each group has."""

    cdef const int64_t[::1] _group
    cdef Py_ssize_t _count
    cdef float* _share

    def __cinit__(self, const int64_t[::1] group):
        cdef Py_ssize_t line
        self._group = group
        self._count = 0
        for line in range(group.shape[0]):
            if group[line] < 0:
                raise ValueError("The number of a group is negative.")
            self._count = max(self._count, group[line] + 1)
        self._share = <float*> PyMem_Calloc(max(1, self._count), sizeof(float))
        if not self._share:
            raise MemoryError()
        for line in range(group.shape[0]):
            self._share[group[line]] += 1
        for line in range(self._count):
            if self._share[line]:
                self._share[line] = 1 / self._share[line]

    def __dealloc__(self):
        PyMem_Free(self._share)

    cdef int add(
        self, float* z, const float* hidden, Matrix pooled, Py_ssize_t first, Py_ssize_t inner
    ) except -1:
        """Add to the rows of lines what the means of their groups contribute."""
        cdef Py_ssize_t width = pooled.width
        cdef float* means = <float*> PyMem_Calloc(2 * self._count * width, sizeof(float))
        cdef float* parts = means + self._count * width
        cdef float* row
        cdef Py_ssize_t line
        cdef Py_ssize_t at
        if not means:
            raise MemoryError()
        for line in range(self._group.shape[0]):
            row = means + self._group[line] * width
            for at in range(width):
                row[at] += hidden[line * width + at]
        for line in range(self._count):
            for at in range(width):
                means[line * width + at] *= self._share[line]
        pooled.add(means, width, parts, self._count, first, inner)
        for line in range(self._group.shape[0]):
            row = parts + self._group[line] * width
            for at in range(width):
                z[line * width + at] += row[at]
        PyMem_Free(means)
        return 0


@final
cdef class Network:
    """All layers of a network."""

    cdef Matrix _first, _first_bias, _first_back, _last, _last_bias
    cdef list _layers

    def __init__(
        self,
        Matrix first not None,
        Matrix first_bias not None,
        Matrix first_back not None,
        list layers not None,
        Matrix last not None,
        Matrix last_bias not None,
    ):
        cdef Layer layer
        cdef Py_ssize_t units = first.columns
        self._first, self._first_bias, self._first_back = first, first_bias, first_back
        self._layers, self._last, self._last_bias = layers, last, last_bias
        if (
            any([not layer.fits(units) for layer in layers])
            or (first_bias.rows, first_bias.columns) != (1, units)
            or (first_back.rows, first_back.columns) != (units, first.rows)
            or last.rows != units
            or (last_bias.rows, last_bias.columns) != (1, last.columns)
        ):
            raise ValueError("The matrices do not fit each other.")

    def score(
        self,
        const float[:, ::1] inputs,
        list groups,
        uint8_t[:, :, ::1] gates,
        float[:, ::1] roles,
    ):
        """Compute the probabilities of the roles of lines, and which units are open.

        `groups` are the numbers of the lines' groups, in arrays; `gates` is (1 + layers) × lines ×
        units, `roles` is lines × roles.
        """
        cdef Py_ssize_t n = inputs.shape[0]
        cdef Py_ssize_t width = self._first.width
        cdef Py_ssize_t units = self._first.columns
        cdef Py_ssize_t line
        cdef Py_ssize_t number
        cdef float* hidden
        cdef float* z
        cdef float* out
        cdef list means = [Groups(group) for group in groups]
        if not n:
            return
        self._check(
            (roles.shape[0], roles.shape[1]) == (n, self._last.columns)
            and gates.shape[1] == n
            and all([(<Groups> group)._group.shape[0] == n for group in means])
            and all([(<Layer> layer).takes(len(means)) for layer in self._layers]),
            inputs.shape[1], gates.shape[0], gates.shape[2],
        )
        hidden = <float*> PyMem_Malloc(n * (2 * width + self._last.width) * sizeof(float))
        if not hidden:
            raise MemoryError()
        z = hidden + n * width
        out = z + n * width
        try:
            self._first_bias.fill(hidden, n)
            self._first.add(&inputs[0, 0], inputs.shape[1], hidden, n, 0, self._first.rows)
            _open(hidden, n, width, units, gates, 0)
            for number in range(len(self._layers)):
                self._apply(<Layer> self._layers[number], hidden, z, n, means, gates, number + 1)
            self._last_bias.fill(out, n)
            self._last.add(hidden, width, out, n, 0, self._last.rows)
            for line in range(n):
                _softmax(out + line * self._last.width, self._last.columns, &roles[line, 0])
        finally:
            PyMem_Free(hidden)

    def gradient(
        self,
        const float[:, ::1] slope,
        const int64_t[::1] rows,
        const uint8_t[:, :, ::1] gates,
        float[:, ::1] out,
    ):
        """Compute the gradient of something by the inputs of some lines.

        `slope` is its gradient by what the last layer gives, lines × units.
        """
        cdef Py_ssize_t n = slope.shape[0]
        cdef Py_ssize_t units = self._first.columns
        cdef Py_ssize_t width = self._first.width
        cdef Py_ssize_t line
        cdef Py_ssize_t number
        cdef float* back
        cdef float* part
        cdef float* inputs
        cdef Layer layer
        self._check(
            slope.shape[1] == units
            and rows.shape[0] == out.shape[0] == n
            and all([0 <= rows[line] < gates.shape[1] for line in range(n)]),
            out.shape[1], gates.shape[0], gates.shape[2],
        )
        if not n:
            return
        back = <float*> PyMem_Calloc(n * (2 * width + self._first_back.width), sizeof(float))
        if not back:
            raise MemoryError()
        part = back + n * width
        inputs = part + n * width
        try:
            for line in range(n):
                memcpy(back + line * width, &slope[line, 0], units * sizeof(float))
            for number in range(len(self._layers) - 1, -1, -1):
                layer = self._layers[number]
                memset(part, 0, n * width * sizeof(float))
                layer._mix_back.add(back, width, part, n, 0, units)
                _close(part, n, width, units, rows, gates, number + 1)
                layer._centre_back.add(part, width, back, n, 0, units)
            _close(back, n, width, units, rows, gates, 0)
            self._first_back.add(back, width, inputs, n, 0, units)
            for line in range(n):
                memcpy(
                    &out[line, 0], inputs + line * self._first_back.width,
                    self._first.rows * sizeof(float),
                )
        finally:
            PyMem_Free(back)

    cdef int _check(
        self, bint others_fit, Py_ssize_t inputs, Py_ssize_t gates, Py_ssize_t units
    ) except -1:
        """Raise ValueError if arrays do not fit: inputs, layers with gates, their units, others."""
        if (
            not others_fit
            or inputs != self._first.rows
            or gates != 1 + len(self._layers)
            or units != self._first.columns
        ):
            raise ValueError("The arrays are of another size than the network.")
        return 0

    cdef int _apply(
        self, Layer layer, float* hidden, float* z, Py_ssize_t n, list means,
        uint8_t[:, :, ::1] gates, Py_ssize_t number,
    ) except -1:
        cdef Py_ssize_t width = self._first.width
        cdef Py_ssize_t units = self._first.columns
        cdef Py_ssize_t by = layer._dilation
        cdef Py_ssize_t line
        cdef Py_ssize_t at
        layer._bias.fill(z, n)
        layer._centre.add(hidden, width, z, n, 0, units)
        if by < n:
            layer._left.add(hidden, width, z + by * width, n - by, 0, units)
            layer._right.add(hidden + by * width, width, z, n - by, 0, units)
        if layer._pooled is not None:
            _add_page(z, hidden, n, layer._pooled, units)
            for at in range(len(means)):
                (<Groups> means[at]).add(z, hidden, layer._pooled, (2 + at) * units, units)
        _open(z, n, width, units, gates, number)
        layer._mix.add(z, width, hidden, n, 0, units)
        for line in range(n):
            for at in range(width):
                hidden[line * width + at] += layer._mix_bias._data[at]
        return 0


@final
cdef class SecondLook:
    """A layer of hidden units and a way around it, as in `cleaner.scorer.second_look`."""

    cdef const float[::1] _mean
    cdef const float[::1] _scale
    cdef Matrix _first, _first_bias
    cdef const float[::1] _last
    cdef const float[::1] _direct
    cdef float _bias
    cdef float _clip

    def __init__(
        self,
        const float[::1] mean not None,
        const float[::1] scale not None,
        Matrix first not None,
        Matrix first_bias not None,
        const float[::1] last not None,
        const float[::1] direct not None,
        float bias,
        float clip,
    ):
        self._mean, self._scale, self._first, self._first_bias = mean, scale, first, first_bias
        self._last, self._direct, self._bias, self._clip = last, direct, bias, clip
        if (
            not first.rows == mean.shape[0] == scale.shape[0] == direct.shape[0]
            or not first.columns == last.shape[0] == first_bias.columns
            or first_bias.rows != 1
        ):
            raise ValueError("The arrays do not fit each other.")

    def odds(self, const float[:, ::1] context not None, float[::1] out not None):
        """Compute the log-odds of lines to be boilerplate, given their features."""
        cdef Py_ssize_t n = context.shape[0]
        cdef Py_ssize_t features = self._first.rows
        cdef Py_ssize_t width = self._first.width
        cdef Py_ssize_t line
        cdef Py_ssize_t at
        cdef float* inputs
        cdef float* hidden
        cdef float value
        if context.shape[1] != features or out.shape[0] != n:
            raise ValueError("The arrays are of another size than the layer.")
        inputs = <float*> PyMem_Malloc(max(1, n) * (features + width) * sizeof(float))
        if not inputs:
            raise MemoryError()
        hidden = inputs + n * features
        for line in range(n):
            out[line] = self._bias
            for at in range(features):
                value = (context[line, at] - self._mean[at]) * self._scale[at]
                value = min(max(value, -self._clip), self._clip)
                inputs[line * features + at] = value
                out[line] += value * self._direct[at]
        self._first_bias.fill(hidden, n)
        self._first.add(inputs, features, hidden, n, 0, features)
        for line in range(n):
            for at in range(self._first.columns):
                out[line] += max(hidden[line * width + at], <float> 0) * self._last[at]
        PyMem_Free(inputs)


cdef int _add_page(
    float* z, const float* hidden, Py_ssize_t n, Matrix pooled, Py_ssize_t units
) except -1:
    """Add what the mean and the most of all lines contribute to each of them."""
    cdef Py_ssize_t width = pooled.width
    cdef float* mean = <float*> PyMem_Calloc(3 * width, sizeof(float))
    cdef float* most = mean + width
    cdef float* part = most + width
    cdef Py_ssize_t line
    cdef Py_ssize_t at
    if not mean:
        raise MemoryError()
    memcpy(most, hidden, width * sizeof(float))
    for line in range(n):
        for at in range(width):
            mean[at] += hidden[line * width + at]
            most[at] = max(most[at], hidden[line * width + at])
    for at in range(width):
        mean[at] /= n
    pooled.add(mean, width, part, 1, 0, units)
    pooled.add(most, width, part, 1, units, units)
    for line in range(n):
        for at in range(width):
            z[line * width + at] += part[at]
    PyMem_Free(mean)
    return 0


cdef void _open(
    float* values, Py_ssize_t n, Py_ssize_t width, Py_ssize_t units,
    uint8_t[:, :, ::1] gates, Py_ssize_t number,
) noexcept:
    """Set negative numbers to zero, and record which are positive."""
    cdef Py_ssize_t line
    cdef Py_ssize_t at
    cdef float* row
    cdef uint8_t* gate
    for line in range(n):
        row = values + line * width
        gate = &gates[number, line, 0]
        for at in range(units):
            gate[at] = row[at] > 0
            row[at] = row[at] if row[at] > 0 else 0


cdef void _close(
    float* values, Py_ssize_t n, Py_ssize_t width, Py_ssize_t units, const int64_t[::1] rows,
    const uint8_t[:, :, ::1] gates, Py_ssize_t number,
) noexcept:
    """Set the numbers of units that are not open to zero."""
    cdef Py_ssize_t line
    cdef Py_ssize_t at
    cdef const uint8_t* gate
    for line in range(n):
        gate = &gates[number, rows[line], 0]
        for at in range(units):
            values[line * width + at] = values[line * width + at] if gate[at] else 0


cdef void _softmax(const float* logits, Py_ssize_t count, float* out) noexcept:
    cdef float most = logits[0]
    cdef float total = 0
    cdef Py_ssize_t at
    for at in range(1, count):
        most = max(most, logits[at])
    for at in range(count):
        out[at] = expf(logits[at] - most)
        total += out[at]
    for at in range(count):
        out[at] /= total
