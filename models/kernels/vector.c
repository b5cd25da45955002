#include "vector.h"

static const double LEAST_LOAD = 60, LEAST_COST = 10, LEAST_GAPS = 8, GAP_NOISE = 1.0 / 6;

static inline void fetch(const float *row, size_t width) {
#ifdef __GNUC__
    for (size_t c = 0; c < width; c += 16)
        __builtin_prefetch(row + c);
#else
    (void)row, (void)width;
#endif
}

/* As numpy's maximum: NaN stays. */
static inline double larger(double a, double b) { return a >= b || a != a ? a : b; }
static inline float largerf(float a, float b) { return a >= b || a != a ? a : b; }

/* How widely the gaps spread: the square of their variation coefficient, with the noise of whole seconds. */
static double spread_of(const float *own, const int64_t *named) {
    double count = own[named[GAPS]];
    if (!(count >= LEAST_GAPS))
        return 1;
    double mean = own[named[GAP_SUM]] / larger(count, 1);
    double variance = larger(own[named[GAP_SQUARES]] / larger(count, 1) - mean * mean, 0) + GAP_NOISE;
    return variance / (larger(mean, 1) * larger(mean, 1));
}

static void others(const float *own, const int64_t *named, const double *load, int known, float *to) {
    to[0] = largerf(own[named[PAGES_60]] - own[named[NEW_PAGES_60]], 0);
    to[1] = (float)(own[named[REQUESTS_60]] / larger(load[LOAD_REQUESTS_60], LEAST_LOAD));
    to[2] = (float)(own[named[TIME_60]] / larger(load[LOAD_TIME_60], LEAST_COST));
    to[3] = own[named[BYTES_600]] / largerf(own[named[REQUESTS_600]], 1);
    to[6] = (float)known;
    to[7] = (float)(load[LOAD_ASSETS_3600] / larger(load[LOAD_REQUESTS_3600], 1));
}

void vector_fill(
    const vector_plan *plan, const float *ew, const int64_t *newest, const int64_t *slot, const float *estimate,
    const double *load, const uint8_t *known, size_t n, float *out, size_t width, float *burst, double *spread) {
    enum { AHEAD = 4 };
    for (size_t i = 0; i < n; i++, estimate += plan->estimates, load += LOADS, out += width) {
        if (i + AHEAD < n)
            fetch(ew + (size_t)slot[i + AHEAD] * plan->counters, plan->counters);
        const float *own = ew + (size_t)slot[i] * plan->counters;
        float *to = out;
        *to++ = (float)newest[slot[i]];
        for (size_t c = 0; c < plan->counts; c++)
            *to++ = own[plan->count[c]];
        for (size_t c = 0; c < plan->sets; c++)
            *to++ = estimate[plan->set[c]];
        for (size_t c = 0; c < plan->shares; c++)
            *to++ = (own[plan->part[c]] + plan->usual[c]) / (own[plan->whole[c]] + plan->prior);
        others(own, plan->named, load, known[i] != 0, to);
        float lately = own[plan->named[REQUESTS_10]] / 10 + 0.02f, usually = own[plan->named[REQUESTS_600]] / 600 + 0.02f;
        burst[i] = lately / usually;
        spread[i] = spread_of(own, plan->named);
    }
}
