#include "counters.h"

#include <stdlib.h> /* tells of glibc */

static inline const float *left_after(const counter_plan *plan, int64_t age) {
    size_t at = age < 0 ? 0 : (size_t)age < plan->ages ? (size_t)age : plan->ages - 1;
    return plan->left + at * plan->taus;
}

void transpose(const float *from, size_t lines, size_t rows, float *to) {
    enum { BLOCK = 16 };
    for (size_t begin = 0; begin < rows; begin += BLOCK) {
        size_t end = rows - begin < BLOCK ? rows : begin + BLOCK;
        for (size_t line = 0; line < lines; line++)
            for (size_t row = begin; row < end; row++)
                to[row * lines + line] = from[line * rows + row];
    }
}

/* Rows in the order of their entries, and as they stand within one; `end` becomes where each entry's rows end. */
static void order_rows(const int64_t *entry, size_t rows, size_t n, int64_t *end, int64_t *order) {
    for (size_t row = 0; row < rows; row++)
        if (entry[row] >= 0)
            end[entry[row] + 1]++;
    for (size_t i = 0; i < n; i++)
        end[i + 1] += end[i];
    for (size_t row = 0; row < rows; row++)
        if (entry[row] >= 0)
            order[end[entry[row]]++] = (int64_t)row;
}

static inline void fetch(const counter_plan *plan, const float *of_slot, int64_t age) {
#ifdef __GNUC__
    for (size_t c = 0; c < plan->counters; c += 16)
        __builtin_prefetch(of_slot + c, 1);
    __builtin_prefetch(left_after(plan, age));
#else
    (void)plan, (void)of_slot, (void)age;
#endif
}

void counters_add(
    const counter_plan *plan, float *ew, const int64_t *slot, const int64_t *age, size_t n, const float *own,
    const float *added, size_t lines, const int64_t *entry, const int64_t *row_age, size_t rows, int64_t *end,
    int64_t *order) {
    double sum[MOST_COUNTERS];
    enum { AHEAD = 4 };
    order_rows(entry, rows, n, end, order);
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n)
            fetch(plan, ew + (size_t)slot[i + AHEAD] * plan->counters, age[i + AHEAD]);
        for (size_t c = 0; c < plan->counters; c++)
            sum[c] = 0;
        for (int64_t at = i ? end[i - 1] : 0; at < end[i]; at++) {
            const float *left = left_after(plan, row_age[order[at]]), *row = added + (size_t)order[at] * lines;
            for (size_t c = 0; c < plan->counters; c++)
                if (plan->source[c] >= 0)
                    sum[c] += (double)(row[plan->source[c]] * left[plan->tau[c]]);
        }
        const float *left = left_after(plan, age[i]);
        float *of_slot = ew + (size_t)slot[i] * plan->counters;
        for (size_t c = 0; c < plan->counters; c++) {
            int64_t source = plan->source[c];
            float value = source >= 0 ? (float)sum[c] : own[(size_t)(-1 - source) * n + i];
            of_slot[c] = of_slot[c] * left[plan->tau[c]] + value;
        }
    }
}

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__)
__attribute__((target_clones("avx2", "default")))
#endif
static void row_surprisal(
    const double *x, size_t columns, size_t levels, const double *grid, const double *rise, const double *slope,
    double first, double most, float *out) {
    double sum[MOST_COLUMNS];
    const double *last = grid + (levels - 1) * columns;
    for (size_t c = 0; c < columns; c++)
        sum[c] = x[c] >= grid[c] ? first : 0;
    for (size_t level = 0; level + 1 < levels; level++) {
        const double *low = grid + level * columns, *high = low + columns, *rises = rise + level * columns;
        for (size_t c = 0; c < columns; c++) {
            double part = (x[c] < high[c] ? x[c] : high[c]) - low[c];
            sum[c] += (part > 0 ? part : 0) * rises[c];
        }
    }
    for (size_t c = 0; c < columns; c++) {
        double part = x[c] - last[c];
        sum[c] += (part > 0 ? part : 0) * slope[c];
    }
    for (size_t c = 0; c < columns; c++)
        out[c] = x[c] != x[c] || !(sum[c] > 0) ? 0 : (float)(sum[c] < most ? sum[c] : most);
}

void tail_surprisal(
    const double *x, size_t n, size_t columns, size_t levels, const double *grid, const double *rise,
    const double *slope, double first, double most, float *out) {
    for (size_t row = 0; row < n; row++)
        row_surprisal(x + row * columns, columns, levels, grid, rise, slope, first, most, out + row * columns);
}

void tail_surprisal_floats(
    const float *x, size_t n, size_t columns, size_t levels, const double *grid, const double *rise,
    const double *slope, double first, double most, float *out) {
    double wide[MOST_COLUMNS];
    for (size_t row = 0; row < n; row++) {
        for (size_t c = 0; c < columns; c++)
            wide[c] = x[row * columns + c];
        row_surprisal(wide, columns, levels, grid, rise, slope, first, most, out + row * columns);
    }
}

void top_three(const float *rows, size_t n, size_t width, double *out) {
    for (size_t i = 0; i < n; i++, rows += width) {
        float first = -1, second = -1, third = -1;
        for (size_t c = 0; c < width; c++) {
            float x = rows[c];
            if (x <= third)
                continue;
            if (x > first)
                third = second, second = first, first = x;
            else if (x > second)
                third = second, second = x;
            else
                third = x;
        }
        out[i] = (double)third + (double)second + (double)first;
    }
}
