# cython: language_level=3, boundscheck=False
"""The compiled kernel as a Python object; see `kernel.h`."""

import json
import os

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc

from agent.aggregate.rows import UNNAMED
from agent.contract.columns import AGENT, ROW, URL
from agent.contract.wire import Aggregates, Counters, Sample
from agent.parse.automaton import known_patterns
from agent.parse.patterns import ASSETS
from agent.parse.variables import Field

cdef extern from "kernel.h" nogil:
    ctypedef struct kernel:
        pass
    ctypedef struct kernel_counters:
        uint64_t lines, malformed, rows_merged, late_lines, bytes_skipped
    ctypedef struct kernel_sample:
        uint32_t row, status, method, path, user_agent, referrer, request_id
        const uint8_t *text
    int F_COUNT
    int KERNEL_JSON_ROW
    kernel *kernel_new(uint64_t, uint64_t, uint32_t, uint32_t)
    void kernel_free(kernel *)
    int kernel_add_plan(kernel *)
    int kernel_add_segment(kernel *, int, int)
    int kernel_add_step(kernel *, int, const uint8_t *, size_t, int, int)
    int kernel_add_trusted(kernel *, const uint8_t *, int)
    int kernel_set_service(kernel *, const uint8_t *, size_t)
    int kernel_set_patterns(kernel *, const uint8_t *, const uint16_t *, const uint8_t *, size_t, size_t)
    int kernel_add_asset(kernel *, const uint8_t *, size_t)
    void kernel_reseed(kernel *, uint64_t)
    size_t kernel_feed(kernel *, const uint8_t *, size_t)
    uint32_t kernel_rows(const kernel *)
    uint32_t kernel_urls(const kernel *)
    uint32_t kernel_agents(const kernel *)
    int kernel_lacks_memory(const kernel *)
    void kernel_finish(kernel *)
    int kernel_column(const kernel *, const char *, uint8_t *)
    void kernel_addresses(const kernel *, uint8_t *)
    const kernel_counters *kernel_count(const kernel *)
    uint32_t kernel_sample_count(const kernel *)
    kernel_sample kernel_sample_at(const kernel *, uint32_t)
    uint32_t kernel_malformed_count(const kernel *)
    const uint8_t *kernel_malformed_at(const kernel *, uint32_t, size_t *)
    uint32_t kernel_service_count(const kernel *)
    const uint8_t *kernel_service_at(const kernel *, uint32_t, size_t *)
    void kernel_clear(kernel *)
    uint32_t kernel_settled_before(const kernel *, uint32_t)
    void kernel_keep(kernel *, uint32_t)
    size_t kernel_json(const kernel *, uint32_t, uint32_t, uint32_t, const char **, const size_t *, char *) noexcept

_SIZES = {"B": 1, "H": 2, "I": 4, "Q": 8, "f": 4, "d": 8}


cdef int checked(int failed) except -1:
    if failed:
        raise ValueError("the line format is too long for the kernel, or memory is lacking")
    return 0


