# cython: language_level=3, boundscheck=False, wraparound=False
"""The compiled kernel of logs as Python objects; see `kernel.h`."""

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport uint8_t, uint32_t, uint64_t

cdef extern from "kernel.h" nogil:
    ctypedef struct log_entry:
        uint64_t at_ns
        uint32_t end
        uint32_t marks
    ctypedef struct log_wish:
        uint64_t since_ns, until_ns
        uint32_t levels, streams
    ctypedef struct splitter:
        pass
    int LEVELS
    int guess_level(const uint8_t *, size_t)
    splitter *splitter_new(int, int, uint32_t)
    void splitter_free(splitter *)
    void splitter_resume(splitter *, int, uint64_t, uint64_t)
    int splitter_feed(splitter *, const uint8_t *, size_t, uint64_t)
    int splitter_feed_records(splitter *, const uint8_t *, size_t, uint64_t)
    int splitter_is_open(const splitter *)
    int splitter_finish(splitter *)
    const uint8_t *splitter_text(const splitter *, size_t *)
    const log_entry *splitter_entries(const splitter *, size_t *)
    void splitter_clear(splitter *)
    size_t log_scan(const log_entry *, const uint8_t *, size_t, size_t, size_t, const log_wish *, const uint8_t *, size_t,
                    uint32_t *, size_t, size_t *)
    size_t log_line_at(const log_entry *, size_t, size_t)
    void log_count(const log_entry *, size_t, size_t, const log_wish *, uint64_t, uint64_t, uint64_t *, size_t)


def level_of(const uint8_t[::1] line not None):
    """Guess a line's level."""
    return guess_level(&line[0], line.shape[0]) if line.shape[0] else 0


cdef class Splitter:
    """Takes apart what comes in; `agent.logbook.twin.Splitter` is its reference. Not for two threads at once."""

    cdef splitter *own

    def __cinit__(self, *, framed, stamped, line_bytes):
        self.own = splitter_new(framed, stamped, line_bytes)
        if self.own is NULL:
            raise MemoryError

    def __dealloc__(self):
        splitter_free(self.own)

    def resume(self, int stream, uint64_t at_ns, uint64_t count):
        splitter_resume(self.own, stream != 0, at_ns, count)

    def feed(self, const uint8_t[::1] data not None, uint64_t now_ns):
        cdef size_t size = data.shape[0]
        cdef int failed = 0
        if size:
            failed = splitter_feed(self.own, &data[0], size, now_ns)
        if failed:
            raise MemoryError

    def feed_records(self, const uint8_t[::1] data not None, uint64_t now_ns):
        cdef size_t size = data.shape[0]
        if size and splitter_feed_records(self.own, &data[0], size, now_ns):
            raise MemoryError

    @property
    def is_open(self):
        return bool(splitter_is_open(self.own))

    def finish(self):
        if splitter_finish(self.own):
            raise MemoryError

    def take(self):
        """Return the text of all lines, and their index for it."""
        cdef size_t size, count
        cdef const uint8_t *text = splitter_text(self.own, &size)
        cdef const log_entry *entries = splitter_entries(self.own, &count)
        taken = (
            PyBytes_FromStringAndSize(<const char *>text, size) if size else b"",
            bytearray(PyBytes_FromStringAndSize(<const char *>entries, count * sizeof(log_entry)) if count else b""),
        )
        splitter_clear(self.own)
        return taken


def shift(uint8_t[::1] index not None, uint32_t by):
    """Have an index fit a text that begins with so many other bytes."""
    cdef size_t line, count = index.shape[0] // sizeof(log_entry)
    cdef log_entry *entries
    if count:
        entries = <log_entry *>&index[0]
        for line in range(count):
            entries[line].end += by


cdef log_wish wish_of(object wish):
    cdef log_wish made
    made.since_ns, made.until_ns, made.levels, made.streams = wish
    return made


cdef const log_entry *entries_of(const uint8_t[::1] index, size_t last) except? NULL:
    if last * sizeof(log_entry) > <size_t>index.shape[0]:
        raise IndexError("there are not so many lines")
    return <const log_entry *>&index[0] if index.shape[0] else NULL


def scan(const uint8_t[::1] index not None, const uint8_t[::1] text not None, size_t first, size_t last, wish,
         const uint8_t[::1] needle not None, size_t most):
    """Return the numbers of up to `most` wanted lines that hold the needle, as uint32, and where to go on."""
    cdef const log_entry *entries = entries_of(index, last)
    cdef log_wish wanted = wish_of(wish)
    cdef size_t found = 0, next_line = last, size = text.shape[0], needle_size = needle.shape[0]
    cdef const uint8_t *texts = &text[0] if size else NULL
    cdef const uint8_t *needles = &needle[0] if needle_size else NULL
    room = bytearray(most * sizeof(uint32_t))
    cdef uint8_t[::1] out = room
    if first < last and most:
        with nogil:
            found = log_scan(entries, texts, size, first, last, &wanted, needles, needle_size,
                             <uint32_t *>&out[0], most, &next_line)
    return bytes(room[:found * sizeof(uint32_t)]), next_line


def line_at(const uint8_t[::1] index not None, size_t last, size_t offset):
    """Return which line a byte of the text belongs to."""
    return log_line_at(entries_of(index, last), last, offset)


def count(const uint8_t[::1] index not None, size_t first, size_t last, wish, uint64_t start_ns, uint64_t step_ns,
          uint64_t[::1] bins not None):
    """Add the wanted lines to bins of one number for each level."""
    cdef const log_entry *entries = entries_of(index, last)
    cdef log_wish wanted = wish_of(wish)
    cdef size_t bin_count = bins.shape[0] // LEVELS
    if bin_count and step_ns:
        with nogil:
            log_count(entries, first, last, &wanted, start_ns, step_ns, &bins[0], bin_count)
