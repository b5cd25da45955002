/* What a URL and a User-Agent are (see agent.parse.classify), remembered, as most requests repeat. */
#ifndef DOZOR_KERNEL_CLASSIFY_H
#define DOZOR_KERNEL_CLASSIFY_H

#include <stdlib.h>

#include "kernel_normal.h"

enum { /* as in agent.parse.patterns */
    LOGIN_BIT = 1, SENSITIVE_BIT = 2, INJECTION_BIT = 4, TOOL_BIT = 8, EXPLOIT_BIT = 16, SCANNER_BIT = 32, BOT_BIT = 64,
    CARRIED_BITS = INJECTION_BIT | EXPLOIT_BIT,
    PATH_BITS = LOGIN_BIT | SENSITIVE_BIT | CARRIED_BITS,
    AGENT_BITS = TOOL_BIT | SCANNER_BIT | BOT_BIT | CARRIED_BITS
};
enum { /* as in agent.contract.columns.UrlFlag */
    URL_ASSET = 1, URL_NOT_FOUND = 2, URL_QUERY = 4, URL_LOGIN = 8, URL_SENSITIVE = 16, URL_INJECTION = 32, URL_POST = 64,
    URL_ANSWERED = 128
};
enum { METHOD_GET, METHOD_POST, METHOD_ODD };
enum { REQUESTS_KEPT = 8192, PATHS_KEPT = 4096, AGENTS_KEPT = 2048, MOST_ASSETS = 64 };

typedef struct {
    uint64_t key; /* keyed hash of the whole request line; 0: empty */
    uint32_t url, path, template, url_size;
    uint16_t url_at;
    uint8_t flags, method, bits;
} known_request;

typedef struct {
    uint64_t key;
    uint32_t path, template;
    uint8_t bits;
    bool asset;
} known_path;

typedef struct {
    uint64_t key;
    uint32_t hash;
    uint32_t bits;
} known_agent;

typedef struct {
    uint64_t private_seed, hash_seed;
    uint8_t classes[256], forms[256];
    uint16_t *steps;
    uint8_t *found;
    size_t width;
    uint64_t assets[MOST_ASSETS][2];
    int asset_count;
    uint8_t *scratch; /* room for a line and two anchors */
    known_request *requests;
    known_path *paths;
    known_agent *agents;
} classifier;

/* The bits of the patterns within `s`. */
static inline uint32_t pattern_bits(const classifier *c, slice s) {
    uint8_t *text = c->scratch + 1;
    size_t size = size_of(s), state = 0;
    uint32_t bits = 0;
    memcpy(text, s.at, size);
    size = normalise(c->forms, text, size);
    text[-1] = 2;
    text[size] = 3;
    for (size_t i = 0; i < size + 2; i++) {
        state = c->steps[state * c->width + c->classes[text[(ptrdiff_t)i - 1]]];
        bits |= c->found[state];
    }
    return bits;
}

static inline bool is_asset(const classifier *c, slice path) {
    const uint8_t *dot = path.end;
    uint8_t text[16] = {0};
    while (dot > path.at && dot[-1] != '.') {
        if (path.end - dot == 16) return false;
        dot--;
    }
    if (dot == path.at || memchr(dot, 0, (size_t)(path.end - dot))) return false;
    for (const uint8_t *p = dot; p < path.end; p++) text[p - dot] = (uint8_t)((uint8_t)(*p - 'A') < 26 ? *p | 32 : *p);
    for (int i = 0; i < c->asset_count; i++)
        if (c->assets[i][0] == word8(text) && c->assets[i][1] == word8(text + 8)) return true;
    return false;
}

static inline bool is_variable(const uint8_t *at, const uint8_t *end) {
    bool numeric = true, has_digit = false;
    for (const uint8_t *p = at; p < end; p++) {
        if (is_digit(*p)) has_digit = true;
        else if (*p == '-' || hex(*p) >= 0) numeric = false;
        else return false;
    }
    return has_digit && (numeric || end - at >= 8);
}

