#include "kernel.h"

#include "kernel_hits.h"
#include "kernel_out.h"

size_t kernel_feed(kernel *k, const uint8_t *data, size_t size) {
    const uint8_t *at = data, *end = data + size;
    while (at < end) {
        size_t left = (size_t)(end - at);
        const uint8_t *done = add_window(k, at, left < k->window ? (uint32_t)left : k->window, end);
        if (done == at) { /* no newline within a window, which is longer than a line may be */
            if (!k->skipping && left <= k->line_bytes) break;
            const uint8_t *newline = memchr(at, '\n', left);
            skip_line(k, newline ? (size_t)(newline - at) : left, newline != NULL);
            done = newline ? newline + 1 : end;
        }
        at = done;
    }
    return (size_t)(at - data);
}

kernel *kernel_new(uint64_t private_seed, uint64_t hash_seed, uint32_t rows, uint32_t line_bytes) {
    kernel *k = calloc(1, sizeof *k);
    if (!k) return NULL;
    k->line_bytes = line_bytes;
    k->window = line_bytes < MOST_WINDOW ? MOST_WINDOW : line_bytes + 1;
    k->marks = malloc(sizeof *k->marks * k->window);
    k->classes.private_seed = private_seed;
    k->classes.hash_seed = hash_seed;
    k->classes.scratch = malloc((size_t)line_bytes + 32);
    k->request = malloc((size_t)line_bytes * 3 + 32);
    k->classes.requests = calloc(REQUESTS_KEPT, sizeof(known_request));
    k->classes.paths = calloc(PATHS_KEPT, sizeof(known_path));
    k->classes.agents = calloc(AGENTS_KEPT, sizeof(known_agent));
    k->rows = (table){.rows.item = sizeof(row), .urls.item = sizeof(url_entry), .sketches.item = SKETCH_BYTES, .limit = rows};
    memset(k->rows.overflow, 0xff, sizeof k->rows.overflow);
    bool known = k->classes.requests && k->classes.paths && k->classes.agents;
    if (!known || !k->classes.scratch || !k->marks || !k->request || resize(&k->rows, 4096) != 0) {
        kernel_free(k);
        return NULL;
    }
    return k;
}

void kernel_free(kernel *k) {
    for (int i = 0; i < k->plan_count; i++) free_plan(&k->plans[i]);
    for (uint32_t i = 0; i < k->service_count; i++) free(k->services[i].name);
    free(k->classes.steps);
    free(k->classes.found);
    free(k->classes.scratch);
    free(k->classes.requests);
    free(k->classes.paths);
    free(k->classes.agents);
    free(k->rows.rows.at);
    free(k->rows.urls.at);
    free(k->rows.sketches.at);
    free(k->rows.spare_rows.at);
    free(k->rows.spare_urls.at);
    free(k->rows.spare_sketches.at);
    free(k->rows.slots);
    free(k->samples.text);
    free(k->trusted);
    free(k->request);
    free(k->marks);
    free(k);
}

int kernel_add_plan(kernel *k) { return k->plan_count < MOST_PLANS ? (k->plan_count++, 0) : -1; }

int kernel_add_segment(kernel *k, int separator, int free_field) {
    return add_segment(&k->plans[k->plan_count - 1], separator, free_field);
}

int kernel_add_step(kernel *k, int right, const uint8_t *literal, size_t size, int field, int field_size) {
    plan *p = &k->plans[k->plan_count - 1];
    return add_step(&p->segments[p->count - 1], right != 0, literal, size, field, field_size);
}

int kernel_add_trusted(kernel *k, const uint8_t network[16], int prefix) {
    trusted *grown = realloc(k->trusted, sizeof(trusted) * (size_t)(k->trusted_count + 1));
    if (!grown || k->trusted_count == MOST_TRUSTED) return -1;
    k->trusted = grown;
    k->trusted[k->trusted_count].prefix = prefix;
    memcpy(k->trusted[k->trusted_count++].network, network, 16);
    return 0;
}

int kernel_set_service(kernel *k, const uint8_t *name, size_t size) {
    find_service(k, (slice){name, name + size});
    k->fixed_service = true;
    return k->service_count == 1 ? 0 : -1;
}

