/* The product of two matrices of floats, added to a third. */

#include <string.h>

/* Where a compiler knows how, the function is compiled for several processors, and the widest
   registers of the one that it runs on are used. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__linux__)
#define WIDEST __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define WIDEST
#endif

#if defined(_MSC_VER)
#define ALWAYS_INLINE static __forceinline
#else
#define ALWAYS_INLINE static inline __attribute__((always_inline))
#endif

#define BLOCK 32 /* columns that are computed together: their sums stay in registers */

/* Add to some rows of a block of columns; with a constant number of rows, the sums stay in
   registers. */
ALWAYS_INLINE void add_block(const float *left, ptrdiff_t stride, const float *right, float *out,
                             const int rows, ptrdiff_t inner, ptrdiff_t width)
{
    float sums[4][BLOCK];
    for (int row = 0; row < rows; row++)
        memcpy(sums[row], out + row * width, sizeof sums[row]);
    for (ptrdiff_t k = 0; k < inner; k++) {
        const float *weights = right + k * width;
        for (int row = 0; row < rows; row++) {
            const float factor = left[row * stride + k];
            for (int j = 0; j < BLOCK; j++)
                sums[row][j] += factor * weights[j];
        }
    }
    for (int row = 0; row < rows; row++)
        memcpy(out + row * width, sums[row], sizeof sums[row]);
}

/* Add to `out` (rows × width) the product of `left` (rows × inner) and `right` (inner × width).

   `width` is a multiple of BLOCK; a row of `left` is `stride` numbers from the next. */
WIDEST static void add_product(const float *left, ptrdiff_t stride, const float *right, float *out,
                               ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t width)
{
    for (ptrdiff_t column = 0; column < width; column += BLOCK) {
        const float *weights = right + column, *from = left;
        float *target = out + column;
        ptrdiff_t row = 0;
        for (; row + 4 <= rows; row += 4, from += 4 * stride, target += 4 * width)
            add_block(from, stride, weights, target, 4, inner, width);
        switch (rows - row) {
        case 3:
            add_block(from, stride, weights, target, 3, inner, width);
            break;
        case 2:
            add_block(from, stride, weights, target, 2, inner, width);
            break;
        case 1:
            add_block(from, stride, weights, target, 1, inner, width);
        }
    }
}
