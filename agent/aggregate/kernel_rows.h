/* Rows: one per (second, service, source), found through a keyed hash table. */
#ifndef DOZOR_KERNEL_ROWS_H
#define DOZOR_KERNEL_ROWS_H

#include <math.h>
#include <stdlib.h>

#include "kernel_text.h"

enum { MOST_URLS = 32, MOST_AGENTS = 8, SKETCH_BITS = 4096, SKETCH_BYTES = SKETCH_BITS / 8, MOST_SERVICES = 256 };
enum { NO_ROW = 0xffffffff };

enum count {
    REQUESTS, REFUSED, STATUS_2XX, STATUS_3XX, STATUS_4XX, STATUS_5XX, NOT_MODIFIED, DENIED, NOT_FOUND, GETS, POSTS,
    ODD_METHODS, ASSETS, NO_REFERRER, LOGINS, TOOL_AGENTS, SENSITIVE, INJECTIONS, EXPLOITS, SCANNER_AGENTS, BOT_AGENTS,
    PASSED, DISTINCT_PATHS, DISTINCT_AGENTS, COUNTS
};

typedef struct {
    uint32_t url, path, template;
    uint16_t requests;
    uint8_t flags;
} url_entry;

typedef struct {
    uint8_t address[16];
    uint64_t hash, bytes;
    double request_time_sum, request_time_max, upstream_time_sum;
    uint32_t second, urls, url_sketch, agent_sketch; /* the last three: where in their pools; a sketch of 0 is none */
    uint16_t service;
    uint8_t url_count, url_room, agent_count, samples;
    uint32_t counts[COUNTS];
    uint32_t agents[MOST_AGENTS];
} row;

typedef struct { /* grows by doubling; `at` moves, so what is in it is named by index */
    uint8_t *at;
    size_t item, used, room;
} pool;

typedef struct {
    uint32_t index, tag;
} slot;

typedef struct {
    pool rows, urls, sketches;
    pool spare_rows, spare_urls, spare_sketches; /* what `keep_rows` copies into: memory that is warm already */
    slot *slots;
    size_t slot_count;
    uint32_t limit, overflow[MOST_SERVICES];
    bool lacks_memory;
} table;

/* Room for `count` more items: the index of the first, or -1. */
static inline int64_t pool_take(pool *p, size_t count) {
    if (p->used + count > p->room) {
        size_t room = p->room ? p->room * 2 : 1024;
        while (room < p->used + count) room *= 2;
        uint8_t *grown = realloc(p->at, room * p->item);
        if (!grown) return -1;
        p->at = grown;
        p->room = room;
    }
    p->used += count;
    return (int64_t)(p->used - count);
}

static inline void pool_empty(pool *p) {
    if (p->room > 16384 && p->used < p->room / 8) {
        free(p->at);
        p->at = NULL;
        p->room = 0;
    }
    p->used = 0;
}

static inline row *row_at(const table *t, size_t index) { return (row *)t->rows.at + index; }
static inline url_entry *url_at(const table *t, const row *r) { return (url_entry *)t->urls.at + r->urls; }

static inline int resize(table *t, size_t count) {
    slot *slots = calloc(count, sizeof(slot));
    if (!slots) return -1;
    for (size_t i = 0; i < t->rows.used; i++) {
        uint64_t hash = row_at(t, i)->hash;
        size_t at = hash & (count - 1);
        while (slots[at].index) at = (at + 1) & (count - 1);
        slots[at] = (slot){(uint32_t)i + 1, (uint32_t)(hash >> 32)};
    }
    free(t->slots);
    t->slots = slots;
    t->slot_count = count;
    return 0;
}

static inline uint32_t add_row(table *t, uint64_t hash, uint32_t second, uint16_t service, const uint8_t address[16]) {
    if ((t->rows.used + 1) * 2 > t->slot_count && resize(t, t->slot_count * 2) != 0) return NO_ROW;
    int64_t index = pool_take(&t->rows, 1);
    if (index < 0) return NO_ROW;
    row *r = row_at(t, (size_t)index);
    memset(r, 0, sizeof *r);
    memcpy(r->address, address, 16);
    r->hash = hash;
    r->second = second;
    r->service = service;
    size_t at = hash & (t->slot_count - 1);
    while (t->slots[at].index) at = (at + 1) & (t->slot_count - 1);
    t->slots[at] = (slot){(uint32_t)index + 1, (uint32_t)(hash >> 32)};
    return (uint32_t)index;
}

