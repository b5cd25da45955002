/* From a line to its row. */
#ifndef DOZOR_KERNEL_HITS_H
#define DOZOR_KERNEL_HITS_H

#include <stdlib.h>

#include "kernel.h"
#include "kernel_address.h"
#include "kernel_classify.h"
#include "kernel_marks.h"
#include "kernel_plan.h"
#include "kernel_rows.h"
#include "kernel_samples.h"

enum { LATE_SECONDS = 10, MOST_TRUSTED = 4096, MOST_WINDOW = 65536 };

typedef struct {
    uint8_t network[16];
    int prefix;
} trusted;

typedef struct {
    uint8_t *name;
    size_t size;
} service;

struct kernel {
    plan plans[MOST_PLANS];
    slice fields[MOST_PLANS][F_COUNT]; /* a plan always fills the same ones, so they need no clearing */
    int plan_count;
    classifier classes;
    table rows;
    samples samples;
    trusted *trusted;
    int trusted_count;
    service services[MOST_SERVICES];
    uint32_t service_count, last_service, line_bytes, newest, newest_before;
    bool fixed_service, skipping;
    kernel_counters counters;
    uint8_t last_time[26];
    uint32_t last_second;
    uint32_t window, *marks; /* so many bytes are searched for marks at once */
    uint8_t *request; /* where a request is put together from its parts */
};

static inline bool within(const uint8_t address[16], const trusted *t) {
    int whole = t->prefix / 8, rest = t->prefix % 8;
    if (memcmp(address, t->network, (size_t)whole) != 0) return false;
    return rest == 0 || ((address[whole] ^ t->network[whole]) >> (8 - rest)) == 0;
}

static inline bool is_trusted(const kernel *k, const uint8_t address[16]) {
    for (int i = 0; i < k->trusted_count; i++)
        if (within(address, &k->trusted[i])) return true;
    return false;
}

/* The rightmost hop that is not trusted; stops at one that is no address. */
static inline void follow_forwarded(const kernel *k, slice chain, uint8_t address[16]) {
    uint8_t hop[16];
    while (chain.at < chain.end) {
        const uint8_t *comma = chain.end;
        while (comma > chain.at && comma[-1] != ',') comma--;
        if (!read_hop((slice){comma, chain.end}, hop)) return;
        memcpy(address, hop, 16);
        if (comma == chain.at || !is_trusted(k, address)) return;
        chain.end = comma - 1;
    }
}

static inline bool read_source(const kernel *k, const slice *fields, const uint8_t *limit, uint8_t address[16]) {
    uint8_t hop[16];
    slice peer = fields[F_ADDRESS];
    if (!read_dotted(peer, limit, address) && !read_address(peer, address)) return false;
    if (k->trusted_count == 0 || !is_trusted(k, address)) return true;
    if (read_hop(fields[F_PROXY_ADDRESS], hop)) {
        memcpy(address, hop, 16);
        if (!is_trusted(k, address)) return true;
    }
    follow_forwarded(k, fields[F_FORWARDED_FOR], address);
    if (is_trusted(k, address) && read_hop(fields[F_CLIENT_ADDRESS], hop)) memcpy(address, hop, 16);
    return true;
}

static inline bool same_time(const uint8_t *a, const uint8_t *b) {
    return same_address(a, b) && word8(a + 16) == word8(b + 16) && a[24] == b[24] && a[25] == b[25];
}

/* The first of the format's times that can be read; most often that of the line before. */
static inline bool read_second(kernel *k, const slice *fields, uint32_t *second) {
    slice local = fields[F_TIME_LOCAL];
    if (size_of(local) == 26 && same_time(local.at, k->last_time)) {
        *second = k->last_second;
        return true;
    }
    if (!read_time_local(local, second))
        return read_time_iso(fields[F_TIME_ISO], second) || read_msec(fields[F_MSEC], second);
    memcpy(k->last_time, local.at, 26);
    k->last_second = *second;
    return true;
}

static inline bool is_service(const service *s, slice name) {
    return s->size == size_of(name) && same(s->name, name.at, s->size);
}