static inline uint32_t template_hash(const classifier *c, slice path) {
    uint8_t *out = c->scratch;
    bool changed = false;
    for (const uint8_t *p = path.at;;) {
        const uint8_t *start = p;
        while (p < path.end && *p != '/' && *p != '.') p++;
        if (is_variable(start, p)) *out++ = 1, changed = true;
        else memcpy(out, start, (size_t)(p - start)), out += p - start;
        for (start = p; p < path.end && *p != '/'; p++) {}
        memcpy(out, start, (size_t)(p - start)), out += p - start;
        if (p == path.end) break;
        *out++ = *p++;
    }
    return changed ? hash32((slice){c->scratch, out}, c->hash_seed) : hash32(path, c->hash_seed);
}

static inline const known_path *know_path(const classifier *c, slice path) {
    uint64_t key = hash64(path, c->private_seed) | 1;
    known_path *known = &c->paths[key >> 52];
    if (known->key == key) return known;
    uint8_t bits = (uint8_t)(pattern_bits(c, path) & PATH_BITS);
    *known = (known_path){key, hash32(path, c->hash_seed), template_hash(c, path), bits, is_asset(c, path)};
    return known;
}

static inline uint32_t url_flags(uint32_t bits) {
    uint32_t flags = bits & LOGIN_BIT ? URL_LOGIN : 0;
    if (bits & (SENSITIVE_BIT | EXPLOIT_BIT)) flags |= URL_SENSITIVE;
    if (bits & (INJECTION_BIT | EXPLOIT_BIT)) flags |= URL_INJECTION;
    return flags;
}

static inline void classify_url(const classifier *c, slice url, known_request *out) {
    const uint8_t *mark = memchr(url.at, '?', size_of(url));
    const known_path *path = know_path(c, (slice){url.at, mark ? mark : url.end});
    uint32_t bits = path->bits;
    if (mark) bits |= pattern_bits(c, (slice){mark + 1, url.end}) & CARRIED_BITS;
    out->bits = (uint8_t)bits;
    out->flags = (uint8_t)(url_flags(bits) | (path->asset ? URL_ASSET : 0) | (mark ? URL_QUERY : 0));
    out->path = path->path;
    out->url = mark ? hash32(url, c->hash_seed) : path->path;
    out->template = path->template;
}

/* Splits `GET /a b HTTP/1.1`; a malformed request has no method and is all URL. Returns the method's size. */
static inline size_t split_request(slice request, slice *url) {
    const uint8_t *p = request.at;
    while (p < request.end && p - request.at <= 16 && (((uint8_t)(*p - 'A') < 26) || *p == '_' || *p == '-')) p++;
    size_t size = (size_t)(p - request.at);
    *url = request;
    if (size == 0 || size > 16 || p == request.end || *p != ' ') return 0;
    url->at = p + 1;
    for (p = request.end; p > url->at && p[-1] != ' '; p--) {}
    if (p > url->at && request.end - p >= 5 && memcmp(p, "HTTP/", 5) == 0) url->end = p - 1;
    return size;
}

static inline const known_request *know_request(const classifier *c, slice request) {
    uint64_t key = hash64(request, c->private_seed) | 1;
    known_request *known = &c->requests[key >> 52 << 1];
    if (known->key == key) return known;
    if (known[1].key == key) return &known[1];
    known[1] = known[0];
    slice url;
    size_t method = split_request(request, &url);
    known->key = key;
    known->method = METHOD_ODD;
    if (method == 3 && memcmp(request.at, "GET", 3) == 0) known->method = METHOD_GET;
    if (method == 4 && memcmp(request.at, "POST", 4) == 0) known->method = METHOD_POST;
    known->url_at = (uint16_t)(url.at - request.at);
    known->url_size = (uint32_t)size_of(url);
    classify_url(c, url, known);
    if (known->method == METHOD_POST) known->flags |= URL_POST;
    return known;
}

static inline const known_agent *know_agent(const classifier *c, slice agent) {
    uint64_t key = hash64(agent, c->private_seed) | 1;
    known_agent *known = &c->agents[key >> 53];
    if (known->key == key) return known;
    known->key = key;
    known->hash = hash32(agent, c->hash_seed);
    known->bits = is_absent(agent) ? TOOL_BIT : pattern_bits(c, agent) & AGENT_BITS;
    return known;
}

static inline void forget(classifier *c) {
    memset(c->requests, 0, sizeof(known_request) * REQUESTS_KEPT);
    memset(c->paths, 0, sizeof(known_path) * PATHS_KEPT);
    memset(c->agents, 0, sizeof(known_agent) * AGENTS_KEPT);
}

#endif
