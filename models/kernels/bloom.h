/* A Bloom filter of sources; `models/kernels/bloom.py` is the reference. */
#ifndef DOZOR_BLOOM_H
#define DOZOR_BLOOM_H

#include <stddef.h>
#include <stdint.h>

/* The bits (n, hashes) of each packed address in a filter of so many. */
void bloom_places(const uint8_t *address, size_t n, size_t hashes, uint64_t bits, int64_t *out);
void bloom_set(uint8_t *filter, const int64_t *place, size_t n);

#endif
