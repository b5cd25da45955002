/* The hot path: bytes of a log in, columns of aggregates out. `twin.py` is the reference it is held to. */
#ifndef DOZOR_KERNEL_H
#define DOZOR_KERNEL_H

#include <stddef.h>
#include <stdint.h>

enum field { /* as agent.parse.variables.Field */
    F_IGNORED, F_ADDRESS, F_TIME_LOCAL, F_TIME_ISO, F_MSEC, F_REQUEST, F_METHOD, F_URI, F_QUERY, F_STATUS, F_BYTES,
    F_REFERRER, F_USER_AGENT, F_SERVICE, F_REQUEST_TIME, F_UPSTREAM_TIME, F_REQUEST_ID, F_VERDICT, F_FORWARDED_FOR,
    F_PROXY_ADDRESS, F_CLIENT_ADDRESS, F_UPSTREAM_ADDRESS, F_COUNT
};

typedef struct kernel kernel;

typedef struct {
    uint64_t lines, malformed, rows_merged, late_lines, bytes_skipped;
} kernel_counters;

typedef struct { /* a sample's texts stand one after another at `text` */
    uint32_t row, status, method, path, user_agent, referrer, request_id;
    const uint8_t *text;
} kernel_sample;

/* NULL where memory is lacking. `private_seed` keys the tables, `hash_seed` the hashes that leave. */
kernel *kernel_new(uint64_t private_seed, uint64_t hash_seed, uint32_t rows, uint32_t line_bytes);
void kernel_free(kernel *k);

/* Setting up; each returns 0, or -1 where memory is lacking. A step belongs to the newest segment, that to the newest plan. */
int kernel_add_plan(kernel *k);
int kernel_add_segment(kernel *k, int separator, int free_field);
int kernel_add_step(kernel *k, int right, const uint8_t *literal, size_t size, int field, int field_size);
int kernel_add_trusted(kernel *k, const uint8_t network[16], int prefix);
int kernel_set_service(kernel *k, const uint8_t *name, size_t size);
int kernel_set_patterns(kernel *k, const uint8_t classes[256], const uint16_t *steps, const uint8_t *found,
                        size_t states, size_t width);
int kernel_add_asset(kernel *k, const uint8_t *extension, size_t size);
void kernel_reseed(kernel *k, uint64_t hash_seed);

/* Aggregates the whole lines of `data` and returns how many bytes they take. Needs no lock of Python's. */
size_t kernel_feed(kernel *k, const uint8_t *data, size_t size);

uint32_t kernel_rows(const kernel *k);
uint32_t kernel_urls(const kernel *k);
uint32_t kernel_agents(const kernel *k);
int kernel_lacks_memory(const kernel *k);

/* Draining: `finish`, read what is wanted, `clear`. A column is named as in agent.contract.columns; -1: no such column. */
void kernel_finish(kernel *k);
int kernel_column(const kernel *k, const char *name, uint8_t *out);
void kernel_addresses(const kernel *k, uint8_t *out);
const kernel_counters *kernel_count(const kernel *k);
uint32_t kernel_sample_count(const kernel *k);
kernel_sample kernel_sample_at(const kernel *k, uint32_t index);
uint32_t kernel_malformed_count(const kernel *k);
const uint8_t *kernel_malformed_at(const kernel *k, uint32_t index, size_t *size);
uint32_t kernel_service_count(const kernel *k);
const uint8_t *kernel_service_at(const kernel *k, uint32_t index, size_t *size);
void kernel_clear(kernel *k);

/* Rows of seconds before the cut are settled: to be written, so that at most `most` are left. */
uint32_t kernel_settled_before(const kernel *k, uint32_t most);
void kernel_keep(kernel *k, uint32_t cut);

/* One JSON object a line for every row of a second before `cut`; `services` holds each service's name as JSON. `out` has room for
   `rows * KERNEL_JSON_ROW` bytes and the names; returns the bytes written. */
enum { KERNEL_JSON_ROW = 1400 };
size_t kernel_json(const kernel *k, uint32_t first, uint32_t rows, uint32_t cut, const char *const *services,
                   const size_t *sizes, char *out);

#endif
