#include "slots.h"

#include <stdlib.h>

enum { FIRST_BITS = 11 };

static inline size_t home_of(const slot_index *index, uint64_t key) {
    return (size_t)((key ^ key >> 32) * index->seed >> (64 - index->bits));
}

static slot_place *places(unsigned bits) {
    slot_place *place = malloc(sizeof(slot_place) << bits);
    for (size_t at = 0; place && at < (size_t)1 << bits; at++)
        place[at] = (slot_place){0, -1};
    return place;
}

int slots_init(slot_index *index, uint64_t seed) {
    index->seed = seed | 1;
    index->bits = FIRST_BITS;
    index->held = 0;
    index->place = places(FIRST_BITS);
    return index->place ? 0 : -1;
}

void slots_free(slot_index *index) { free(index->place); }

/* The place of a key, or the free one where it belongs. */
static inline size_t place_of(const slot_index *index, uint64_t key) {
    size_t mask = ((size_t)1 << index->bits) - 1, at = home_of(index, key);
    while (index->place[at].slot >= 0 && index->place[at].key != key)
        at = (at + 1) & mask;
    return at;
}

void slots_find(const slot_index *index, const uint64_t *key, size_t n, int64_t *slot) {
    enum { AHEAD = 8 };
    for (size_t i = 0; i < n; i++) {
#ifdef __GNUC__
        if (i + AHEAD < n)
            __builtin_prefetch(&index->place[home_of(index, key[i + AHEAD])]);
#endif
        slot[i] = index->place[place_of(index, key[i])].slot;
    }
}

static int grow(slot_index *index) {
    slot_index larger = *index;
    larger.bits++;
    larger.place = places(larger.bits);
    if (!larger.place)
        return -1;
    for (size_t at = 0; at < (size_t)1 << index->bits; at++)
        if (index->place[at].slot >= 0)
            larger.place[place_of(&larger, index->place[at].key)] = index->place[at];
    free(index->place);
    *index = larger;
    return 0;
}

int slots_put(slot_index *index, const uint64_t *key, const int64_t *slot, size_t n) {
    while (2 * (index->held + n) > (size_t)1 << index->bits)
        if (grow(index))
            return -1;
    for (size_t i = 0; i < n; i++) {
        size_t at = place_of(index, key[i]);
        index->held += index->place[at].slot < 0;
        index->place[at] = (slot_place){key[i], slot[i]};
    }
    return 0;
}

/* What stands behind the freed place moves up, unless it would then stand before its home. */
static void remove_at(slot_index *index, size_t hole) {
    size_t mask = ((size_t)1 << index->bits) - 1, at = hole;
    for (;;) {
        at = (at + 1) & mask;
        if (index->place[at].slot < 0)
            break;
        size_t home = home_of(index, index->place[at].key);
        if (((at - home) & mask) >= ((at - hole) & mask)) {
            index->place[hole] = index->place[at];
            hole = at;
        }
    }
    index->place[hole].slot = -1;
    index->held--;
}

void slots_remove(slot_index *index, const uint64_t *key, size_t n) {
    for (size_t i = 0; i < n; i++) {
        size_t at = place_of(index, key[i]);
        if (index->place[at].slot >= 0)
            remove_at(index, at);
    }
}
