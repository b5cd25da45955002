/* libFuzzer's door to the kernel. `fuzz_tables.h` holds the plans and patterns; `tests/test_fuzz.py` writes it. */
#include <stdlib.h>

#include "fuzz_tables.h"
#include "kernel.h"

enum { ROWS = 20, LINE_BYTES = 2000 };

static void drain(kernel *k) {
    static const char *const columns[] = {"second", "service", "request_time_max", "url", "url_requests", "agent"};
    const char *names[256];
    size_t sizes[256], size;
    kernel_finish(k);
    uint32_t rows = kernel_rows(k);
    uint8_t *out = malloc((size_t)rows * 8 * 32 + 16);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (kernel_column(k, columns[i], out) != 0) abort();
    kernel_addresses(k, out);
    free(out);
    for (uint32_t i = 0; i < kernel_service_count(k); i++) names[i] = (const char *)kernel_service_at(k, i, &sizes[i]);
    size_t longest = 0;
    for (uint32_t i = 0; i < kernel_service_count(k); i++) longest = sizes[i] > longest ? sizes[i] : longest;
    char *json = malloc((KERNEL_JSON_ROW + longest) * (rows + 1));
    if (kernel_json(k, 0, rows, UINT32_MAX, names, sizes, json) > (KERNEL_JSON_ROW + longest) * rows) abort();
    free(json);
    for (uint32_t i = 0; i < kernel_sample_count(k); i++)
        if (kernel_sample_at(k, i).row >= rows) abort();
    for (uint32_t i = 0; i < kernel_malformed_count(k); i++) kernel_malformed_at(k, i, &size);
    kernel_keep(k, kernel_settled_before(k, 3));
    if (kernel_rows(k) > rows || kernel_lacks_memory(k)) abort();
    kernel_clear(k);
}

static void feed(kernel *k, const uint8_t *data, size_t size) {
    uint8_t *exact = malloc(size ? size : 1); /* so that a byte read too far is seen */
    for (size_t i = 0; i < size; i++) exact[i] = data[i];
    if (kernel_feed(k, exact, size) > size) abort();
    free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static kernel *kernels[2];
    if (size < 2) return 0;
    kernel **k = &kernels[data[0] & 1];
    if (!*k) {
        *k = kernel_new(1, 2, ROWS, LINE_BYTES);
        if (!*k || fuzz_set_up(*k, data[0] & 1) != 0) abort();
    }
    size_t cut = 2 + (size_t)data[1] % (size - 1);
    feed(*k, data + 2, cut - 2);
    feed(*k, data + cut, size - cut);
    feed(*k, (const uint8_t *)"\n", 1);
    drain(*k);
    return 0;
}
