/* Hashes of sources and of their networks; `models/shard.py` and `keys.py` are the references. */
#ifndef DOZOR_KEYS_H
#define DOZOR_KEYS_H

#include <stddef.h>
#include <stdint.h>

enum { ADDRESS_BYTES = 16 };

/* splitmix64's finalizer: a bijection that spreads every bit. */
static inline uint64_t mixed(uint64_t value) {
    value += UINT64_C(0x9E3779B97F4A7C15);
    value = (value ^ value >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    value = (value ^ value >> 27) * UINT64_C(0x94D049BB133111EB);
    return value ^ value >> 31;
}

void mix_all(const uint64_t *value, size_t n, uint64_t *out);
/* The key of each (service, packed address). */
void source_keys(const uint64_t *service, const uint8_t *address, size_t n, uint64_t *out);
/* The key of the network of each packed address: /24 of IPv4, /48 of IPv6. */
void network_keys(const uint8_t *address, size_t n, uint64_t *out);
/* What is alike in n keys: `first` gets where each of the different keys, by their size, first stands, `group` the number
 * of each. To work in: `order`, room for 2 n. Returns how many are different. */
size_t group_keys(const uint64_t *key, size_t n, int64_t *first, int64_t *group, int64_t *order);

#endif
