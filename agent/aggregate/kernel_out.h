/* What a drain reads of the rows: columns for the wire, and lines of JSON. */
#ifndef DOZOR_KERNEL_OUT_H
#define DOZOR_KERNEL_OUT_H

#include <stddef.h>
#include <stdio.h>

#include "kernel_address.h"
#include "kernel_rows.h"

enum { LABEL_BYTES = 32 };
enum kind { K_U8, K_U16, K_U32, K_U64, K_F64, K_F64_AS_F32 };

typedef struct {
    const char *name;
    enum kind kind;
    size_t offset;
} column;

#define COUNT(name, which) {name, K_U32, offsetof(row, counts) + 4 * (which)}

static const column ROW_COLUMNS[] = {
    {"second", K_U32, offsetof(row, second)},
    {"service", K_U16, offsetof(row, service)},
    COUNT("requests", REQUESTS),
    COUNT("refused", REFUSED),
    {"bytes", K_U64, offsetof(row, bytes)},
    COUNT("status_2xx", STATUS_2XX),
    COUNT("status_3xx", STATUS_3XX),
    COUNT("status_4xx", STATUS_4XX),
    COUNT("status_5xx", STATUS_5XX),
    COUNT("not_modified", NOT_MODIFIED),
    COUNT("denied", DENIED),
    COUNT("not_found", NOT_FOUND),
    COUNT("gets", GETS),
    COUNT("posts", POSTS),
    COUNT("odd_methods", ODD_METHODS),
    COUNT("assets", ASSETS),
    COUNT("no_referrer", NO_REFERRER),
    COUNT("logins", LOGINS),
    COUNT("tool_agents", TOOL_AGENTS),
    COUNT("sensitive", SENSITIVE),
    COUNT("injections", INJECTIONS),
    COUNT("exploits", EXPLOITS),
    COUNT("scanner_agents", SCANNER_AGENTS),
    COUNT("bot_agents", BOT_AGENTS),
    COUNT("passed", PASSED),
    {"request_time_sum", K_F64, offsetof(row, request_time_sum)},
    {"request_time_max", K_F64_AS_F32, offsetof(row, request_time_max)},
    {"upstream_time_sum", K_F64, offsetof(row, upstream_time_sum)},
    COUNT("distinct_paths", DISTINCT_PATHS),
    COUNT("distinct_user_agents", DISTINCT_AGENTS),
    {"url_count", K_U8, offsetof(row, url_count)},
    {"agent_count", K_U8, offsetof(row, agent_count)},
};

static const column URL_COLUMNS[] = {
    {"url", K_U32, offsetof(url_entry, url)},
    {"path", K_U32, offsetof(url_entry, path)},
    {"template", K_U32, offsetof(url_entry, template)},
    {"url_flags", K_U8, offsetof(url_entry, flags)},
    {"url_requests", K_U16, offsetof(url_entry, requests)},
};

enum { ROW_COUNT = sizeof ROW_COLUMNS / sizeof *ROW_COLUMNS, URL_COUNT = sizeof URL_COLUMNS / sizeof *URL_COLUMNS };

static inline const column *find_column(const column *all, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(all[i].name, name) == 0) return &all[i];
    return NULL;
}

static inline size_t width(enum kind kind) {
    return kind == K_U8 ? 1 : kind == K_U16 ? 2 : kind == K_U64 || kind == K_F64 ? 8 : 4;
}

/* `kind` is a constant wherever this is inlined. */
static inline __attribute__((always_inline)) void put(uint8_t *out, enum kind kind, const uint8_t *from) {
    double wide;
    float narrow;
    if (kind != K_F64_AS_F32) {
        memcpy(out, from, width(kind));
        return;
    }
    memcpy(&wide, from, 8);
    narrow = (float)wide;
    memcpy(out, &narrow, 4);
}

static inline __attribute__((always_inline)) void put_rows(const table *t, enum kind kind, size_t offset, uint8_t *out) {
    for (size_t i = 0; i < t->rows.used; i++, out += width(kind)) put(out, kind, (const uint8_t *)row_at(t, i) + offset);
}

