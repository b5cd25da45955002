/* An index from 64-bit keys to slots, by open addressing; `SlotIndexTwin` in `slots.py` is the reference. */
#ifndef DOZOR_SLOTS_H
#define DOZOR_SLOTS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t key;
    int64_t slot; /* -1 where the place is free */
} slot_place;

typedef struct {
    slot_place *place;
    size_t held;
    unsigned bits; /* 2^bits places, at most half of them taken */
    uint64_t seed; /* odd; keys come from addresses that anyone may choose */
} slot_index;

int slots_init(slot_index *, uint64_t seed); /* 0, or -1 where memory lacks */
void slots_free(slot_index *);
void slots_find(const slot_index *, const uint64_t *key, size_t n, int64_t *slot); /* -1 where there is none */
int slots_put(slot_index *, const uint64_t *key, const int64_t *slot, size_t n);   /* keys not in it; 0 or -1 */
void slots_remove(slot_index *, const uint64_t *key, size_t n);

#endif