cdef class Kernel:
    """Aggregates lines; `agent.aggregate.twin.Twin` is its reference. Not to be used from two threads at once."""

    cdef kernel *own
    cdef bint busy

    def __cinit__(self, plans, *, service, trusted, hash_seed, rows, line_bytes):
        assert F_COUNT == len(Field)
        self.own = kernel_new(int.from_bytes(os.urandom(8), "little"), hash_seed, rows, line_bytes)
        if self.own is NULL:
            raise MemoryError
        for plan in plans:
            checked(kernel_add_plan(self.own))
            for segment in plan.segments:
                checked(kernel_add_segment(self.own, segment.separator, -1 if segment.free is None else segment.free))
                self.add_steps(segment.left, False)
                self.add_steps(segment.right, True)
        for network, prefix in trusted:
            checked(kernel_add_trusted(self.own, network, prefix))
        if service:
            name = service.encode()
            checked(kernel_set_service(self.own, name, len(name)))
        self.add_patterns()

    def __dealloc__(self):
        if self.own is not NULL:
            kernel_free(self.own)

    cdef add_steps(self, steps, bint right):
        for step in steps:
            if isinstance(step, bytes):
                checked(kernel_add_step(self.own, right, step, len(step), -1, 0))
            else:
                checked(kernel_add_step(self.own, right, NULL, 0, step.field, step.size))

    cdef add_patterns(self):
        automaton = known_patterns()
        steps = automaton.steps.tobytes()
        checked(
            kernel_set_patterns(
                self.own,
                automaton.classes,
                <const uint16_t *><const uint8_t *>steps,
                automaton.found,
                len(automaton.found),
                automaton.width,
            )
        )
        for extension in ASSETS:
            checked(kernel_add_asset(self.own, extension, len(extension)))

    @property
    def rows(self):
        return kernel_rows(self.own)

    def reseed(self, hash_seed):
        kernel_reseed(self.own, hash_seed)

    def feed(self, const uint8_t[::1] chunk):
        cdef size_t size = chunk.shape[0], consumed
        if size == 0:
            return 0
        if self.busy:
            raise RuntimeError("the aggregator is in use by another thread")
        self.busy = True
        with nogil:
            consumed = kernel_feed(self.own, &chunk[0], size)
        self.busy = False
        return consumed

    def drain(self):
        """Return (Aggregates, samples, Counters) of all that was fed, and start anew."""
        self.idle()
        kernel_finish(self.own)
        aggregates = Aggregates(
            rows=kernel_rows(self.own), services=self.services(), addresses=self.addresses(), columns=self.columns()
        )
        samples = [self.sample(at) for at in range(kernel_sample_count(self.own))]
        counters = self.counters()
        kernel_clear(self.own)
        return aggregates, samples, counters

    def drain_json(self, write):
        """Write all that was fed as lines of JSON through `write`, and start anew; returns Counters."""
        self.write_json(write, 0xFFFFFFFF)
        counters = self.counters()
        kernel_clear(self.own)
        return counters

    def settle_json(self, write, most):
        """Write the oldest rows through `write` and forget them, so that at most `most` are left."""
        cut = kernel_settled_before(self.own, most)
        self.write_json(write, cut)
        kernel_keep(self.own, cut)

    cdef write_json(self, write, uint32_t cut):
        cdef uint32_t rows = kernel_rows(self.own), first = 0, count
        cdef uint32_t most = 256
        cdef const char *names[256]
        cdef size_t sizes[256]
        cdef char *out
        cdef size_t size
        self.idle()
        kernel_finish(self.own)
        quoted = [json.dumps(name or UNNAMED).encode() for name in self.services()]
        for at, name in enumerate(quoted):
            names[at] = name
            sizes[at] = len(name)
        longest = max(map(len, quoted), default=0)
        out = <char *>malloc((KERNEL_JSON_ROW + longest) * most)
        if out is NULL:
            raise MemoryError
        try:
            while first < rows:
                count = min(most, rows - first)
                with nogil:
                    size = kernel_json(self.own, first, count, cut, names, sizes, out)
                if size:
                    write(<const uint8_t[:size]><uint8_t *>out)
                first += count
        finally:
            free(out)

    cdef idle(self):
        if self.busy:
            raise RuntimeError("the aggregator is in use by another thread")
        if kernel_lacks_memory(self.own):
            kernel_clear(self.own)
            raise MemoryError("aggregates were lost")

    cdef services(self):
        cdef size_t size
        cdef const uint8_t *name
        found = []
        for at in range(kernel_service_count(self.own)):
            name = kernel_service_at(self.own, at, &size)
            found.append(name[:size].decode("utf-8", "replace"))
        return found

    cdef addresses(self):
        packed = PyBytes_FromStringAndSize(NULL, 16 * kernel_rows(self.own))
        kernel_addresses(self.own, <uint8_t *>PyBytes_AS_STRING(packed))
        return packed

    cdef columns(self):
        found = {}
        for columns, count in (
            (ROW, kernel_rows(self.own)),
            (URL, kernel_urls(self.own)),
            (AGENT, kernel_agents(self.own)),
        ):
            for column in columns:
                packed = PyBytes_FromStringAndSize(NULL, _SIZES[column.typecode] * count)
                name = column.name.encode()
                if kernel_column(self.own, name, <uint8_t *>PyBytes_AS_STRING(packed)) != 0:
                    raise AssertionError(column.name)
                found[column.name] = packed
        return found

    cdef sample(self, uint32_t at):
        cdef kernel_sample kept = kernel_sample_at(self.own, at)
        texts = []
        for size in (kept.method, kept.path, kept.user_agent, kept.referrer, kept.request_id):
            texts.append(kept.text[:size].decode("utf-8", "replace"))
            kept.text += <size_t>size
        method, path, user_agent, referrer, request_id = texts
        return Sample(
            row=kept.row,
            method=method,
            path=path,
            status=kept.status,
            user_agent=user_agent,
            referrer=referrer,
            request_id=request_id,
        )

    cdef counters(self):
        cdef const kernel_counters *count = kernel_count(self.own)
        cdef size_t size
        cdef const uint8_t *line
        malformed = []
        for at in range(kernel_malformed_count(self.own)):
            line = kernel_malformed_at(self.own, at, &size)
            malformed.append(line[:size].decode("utf-8", "replace"))
        return Counters(
            lines=count.lines,
            malformed=count.malformed,
            malformed_samples=malformed,
            rows_merged=count.rows_merged,
            late_lines=count.late_lines,
            bytes_skipped=count.bytes_skipped,
        )