static inline __attribute__((always_inline)) void put_urls(const table *t, enum kind kind, size_t offset, uint8_t *out) {
    for (size_t i = 0; i < t->rows.used; i++) {
        const row *r = row_at(t, i);
        for (int j = 0; j < r->url_count; j++, out += width(kind)) put(out, kind, (const uint8_t *)(url_at(t, r) + j) + offset);
    }
}

static void put_row_column(const table *t, const column *c, uint8_t *out) {
    switch (c->kind) {
    case K_U8: put_rows(t, K_U8, c->offset, out); return;
    case K_U16: put_rows(t, K_U16, c->offset, out); return;
    case K_U32: put_rows(t, K_U32, c->offset, out); return;
    case K_U64: case K_F64: put_rows(t, K_U64, c->offset, out); return;
    case K_F64_AS_F32: put_rows(t, K_F64_AS_F32, c->offset, out); return;
    }
}

static void put_url_column(const table *t, const column *c, uint8_t *out) {
    switch (c->kind) {
    case K_U8: put_urls(t, K_U8, c->offset, out); return;
    case K_U16: put_urls(t, K_U16, c->offset, out); return;
    default: put_urls(t, K_U32, c->offset, out);
    }
}

static inline void put_agents(const table *t, uint8_t *out) {
    for (size_t i = 0; i < t->rows.used; i++) {
        const row *r = row_at(t, i);
        memcpy(out, r->agents, 4 * (size_t)r->agent_count);
        out += 4 * (size_t)r->agent_count;
    }
}

static inline char *put_text(char *out, const char *text, size_t size) {
    memcpy(out, text, size);
    return out + size;
}

static inline char *put_number(char *out, uint64_t value) {
    char digits[20], *p = digits + 20;
    if (value < 10) {
        *out = (char)('0' + value);
        return out + 1;
    }
    do *--p = (char)('0' + value % 10); while (value /= 10);
    return put_text(out, p, (size_t)(digits + 20 - p));
}

static inline char *put_seconds(char *out, double value) {
    if (value == 0) return put_text(out, "0.000", 5);
    return out + snprintf(out, 32, "%.3f", value < 1e15 ? value : 1e15);
}

static inline char *put_address(char *out, const uint8_t address[16]) {
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (memcmp(address, mapped, 12) == 0) {
        for (int i = 12; i < 16; i++) {
            if (i > 12) *out++ = '.';
            out = put_number(out, address[i]);
        }
        return out;
    }
    inet_ntop(AF_INET6, address, out, INET6_ADDRSTRLEN);
    return out + strlen(out);
}

/* A text of at most LABEL_BYTES, copied with what stands behind it: two moves instead of a call. */
static inline char *put_label(char *out, const char *text, size_t size) {
    memcpy(out, text, LABEL_BYTES);
    return out + size;
}

typedef struct { /* `,"name":` of every column that JSON has */
    char text[LABEL_BYTES];
    size_t size;
} label;

static inline char *put_json(const row *r, const label *labels, const char *name, size_t name_size, char *out) {
    out = put_text(out, "{\"second\":", 10);
    out = put_number(out, r->second);
    out = put_text(out, ",\"service\":", 11);
    out = put_text(out, name, name_size);
    out = put_text(out, ",\"source\":\"", 11);
    out = put_address(out, r->address);
    *out++ = '"';
    for (int i = 2; i < ROW_COUNT - 2; i++) {
        const column *c = &ROW_COLUMNS[i];
        const uint8_t *from = (const uint8_t *)r + c->offset;
        out = put_label(out, labels[i].text, labels[i].size);
        if (c->kind == K_U32) out = put_number(out, word4(from));
        else if (c->kind == K_U64) out = put_number(out, word8(from));
        else {
            double value;
            memcpy(&value, from, 8);
            out = put_seconds(out, value);
        }
    }
    return put_text(out, "}\n", 2);
}

#endif
