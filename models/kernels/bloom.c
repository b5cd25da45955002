#include "bloom.h"

#include "keys.h"

void bloom_places(const uint8_t *address, size_t n, size_t hashes, uint64_t bits, int64_t *out) {
    static const uint64_t no_service = 0;
    for (size_t i = 0; i < n; i++, address += ADDRESS_BYTES) {
        uint64_t key;
        source_keys(&no_service, address, 1, &key);
        for (size_t hash = 0; hash < hashes; hash++) {
            key = mixed(key);
            *out++ = (int64_t)(key % bits);
        }
    }
}

void bloom_set(uint8_t *filter, const int64_t *place, size_t n) {
    for (size_t i = 0; i < n; i++)
        filter[place[i] >> 3] |= (uint8_t)(1u << (place[i] & 7));
}