static inline uint64_t row_hash(uint64_t seed, uint32_t second, uint16_t service, const uint8_t address[16]) {
    uint64_t when = (uint64_t)second << 16 | service;
    return mix(mix(word8(address) ^ seed ^ HASH_A, word8(address + 8) ^ HASH_B) ^ seed, when ^ HASH_A);
}

/* Fetches the row that a hash most likely leads to. */
static inline void expect_row(const table *t, uint64_t hash) {
    uint32_t index = t->slots[hash & (t->slot_count - 1)].index;
    if (!index) return;
    const uint8_t *r = (const uint8_t *)row_at(t, index - 1);
    for (size_t i = 0; i < sizeof(row); i += 64) __builtin_prefetch(r + i);
}

/* The row of a key, made where there is none; past the limit, the service's overflow row. NO_ROW: no memory. */
static inline uint32_t find_row(table *t, uint64_t seed, uint64_t hash, uint32_t second, uint16_t service,
                                const uint8_t address[16], uint64_t *merged) {
    static const uint8_t nobody[16];
    for (size_t at = hash & (t->slot_count - 1); t->slots[at].index; at = (at + 1) & (t->slot_count - 1)) {
        if (t->slots[at].tag != (uint32_t)(hash >> 32)) continue;
        uint32_t index = t->slots[at].index - 1;
        const row *r = row_at(t, index);
        if (r->second == second && r->service == service && same_address(r->address, address)) return index;
    }
    if (t->rows.used < t->limit) return add_row(t, hash, second, service, address);
    ++*merged;
    uint32_t *overflow = &t->overflow[service];
    if (*overflow == NO_ROW) *overflow = add_row(t, row_hash(seed, second, service, nobody), second, service, nobody);
    return *overflow;
}

static inline void sketch_add(const table *t, uint32_t sketch, uint32_t hash) {
    if (sketch) t->sketches.at[(size_t)sketch * SKETCH_BYTES + (hash >> 3) % SKETCH_BYTES] |= (uint8_t)(1 << (hash & 7));
}

/* A new sketch of the hashes in `listed`, which lie `stride` bytes apart; 0 where memory is lacking. */
static inline uint32_t sketch_new(table *t, const uint8_t *listed, size_t count, size_t stride) {
    if (t->sketches.used == 0 && pool_take(&t->sketches, 1) < 0) return 0;
    int64_t index = pool_take(&t->sketches, 1);
    if (index < 0) return 0;
    memset(t->sketches.at + (size_t)index * SKETCH_BYTES, 0, SKETCH_BYTES);
    for (size_t i = 0; i < count; i++) {
        uint32_t hash;
        memcpy(&hash, listed + i * stride, 4);
        sketch_add(t, (uint32_t)index, hash);
    }
    return (uint32_t)index;
}

/* Linear counting: how many distinct hashes a sketch has seen. */
static inline uint32_t sketch_count(const table *t, uint32_t sketch) {
    const uint8_t *bits = t->sketches.at + (size_t)sketch * SKETCH_BYTES;
    int set = 0;
    for (int i = 0; i < SKETCH_BYTES; i += 8) set += __builtin_popcountll(word8(bits + i));
    int clear = SKETCH_BITS - set;
    return (uint32_t)(SKETCH_BITS * log((double)SKETCH_BITS / (clear ? clear : 1)) + 0.5);
}

/* Counts a URL of a row; true where the row had not listed it and does now. */
static inline bool add_url(table *t, row *r, uint32_t url, uint32_t path, uint32_t template, uint8_t flags) {
    url_entry *entries = r->url_count ? url_at(t, r) : NULL;
    for (int i = 0; i < r->url_count; i++) {
        if (entries[i].url != url) continue;
        entries[i].requests += entries[i].requests != UINT16_MAX;
        entries[i].flags |= flags;
        return false;
    }
    if (r->url_count == MOST_URLS) {
        if (!r->url_sketch) r->url_sketch = sketch_new(t, (const uint8_t *)entries, MOST_URLS, sizeof(url_entry));
        sketch_add(t, r->url_sketch, url);
        return false;
    }
    if (r->url_count == r->url_room) {
        size_t room = r->url_room == 0 ? 2 : r->url_room == 2 ? 8 : MOST_URLS;
        int64_t moved = pool_take(&t->urls, room);
        if (moved < 0 || moved + MOST_URLS > UINT32_MAX) {
            t->lacks_memory = true;
            return false;
        }
        url_entry *to = (url_entry *)t->urls.at + moved;
        if (r->url_count) memcpy(to, url_at(t, r), sizeof(url_entry) * r->url_count);
        r->urls = (uint32_t)moved;
        r->url_room = (uint8_t)room;
        entries = to;
    }
    entries[r->url_count++] = (url_entry){url, path, template, 1, flags};
    return true;
}

