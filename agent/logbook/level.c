/* Guessing a line's level: from its syslog priority, its JSON or logfmt field, or a word that stands as levels do. */
#include <string.h>

#include "kernel.h"

enum { WORD_SPAN = 160, FIELD_SPAN = 2048, WORD_MOST = 13 };

static const struct {
    const char *word;
    enum level level;
} WORDS[] = {
    {"trace", TRACE},   {"verbose", TRACE},  {"debug", DEBUG},   {"dbg", DEBUG},     {"info", INFO},
    {"information", INFO}, {"inf", INFO},    {"notice", INFO},   {"log", INFO},      {"warn", WARNING},
    {"warning", WARNING}, {"wrn", WARNING},  {"error", ERROR},   {"err", ERROR},     {"severe", ERROR},
    {"fatal", FATAL},   {"critical", FATAL}, {"crit", FATAL},    {"alert", FATAL},   {"emerg", FATAL},
    {"emergency", FATAL}, {"panic", FATAL},  {"ftl", FATAL},
};

static int is_letter(uint8_t c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
static int is_digit(uint8_t c) { return c >= '0' && c <= '9'; }
static int is_one_of(uint8_t c, const char *set) { return c && strchr(set, c); }

static enum level level_of_word(const uint8_t *word, size_t size)
{
    for (size_t i = 0; size <= WORD_MOST && i < sizeof WORDS / sizeof *WORDS; i++) {
        const char *known = WORDS[i].word;
        size_t at = 0;
        while (at < size && (word[at] | 32) == (uint8_t)known[at]) at++;
        if (at == size && !known[at]) return WORDS[i].level;
    }
    return NONE;
}

static enum level level_of_number(unsigned number)
{
    if (number < 8) return number < 3 ? FATAL : number == 3 ? ERROR : number == 4 ? WARNING : number < 7 ? INFO : DEBUG;
    return number >= 60 ? FATAL : number >= 50 ? ERROR : number >= 40 ? WARNING : number >= 30 ? INFO
         : number >= 20 ? DEBUG : TRACE;
}

/* The value of a field: a word, quoted or not, or a number. */
static enum level level_of_value(const uint8_t *at, const uint8_t *end)
{
    if (at < end && *at == '"') at++;
    const uint8_t *from = at;
    if (at < end && is_digit(*at)) {
        unsigned number = 0;
        for (; at < end && at < from + 3 && is_digit(*at); at++) number = number * 10 + (*at - '0');
        return at < end && is_digit(*at) ? NONE : level_of_number(number);
    }
    while (at < end && is_letter(*at)) at++;
    return level_of_word(from, at - from);
}

static const char *const KEYS[] = {"level", "severity", "lvl", "loglevel", "log.level", "levelname", "@level", "@l"};

static int is_key(const uint8_t *key, size_t size)
{
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
        if (strlen(KEYS[i]) != size) continue;
        size_t at = 0;
        while (at < size && (is_letter(key[at]) ? key[at] | 32 : key[at]) == (uint8_t)KEYS[i][at]) at++;
        if (at == size) return 1;
    }
    return 0;
}

static enum level level_of_json(const uint8_t *line, const uint8_t *end)
{
    const uint8_t *at = line;
    while ((at = memchr(at, '"', end - at))) {
        const uint8_t *key = ++at;
        while (at < end && *at != '"') at += *at == '\\' ? 2 : 1;
        if (at >= end) return NONE;
        size_t size = at++ - key;
        while (at < end && *at == ' ') at++;
        if (at >= end || *at != ':') continue;
        at++;
        while (at < end && *at == ' ') at++;
        if (is_key(key, size)) {
            enum level found = level_of_value(at, end);
            if (found) return found;
        }
    }
    return NONE;
}

/* `level=error` where a word may begin; what stands within a URL follows other characters. */
static enum level level_of_logfmt(const uint8_t *line, const uint8_t *end)
{
    const uint8_t *at = line;
    while (at < end && (at = memchr(at, '=', end - at))) {
        const uint8_t *key = at;
        while (key > line && !is_one_of(key[-1], " \t[({,") && at - key < 10) key--;
        at++;
        if (is_key(key, at - 1 - key) && (key == line || is_one_of(key[-1], " \t[({,"))) {
            enum level found = level_of_value(at, end);
            if (found) return found;
        }
    }
    return NONE;
}

/* Where the words after a colour begin: `at` is its ESC. */
static const uint8_t *after_colour(const uint8_t *at, const uint8_t *end)
{
    for (at += 2; at < end && !is_letter(*at);) at++;
    return at < end ? at + 1 : end;
}

/* In capitals anywhere between blanks and brackets; in small letters only where one of these marks it as a level. */
static int stands_as_level(const uint8_t *line, const uint8_t *word, const uint8_t *after, const uint8_t *end)
{
    uint8_t before = word > line ? word[-1] : ' ', next = after < end ? *after : ' ';
    if (!is_one_of(before, " \t[(|<\"'>") && !is_letter(before)) return 0; /* a letter: a colour ended there */
    if (!is_one_of(next, " \t])|:,>\"'\x1b") || (next == ':' && after + 1 < end && after[1] == '/')) return 0;
    if (is_one_of(next, "])|:>") || is_one_of(before, "[<|")) return 1;
    for (; word < after; word++)
        if (*word & 32) return 0;
    return 1;
}

static enum level level_of_words(const uint8_t *line, const uint8_t *end)
{
    for (const uint8_t *at = line; at < end;) {
        if (*at == 0x1b && at + 1 < end && at[1] == '[') at = after_colour(at, end);
        const uint8_t *word = at;
        while (at < end && is_letter(*at)) at++;
        if (at > word && stands_as_level(line, word, at, end)) {
            enum level found = level_of_word(word, at - word);
            if (found) return found;
        }
        if (at == word && at < end) at++;
    }
    return NONE;
}

static enum level level_of_priority(const uint8_t *line, const uint8_t *end)
{
    unsigned number = 0;
    const uint8_t *at = line + 1;
    for (; at < end && at < line + 4 && is_digit(*at); at++) number = number * 10 + (*at - '0');
    return at > line + 1 && at < end && *at == '>' && number < 192 ? level_of_number(number & 7) : NONE;
}

static enum level level_of_klog(const uint8_t *line, const uint8_t *end)
{
    if (end - line < 6 || line[5] != ' ') return NONE;
    for (int i = 1; i < 5; i++)
        if (!is_digit(line[i])) return NONE;
    switch (*line) {
    case 'I': return INFO;
    case 'W': return WARNING;
    case 'E': return ERROR;
    case 'F': return FATAL;
    default: return NONE;
    }
}

static int begins(const uint8_t *line, const uint8_t *end, const char *with)
{
    size_t size = strlen(with);
    return (size_t)(end - line) >= size && !memcmp(line, with, size);
}

enum level guess_level(const uint8_t *line, size_t size)
{
    const uint8_t *end = line + (size < FIELD_SPAN ? size : FIELD_SPAN);
    while (line < end && (*line == ' ' || *line == '\t')) line++;
    if (line == end) return NONE;
    if (*line == '{') return level_of_json(line, end);
    if (begins(line, end, "Traceback (most recent call last)") || begins(line, end, "Exception in thread")) return ERROR;
    if (begins(line, end, "panic: ") || begins(line, end, "fatal error: ")) return FATAL;
    enum level found = *line == '<' ? level_of_priority(line, end) : level_of_klog(line, end);
    if (!found) found = level_of_logfmt(line, end);
    return found ? found : level_of_words(line, end - line > WORD_SPAN ? line + WORD_SPAN : end);
}
