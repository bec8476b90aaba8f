/* The product of two matrices of floats, added to a third. */

#include <string.h>

/* Where a compiler knows how, the function is compiled for several processors, and the widest
   registers of the one that it runs on are used. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__linux__)
#define WIDEST __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define WIDEST
#endif

#define BLOCK 32 /* columns that are computed together: their sums stay in registers */

/* Add to `out` (rows × width) the product of `left` (rows × inner) and `right` (inner × width).

   `width` is a multiple of BLOCK; a row of `left` is `stride` numbers from the next. */
WIDEST static void add_product(const float *left, ptrdiff_t stride, const float *right, float *out,
                               ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t width)
{
    for (ptrdiff_t column = 0; column < width; column += BLOCK) {
        ptrdiff_t row = 0;
        for (; row + 4 <= rows; row += 4) {
            const float *a = left + row * stride;
            const float *b = a + stride, *c = b + stride, *d = c + stride;
            float *target = out + row * width + column;
            float sums[4][BLOCK];
            for (int at = 0; at < 4; at++)
                memcpy(sums[at], target + at * width, sizeof sums[at]);
            for (ptrdiff_t k = 0; k < inner; k++) {
                const float *weights = right + k * width + column;
                for (int j = 0; j < BLOCK; j++) {
                    sums[0][j] += a[k] * weights[j];
                    sums[1][j] += b[k] * weights[j];
                    sums[2][j] += c[k] * weights[j];
                    sums[3][j] += d[k] * weights[j];
                }
            }
            for (int at = 0; at < 4; at++)
                memcpy(target + at * width, sums[at], sizeof sums[at]);
        }
        for (; row < rows; row++) {
            const float *a = left + row * stride;
            float *target = out + row * width + column;
            float sums[BLOCK];
            memcpy(sums, target, sizeof sums);
            for (ptrdiff_t k = 0; k < inner; k++) {
                const float *weights = right + k * width + column;
                for (int j = 0; j < BLOCK; j++)
                    sums[j] += a[k] * weights[j];
            }
            memcpy(target, sums, sizeof sums);
        }
    }
}