/* The index of a service; past MOST_SERVICES all share the first. */
static inline uint16_t find_service(kernel *k, slice name) {
    if (k->fixed_service) return 0;
    if (is_absent(name)) name.end = name.at;
    if (size_of(name) > 255) name.end = name.at + 255;
    const uint8_t *colon = name.end;
    while (colon > name.at && is_digit(colon[-1])) colon--;
    if (colon > name.at && colon < name.end && colon[-1] == ':') name.end = colon - 1;
    if (k->last_service < k->service_count && is_service(&k->services[k->last_service], name))
        return (uint16_t)k->last_service;
    uint32_t i = 0;
    while (i < k->service_count && !is_service(&k->services[i], name)) i++;
    if (i == k->service_count) {
        uint8_t *copy = i < MOST_SERVICES ? malloc(size_of(name) + 1) : NULL;
        if (!copy) return 0;
        if (size_of(name)) memcpy(copy, name.at, size_of(name));
        k->services[k->service_count++] = (service){copy, size_of(name)};
    }
    k->last_service = i;
    return (uint16_t)i;
}

static inline uint8_t *append(uint8_t *to, slice text) {
    size_t size = size_of(text);
    if (size) memcpy(to, text.at, size);
    return to + size;
}

/* The request line, put together where the format has only its parts. */
static inline slice read_request(kernel *k, const slice *fields) {
    static const uint8_t get[] = "GET", protocol[] = " HTTP/1.1";
    if (fields[F_REQUEST].at) return fields[F_REQUEST];
    slice method = fields[F_METHOD], uri = fields[F_URI], query = fields[F_QUERY];
    if (!method.at) method = (slice){get, get + 3};
    uint8_t *end = append(k->request, method);
    *end++ = ' ';
    end = append(end, uri);
    if (!is_absent(query) && !(uri.at < uri.end && memchr(uri.at, '?', size_of(uri)))) {
        *end++ = '?';
        end = append(end, query);
    }
    end = append(end, (slice){protocol, protocol + 9});
    return (slice){k->request, end};
}

static inline bool is_refused(slice verdict, uint32_t status) {
    if (verdict.at == verdict.end) return false;
    if (is_text(verdict, "ban", 3) || is_text(verdict, "challenge", 9)) return true;
    return status == 429 && is_text(verdict, "limit", 5);
}

/* A solution that was right, or a look whether the pass came back: neither refused nor a request of the service's. */
static inline bool is_solved(slice verdict, uint32_t status) {
    return status == 204 && is_text(verdict, "challenge", 9);
}

static inline void count_status(row *r, uint32_t status) {
    r->counts[STATUS_2XX] += (status >= 200 && status < 300) || status == 101;
    r->counts[STATUS_3XX] += status >= 300 && status < 400;
    r->counts[STATUS_4XX] += status >= 400 && status < 500;
    r->counts[STATUS_5XX] += status >= 500 && status < 600;
    r->counts[NOT_MODIFIED] += status == 304;
    r->counts[DENIED] += status == 401 || status == 403;
    r->counts[NOT_FOUND] += status == 404;
}

static inline uint32_t status_flags(uint32_t status) {
    if (status == 404) return URL_NOT_FOUND;
    return (status >= 200 && status < 300) || status == 101 || status == 304 ? URL_ANSWERED : 0;
}

static inline void count_agent(row *r, uint32_t bits) {
    if (!bits) return;
    r->counts[TOOL_AGENTS] += (bits & TOOL_BIT) != 0;
    r->counts[SCANNER_AGENTS] += (bits & SCANNER_BIT) != 0;
    r->counts[BOT_AGENTS] += (bits & BOT_BIT) != 0;
}

/* What a Referer carries; few are looked at closely. */
static inline uint32_t referrer_bits(const kernel *k, slice referrer) {
    if (is_absent(referrer) || !holds_either(referrer, '{', '<')) return 0;
    return know_agent(&k->classes, referrer)->bits & CARRIED_BITS;
}