int kernel_set_patterns(kernel *k, const uint8_t classes[256], const uint16_t *steps, const uint8_t *found,
                        size_t states, size_t width) {
    classifier *c = &k->classes;
    c->steps = malloc(states * width * sizeof *steps);
    c->found = malloc(states);
    if (!c->steps || !c->found) return -1;
    memcpy(c->classes, classes, 256);
    fill_forms(c->forms);
    memcpy(c->steps, steps, states * width * sizeof *steps);
    memcpy(c->found, found, states);
    c->width = width;
    return 0;
}

int kernel_add_asset(kernel *k, const uint8_t *extension, size_t size) {
    classifier *c = &k->classes;
    if (size > 16 || c->asset_count == MOST_ASSETS) return -1;
    memcpy(c->assets[c->asset_count++], extension, size);
    return 0;
}

void kernel_reseed(kernel *k, uint64_t hash_seed) {
    k->classes.hash_seed = hash_seed;
    forget(&k->classes);
}

uint32_t kernel_rows(const kernel *k) { return (uint32_t)k->rows.rows.used; }
int kernel_lacks_memory(const kernel *k) { return k->rows.lacks_memory; }
const kernel_counters *kernel_count(const kernel *k) { return &k->counters; }
uint32_t kernel_service_count(const kernel *k) { return k->service_count; }
void kernel_finish(kernel *k) { finish_rows(&k->rows); }
uint32_t kernel_sample_count(const kernel *k) { return k->samples.count; }
uint32_t kernel_malformed_count(const kernel *k) { return k->samples.malformed_count; }

const uint8_t *kernel_service_at(const kernel *k, uint32_t index, size_t *size) {
    *size = k->services[index].size;
    return k->services[index].name;
}

uint32_t kernel_urls(const kernel *k) {
    uint32_t count = 0;
    for (size_t i = 0; i < k->rows.rows.used; i++) count += row_at(&k->rows, i)->url_count;
    return count;
}

uint32_t kernel_agents(const kernel *k) {
    uint32_t count = 0;
    for (size_t i = 0; i < k->rows.rows.used; i++) count += row_at(&k->rows, i)->agent_count;
    return count;
}

int kernel_column(const kernel *k, const char *name, uint8_t *out) {
    const column *c = find_column(ROW_COLUMNS, ROW_COUNT, name);
    if (c) return put_row_column(&k->rows, c, out), 0;
    if ((c = find_column(URL_COLUMNS, URL_COUNT, name))) return put_url_column(&k->rows, c, out), 0;
    return strcmp(name, "agent") == 0 ? (put_agents(&k->rows, out), 0) : -1;
}

void kernel_addresses(const kernel *k, uint8_t *out) {
    for (size_t i = 0; i < k->rows.rows.used; i++) memcpy(out + 16 * i, row_at(&k->rows, i)->address, 16);
}

uint32_t kernel_settled_before(const kernel *k, uint32_t most) { return settled_before(&k->rows, most); }

void kernel_keep(kernel *k, uint32_t cut) {
    keep_rows(&k->rows, cut);
    k->samples.count = k->samples.row_count = 0;
}

size_t kernel_json(const kernel *k, uint32_t first, uint32_t rows, uint32_t cut, const char *const *services,
                   const size_t *sizes, char *out) {
    label labels[ROW_COUNT];
    char *start = out;
    for (int i = 0; i < ROW_COUNT; i++)
        labels[i].size = (size_t)snprintf(labels[i].text, sizeof labels[i].text, ",\"%s\":", ROW_COLUMNS[i].name);
    for (uint32_t i = first; i < first + rows; i++) {
        const row *r = row_at(&k->rows, i);
        if (r->second < cut) out = put_json(r, labels, services[r->service], sizes[r->service], out);
    }
    return (size_t)(out - start);
}

kernel_sample kernel_sample_at(const kernel *k, uint32_t index) {
    kernel_sample s = k->samples.kept[index];
    s.text = k->samples.text + (size_t)index * SAMPLE_BYTES;
    return s;
}

const uint8_t *kernel_malformed_at(const kernel *k, uint32_t index, size_t *size) {
    *size = k->samples.malformed_sizes[index];
    return k->samples.malformed[index];
}

void kernel_clear(kernel *k) {
    clear_rows(&k->rows);
    k->rows.lacks_memory = false;
    memset(&k->counters, 0, sizeof k->counters);
    k->samples.count = k->samples.row_count = k->samples.malformed_count = 0;
    if (k->newest) k->newest_before = k->newest;
    k->newest = 0;
    if (k->fixed_service) return;
    for (uint32_t i = 0; i < k->service_count; i++) free(k->services[i].name);
    k->service_count = k->last_service = 0;
}
