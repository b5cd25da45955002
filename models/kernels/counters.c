#include "counters.h"

static inline const float *left_after(const counter_plan *plan, int64_t age) {
    size_t at = age < 0 ? 0 : (size_t)age < plan->ages ? (size_t)age : plan->ages - 1;
    return plan->left + at * plan->taus;
}

void counters_add(
    const counter_plan *plan, float *ew, const int64_t *slot, const int64_t *age, size_t n, const float *own,
    const float *added, const int64_t *entry, const int64_t *row_age, size_t rows, double *sum) {
    for (size_t row = 0; row < rows; row++) {
        if (entry[row] < 0)
            continue;
        const float *left = left_after(plan, row_age[row]);
        double *of_entry = sum + (size_t)entry[row] * plan->counters;
        for (size_t c = 0; c < plan->counters; c++)
            if (plan->source[c] >= 0)
                of_entry[c] += (double)(added[(size_t)plan->source[c] * rows + row] * left[plan->tau[c]]);
    }
    for (size_t i = 0; i < n; i++) {
        const float *left = left_after(plan, age[i]);
        float *of_slot = ew + (size_t)slot[i] * plan->counters;
        for (size_t c = 0; c < plan->counters; c++) {
            int64_t source = plan->source[c];
            float value = source >= 0 ? (float)sum[i * plan->counters + c] : own[(size_t)(-1 - source) * n + i];
            of_slot[c] = of_slot[c] * left[plan->tau[c]] + value;
        }
    }
}

static inline double between(double x, double low, double high) {
    double part = (x < high ? x : high) - low;
    return part > 0 ? part : 0;
}

void tail_surprisal(
    const double *x, size_t n, size_t columns, size_t levels, const double *grid, const double *rise,
    const double *slope, double first, double most, float *out) {
    for (size_t row = 0; row < n; row++)
        for (size_t c = 0; c < columns; c++) {
            const double *level = grid + c * levels;
            double value = x[row * columns + c];
            double sum = value >= level[0] ? first : 0;
            for (size_t at = 0; at + 1 < levels; at++)
                sum += between(value, level[at], level[at + 1]) * rise[c * (levels - 1) + at];
            sum += (value > level[levels - 1] ? value - level[levels - 1] : 0) * slope[c];
            out[row * columns + c] = value != value || !(sum > 0) ? 0 : (float)(sum < most ? sum : most);
        }
}

void mix_all(const uint64_t *value, size_t n, uint64_t *out) {
    for (size_t i = 0; i < n; i++) {
        uint64_t mixed = value[i] + UINT64_C(0x9E3779B97F4A7C15);
        mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
        mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
        out[i] = mixed ^ mixed >> 31;
    }
}