/* Adds one hit to its row; false where a field is not what it should be, and then nothing was added. */
static inline bool add_hit(kernel *k, const slice *fields, const uint8_t *limit) {
    uint8_t address[16];
    uint32_t second, status;
    uint64_t bytes;
    double request_time;
    if (!read_second(k, fields, &second) || !read_status(fields[F_STATUS], &status)) return false;
    if (!read_count(fields[F_BYTES], limit, &bytes) || !read_seconds(fields[F_REQUEST_TIME], &request_time)) return false;
    if (!read_source(k, fields, limit, address)) return false;
    uint16_t service = find_service(k, fields[F_SERVICE]);
    uint64_t hash = row_hash(k->classes.private_seed, second, service, address);
    __builtin_prefetch(&k->rows.slots[hash & (k->rows.slot_count - 1)]);
    bool refused = is_refused(fields[F_VERDICT], status);
    slice request = read_request(k, fields), agent = fields[F_USER_AGENT], referrer = fields[F_REFERRER];
    const known_request *known = refused ? NULL : know_request(&k->classes, request);
    expect_row(&k->rows, hash);
    uint32_t carried = refused || !referrer.at ? 0 : referrer_bits(k, referrer);
    const known_agent *who = refused || !agent.at ? NULL : know_agent(&k->classes, agent);
    uint32_t index = find_row(&k->rows, k->classes.private_seed, hash, second, service, address, &k->counters.rows_merged);
    if (index == NO_ROW) {
        k->rows.lacks_memory = true;
        return true;
    }
    k->counters.late_lines += (uint64_t)second + LATE_SECONDS < (k->newest > k->newest_before ? k->newest : k->newest_before);
    if (second > k->newest) k->newest = second;
    row *r = row_at(&k->rows, index);
    if (refused) {
        r->counts[REFUSED] += !is_solved(fields[F_VERDICT], status);
        return true;
    }
    uint32_t flags = known->flags;
    carried |= known->bits & CARRIED_BITS;
    r->bytes += bytes;
    r->request_time_sum += request_time;
    if (request_time > r->request_time_max) r->request_time_max = request_time;
    if (fields[F_UPSTREAM_TIME].at) r->upstream_time_sum += read_upstream_seconds(fields[F_UPSTREAM_TIME]);
    count_status(r, status);
    uint32_t *counts = r->counts;
    counts[REQUESTS]++;
    counts[GETS] += known->method == METHOD_GET;
    counts[POSTS] += known->method == METHOD_POST;
    counts[ODD_METHODS] += known->method == METHOD_ODD;
    counts[ASSETS] += (flags & URL_ASSET) != 0;
    bool login = known->method == METHOD_POST && (known->bits & LOGIN_BIT), sensitive = known->bits & SENSITIVE_BIT;
    counts[LOGINS] += login;
    counts[SENSITIVE] += sensitive;
    if (who) {
        count_agent(r, who->bits);
        carried |= who->bits & CARRIED_BITS;
        add_agent(&k->rows, r, who->hash);
    }
    if (referrer.at) {
        counts[NO_REFERRER] += !(flags & URL_ASSET) && is_absent(referrer);
    }
    counts[INJECTIONS] += (carried & INJECTION_BIT) != 0;
    counts[EXPLOITS] += (carried & EXPLOIT_BIT) != 0;
    counts[PASSED] += is_text(fields[F_VERDICT], "passed", 6);
    uint8_t kept = (uint8_t)(flags | status_flags(status));
    bool fresh = add_url(&k->rows, r, known->url, known->path, known->template, kept);
    bool loud = sensitive || carried || login;
    bool failed = status >= 400 && status < 500;
    bool many = counts[REQUESTS] == 8 || counts[REQUESTS] == 16 || counts[REQUESTS] == 32;
    bool plain = fresh && r->samples == 0 && !(flags & URL_ASSET);
    if ((fresh && (loud || failed)) || many || plain)
        add_sample(&k->samples, &r->samples, index, loud || many ? SAMPLED_ROWS : failed ? QUIET_ROWS : PLAIN_ROWS, status,
                   request, agent, referrer, fields[F_REQUEST_ID]);
    return true;
}

static inline void add_line(kernel *k, line l) {
    if (l.text.end > l.text.at && l.text.end[-1] == '\r') l.text.end--;
    if (l.text.at == l.text.end) return;
    k->counters.lines++;
    for (int i = 0; i < k->plan_count; i++)
        if (read_line(&k->plans[i], l, k->fields[i]) && add_hit(k, k->fields[i], l.limit)) return;
    k->counters.malformed++;
    keep_malformed(&k->samples, l.text);
}

/* Passes over an over-long line, or what there is of it. */
static inline void skip_line(kernel *k, size_t length, bool ended) {
    k->counters.lines += !k->skipping;
    k->counters.malformed += !k->skipping;
    k->counters.bytes_skipped += length;
    k->skipping = !ended;
}

/* Adds the lines that end within the window; returns where the last of them ends. */
static inline const uint8_t *add_window(kernel *k, const uint8_t *base, uint32_t size, const uint8_t *limit) {
    const uint32_t *marks = k->marks, *end = find_marks(base, size, k->marks);
    const uint8_t *at = base;
    for (const uint32_t *mark = marks; mark < end; mark++) {
        const uint8_t *newline = base + *mark;
        if (*newline != '\n') continue;
        size_t length = (size_t)(newline - at);
        if (k->skipping || length > k->line_bytes) skip_line(k, length, true);
        else add_line(k, (line){{at, newline}, base, limit, marks, mark});
        at = newline + 1;
        marks = mark + 1;
    }
    return at;
}

#endif
