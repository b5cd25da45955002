#include "trees.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define WIDE __attribute__((target("avx512f,avx512bw,avx512vl")))
#else
#define WIDE
#endif

enum { LANES = 16, BLOCK = 64, PAIR = 1023 };

static double flat_sum(const flat_trees *t, const double *row, double sum) {
    for (uint32_t tree = 0; tree < t->trees; tree++) {
        int32_t at = t->root[tree];
        while (t->left[at] >= 0) {
            double x = row[t->feature[at]];
            int left = x != x ? t->nan_left[at] : x <= t->threshold[at];
            at = left ? t->left[at] : t->right[at];
        }
        sum += t->value[at];
    }
    return sum;
}

void flat_sums(const flat_trees *t, const double *rows, size_t n, size_t width, double start, double *out) {
    for (size_t row = 0; row < n; row++)
        out[row] = flat_sum(t, rows + row * width, start);
}

typedef void rank_block(
    const packed_trees *, const float *rows, size_t n, size_t width, uint16_t (*rank)[PACKED_FEATURES]);
typedef void sum_block(const packed_trees *, const uint16_t (*rank)[PACKED_FEATURES], size_t n, double *sum);

/* How many of n rising thresholds lie below x, without a branch on x: it would be guessed wrong half of the time. */
static inline uint16_t rank_of(const float *threshold, size_t n, float x) {
    const float *low = threshold;
    if (n == 0)
        return 0;
    for (; n > 1; n -= n / 2)
        low += -(size_t)(low[n / 2 - 1] < x) & (n / 2);
    return (uint16_t)(low - threshold + (*low < x));
}

/* A feature at a time, so that its thresholds stay near. */
static void rank_narrow(
    const packed_trees *t, const float *rows, size_t n, size_t width, uint16_t (*rank)[PACKED_FEATURES]) {
    for (uint32_t f = 0; f < t->features; f++)
        for (size_t row = 0; row < n; row++)
            rank[row][f] = rank_of(t->threshold + t->first[f], t->held[f], rows[row * width + f]);
}

/* The leaf words of up to LANES trees from `tree` on; their walks overlap as none waits for another. */
static void walk_narrow(const packed_trees *t, uint32_t tree, uint32_t count, const uint16_t *rank, uint32_t *leaf) {
    uint32_t walking = 0;
    for (uint32_t i = 0; i < count; i++) {
        leaf[i] = t->word[t->root[tree + i]];
        walking += (leaf[i] & PAIR) != 0;
    }
    while (walking) {
        walking = 0;
        for (uint32_t i = 0; i < count; i++) {
            uint32_t word = leaf[i], pair = word & PAIR;
            uint32_t right = rank[word >> 10 & (PACKED_FEATURES - 1)] > word >> 16;
            if (pair) {
                word = t->word[t->root[tree + i] + 2 * pair + right];
                leaf[i] = word;
                walking += (word & PAIR) != 0;
            }
        }
    }
}

static void sum_narrow(const packed_trees *t, const uint16_t (*rank)[PACKED_FEATURES], size_t n, double *sum) {
    uint32_t leaf[LANES];
    for (uint32_t tree = 0; tree < t->trees; tree += LANES) {
        uint32_t count = t->trees - tree < LANES ? t->trees - tree : LANES;
        for (size_t row = 0; row < n; row++) {
            walk_narrow(t, tree, count, rank[row], leaf);
            for (uint32_t i = 0; i < count; i++)
                sum[row] += t->value[leaf[i] >> 10];
        }
    }
}

#if defined(__x86_64__) && defined(__GNUC__)

/* Down a tree of sixteens: how many of the 16 thresholds at each level lie below x tells where to look next. */
WIDE static void rank_wide(
    const packed_trees *t, const float *rows, size_t n, size_t width, uint16_t (*rank)[PACKED_FEATURES]) {
    for (uint32_t f = 0; f < t->features; f++) {
        int top = t->held[f] > 4096 ? 3 : t->held[f] > 256 ? 2 : t->held[f] > 16 ? 1 : 0;
        for (size_t row = 0; row < n; row++) {
            __m512 x = _mm512_set1_ps(rows[row * width + f]);
            uint32_t below = 0;
            for (int level = top; level >= 0; level--) {
                const float *sixteen = t->threshold + t->first[(uint32_t)level * t->features + f] + 16 * below;
                __mmask16 less = _mm512_cmp_ps_mask(_mm512_loadu_ps(sixteen), x, _CMP_LT_OQ);
                below = 16 * below + (uint32_t)__builtin_popcount(less);
            }
            rank[row][f] = (uint16_t)below;
        }
    }
}