static inline void add_agent(table *t, row *r, uint32_t agent) {
    for (int i = 0; i < r->agent_count; i++)
        if (r->agents[i] == agent) return;
    if (r->agent_count < MOST_AGENTS) {
        r->agents[r->agent_count++] = agent;
        return;
    }
    if (!r->agent_sketch) r->agent_sketch = sketch_new(t, (const uint8_t *)r->agents, MOST_AGENTS, 4);
    sketch_add(t, r->agent_sketch, agent);
}

/* Fills in the distinct counts, which are known only at the end. */
static inline void finish_rows(table *t) {
    for (size_t i = 0; i < t->rows.used; i++) {
        row *r = row_at(t, i);
        r->counts[DISTINCT_PATHS] = r->url_sketch ? sketch_count(t, r->url_sketch) : r->url_count;
        r->counts[DISTINCT_AGENTS] = r->agent_sketch ? sketch_count(t, r->agent_sketch) : r->agent_count;
    }
}

/* How far back the waiting rows reach that are still to be kept, so that `most` are left: the cut is the first such
   second, or UINT32_MAX where even the newest second alone has more. */
static inline uint32_t settled_before(const table *t, uint32_t most) {
    static const uint32_t horizons[] = {3600, 600, 60, 10, 0};
    uint32_t newest = 0;
    for (size_t i = 0; i < t->rows.used; i++)
        if (row_at(t, i)->second > newest) newest = row_at(t, i)->second;
    for (size_t h = 0; h < sizeof horizons / sizeof *horizons; h++) {
        uint32_t cut = newest > horizons[h] ? newest - horizons[h] : 0, kept = 0;
        for (size_t i = 0; i < t->rows.used; i++) kept += row_at(t, i)->second >= cut;
        if (kept <= most) return cut;
    }
    return UINT32_MAX;
}

/* Copies a row and what belongs to it; false where memory is lacking. */
static inline bool copy_row(table *to, const table *from, const row *r) {
    int64_t index = pool_take(&to->rows, 1), urls = pool_take(&to->urls, r->url_room);
    if (index < 0 || urls < 0) return false;
    row *copy = row_at(to, (size_t)index);
    *copy = *r;
    copy->urls = (uint32_t)urls;
    if (r->url_count) memcpy(url_at(to, copy), url_at(from, r), sizeof(url_entry) * r->url_count);
    uint32_t *sketches[] = {&copy->url_sketch, &copy->agent_sketch};
    for (int i = 0; i < 2; i++) {
        if (!*sketches[i]) continue;
        uint32_t made = sketch_new(to, NULL, 0, 0);
        if (!made) return false;
        memcpy(to->sketches.at + (size_t)made * SKETCH_BYTES, from->sketches.at + (size_t)*sketches[i] * SKETCH_BYTES, SKETCH_BYTES);
        *sketches[i] = made;
    }
    return true;
}

/* Drops the rows of seconds before `cut`. */
static inline void keep_rows(table *t, uint32_t cut) {
    table kept = {.rows = t->spare_rows, .urls = t->spare_urls, .sketches = t->spare_sketches};
    kept.rows.item = sizeof(row), kept.urls.item = sizeof(url_entry), kept.sketches.item = SKETCH_BYTES;
    for (size_t i = 0; i < t->rows.used; i++)
        if (row_at(t, i)->second >= cut && !copy_row(&kept, t, row_at(t, i))) t->lacks_memory = true;
    t->spare_rows = t->rows, t->spare_urls = t->urls, t->spare_sketches = t->sketches;
    t->spare_rows.used = t->spare_urls.used = t->spare_sketches.used = 0;
    t->rows = kept.rows, t->urls = kept.urls, t->sketches = kept.sketches;
    memset(t->overflow, 0xff, sizeof t->overflow);
    if (resize(t, t->slot_count) != 0) t->lacks_memory = true;
}

static inline void clear_rows(table *t) {
    memset(t->overflow, 0xff, sizeof t->overflow);
    pool_empty(&t->rows);
    pool_empty(&t->urls);
    pool_empty(&t->sketches);
    if (t->slot_count > 65536 && t->rows.room == 0) {
        slot *slots = calloc(4096, sizeof(slot));
        if (slots) free(t->slots), t->slots = slots, t->slot_count = 4096;
    }
    memset(t->slots, 0, sizeof(slot) * t->slot_count);
}

#endif
