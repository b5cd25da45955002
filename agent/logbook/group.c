/* Which lines belong together: stack traces of Python, Java and Go, what is indented, and what closes a bracket. */
#include <string.h>

#include "kernel.h"

enum { GROUP_MOST = 500 };

static int begins(const uint8_t *line, size_t size, const char *with)
{
    size_t length = strlen(with);
    return size >= length && !memcmp(line, with, length);
}

/* A dotted name that ends in Exception or Error, alone or before a colon. */
static int names_exception(const uint8_t *line, size_t size)
{
    size_t at = 0, dots = 0;
    while (at < size && line[at] != ':' && line[at] > ' ') dots += line[at++] == '.';
    if (!dots || (at < size && line[at] != ':')) return 0;
    return (at > 9 && !memcmp(line + at - 9, "Exception", 9)) || (at > 5 && !memcmp(line + at - 5, "Error", 5));
}

static int goes_on_in_python(log_group *group, const uint8_t *line, size_t size)
{
    if (group->mode == PYTHON) { /* the first line that is not indented says what was raised */
        group->mode = PYTHON_SAID;
        return 1;
    }
    return !size || begins(line, size, "During handling of the above") || begins(line, size, "The above exception was");
}

static int goes_on_in_go(const uint8_t *line, size_t size)
{
    return !size || line[size - 1] == ')' || begins(line, size, "goroutine ") || begins(line, size, "created by ") ||
           begins(line, size, "[signal ") || begins(line, size, "exit status ");
}

static int goes_on(log_group *group, const uint8_t *line, size_t size)
{
    if (begins(line, size, "Traceback (most recent call last)")) {
        int before = group->level >= ERROR || group->mode == PYTHON_SAID;
        group->mode = PYTHON;
        return before;
    }
    if (size && (*line == ' ' || *line == '\t')) return 1;
    if (group->mode == PYTHON || group->mode == PYTHON_SAID) return goes_on_in_python(group, line, size);
    if (group->mode == GO) return goes_on_in_go(line, size);
    if (begins(line, size, "Caused by: ") || begins(line, size, "Suppressed: ")) return 1;
    if (group->level >= ERROR && names_exception(line, size)) return 1;
    return group->lines > 1 && size && size < 4 && strchr("}])", *line);
}

int joins_group(log_group *group, const uint8_t *line, size_t size, enum level own)
{
    enum trace_mode before = group->mode;
    if (group->lines && group->lines < GROUP_MOST && goes_on(group, line, size)) {
        group->lines++;
        return 1;
    }
    if (group->mode == before) group->mode = PLAIN; /* unless this line began a trace */
    if (begins(line, size, "Traceback (most recent call last)")) group->mode = PYTHON;
    if (begins(line, size, "panic: ") || begins(line, size, "goroutine ")) group->mode = GO;
    group->level = own;
    group->lines = 1;
    return 0;
}