/* One level down for sixteen trees; lanes at a leaf stay. */
WIDE static inline __m512i step_wide(const packed_trees *t, __m512i word, __m512i root, __m512i low, __m512i high) {
    __m512i pair = _mm512_and_si512(word, _mm512_set1_epi32(PAIR));
    __mmask16 walking = _mm512_test_epi32_mask(pair, pair);
    __m512i feature = _mm512_and_si512(_mm512_srli_epi32(word, 10), _mm512_set1_epi32(PACKED_FEATURES - 1));
    __m512i rank = _mm512_and_si512(_mm512_permutex2var_epi16(low, feature, high), _mm512_set1_epi32(0xFFFF));
    __mmask16 right = _mm512_cmpgt_epu32_mask(rank, _mm512_srli_epi32(word, 16));
    __m512i at = _mm512_add_epi32(root, _mm512_slli_epi32(pair, 1));
    at = _mm512_mask_add_epi32(at, right, at, _mm512_set1_epi32(1));
    return _mm512_mask_i32gather_epi32(word, walking, at, t->word, 4);
}

WIDE static inline int is_walking(__m512i word) {
    return _mm512_test_epi32_mask(word, _mm512_set1_epi32(PAIR)) != 0;
}

WIDE static inline double add_leaves(const packed_trees *t, __m512i word, uint32_t count, double sum) {
    double value[LANES];
    __m512i number = _mm512_srli_epi32(word, 10);
    _mm512_storeu_pd(value, _mm512_i32gather_pd(_mm512_castsi512_si256(number), t->value, 8));
    _mm512_storeu_pd(value + 8, _mm512_i32gather_pd(_mm512_extracti64x4_epi64(number, 1), t->value, 8));
    for (uint32_t i = 0; i < count; i++)
        sum += value[i];
    return sum;
}

/* Two rows at a time hide each other's waits for memory. */
WIDE static void sum_wide(const packed_trees *t, const uint16_t (*rank)[PACKED_FEATURES], size_t n, double *sum) {
    for (uint32_t tree = 0; tree < t->trees; tree += LANES) {
        uint32_t count = t->trees - tree < LANES ? t->trees - tree : LANES;
        __mmask16 lanes = (__mmask16)((1u << count) - 1);
        __m512i root = _mm512_maskz_loadu_epi32(lanes, t->root + tree);
        __m512i top = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), lanes, root, t->word, 4);
        for (size_t row = 0; row < n; row += 2) {
            size_t next = row + 1 < n ? row + 1 : row;
            __m512i low = _mm512_loadu_si512(rank[row]), high = _mm512_loadu_si512(rank[row] + 32);
            __m512i low2 = _mm512_loadu_si512(rank[next]), high2 = _mm512_loadu_si512(rank[next] + 32);
            __m512i word = top, word2 = top;
            while (is_walking(_mm512_or_si512(word, word2))) {
                word = step_wide(t, word, root, low, high);
                word2 = step_wide(t, word2, root, low2, high2);
            }
            sum[row] = add_leaves(t, word, count, sum[row]);
            if (next != row)
                sum[next] = add_leaves(t, word2, count, sum[next]);
        }
    }
}

int packed_is_wide(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}

#else

int packed_is_wide(void) { return 0; }

#define rank_wide rank_narrow
#define sum_wide sum_narrow

#endif

static double lacking_sum(const flat_trees *t, uint32_t features, const float *row, double start) {
    double values[PACKED_FEATURES];
    for (uint32_t f = 0; f < features; f++)
        values[f] = row[f];
    return flat_sum(t, values, start);
}

static int is_lacking(uint32_t features, const float *row) {
    int lacking = 0;
    for (uint32_t f = 0; f < features; f++)
        lacking |= row[f] != row[f];
    return lacking;
}

void packed_sums(
    const packed_trees *t, const flat_trees *flat, const float *rows, size_t n, size_t width, double start, double *out) {
    uint16_t rank[BLOCK][PACKED_FEATURES] = {{0}}; /* features past the trees' are never asked for */
    int wide = packed_is_wide();
    rank_block *ranks = wide ? rank_wide : rank_narrow;
    sum_block *sum = wide ? sum_wide : sum_narrow;
    for (size_t begin = 0; begin < n; begin += BLOCK) {
        size_t count = n - begin < BLOCK ? n - begin : BLOCK;
        const float *block = rows + begin * width;
        for (size_t row = 0; row < count; row++)
            out[begin + row] = start;
        ranks(t, block, count, width, rank);
        sum(t, (const uint16_t(*)[PACKED_FEATURES])rank, count, out + begin);
        for (size_t row = 0; row < count; row++)
            if (is_lacking(t->features, block + row * width))
                out[begin + row] = lacking_sum(flat, t->features, block + row * width, start);
    }
}
