# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython

@cython.locals(low=int64_t, high=int64_t, middle=int64_t)
cdef inline int64_t last_at_or_before(const int64_t[::1] values, int64_t first, int64_t last, int64_t value) noexcept nogil

cdef class OpenTime:
    cdef const int64_t[::1] opens
    cdef const int64_t[::1] closes
    cdef int64_t[::1] before
    cdef public int64_t count
    cdef public int64_t fold
    cdef public int64_t period
    cdef public int64_t total
    cdef public int64_t folded
    cdef public int64_t period_open

    @cython.locals(extra=int64_t, cycles=int64_t, index=int64_t, end=int64_t)
    cpdef int64_t open_before(self, int64_t tick) noexcept
    cpdef int64_t open_between(self, int64_t start, int64_t end) noexcept
    @cython.locals(index=int64_t)
    cpdef bint is_open(self, int64_t tick) noexcept
    @cython.locals(shift=int64_t, index=int64_t)
    cpdef int64_t next_open(self, int64_t tick) noexcept
    @cython.locals(shift=int64_t, index=int64_t, close=int64_t)
    cpdef int64_t next_change(self, int64_t tick) noexcept
    @cython.locals(shift=int64_t, cycles=int64_t, index=int64_t)
    cpdef int64_t tick_at(self, int64_t position) noexcept
    @cython.locals(position=int64_t, start=int64_t)
    cpdef int64_t advance(self, int64_t tick, int64_t work) noexcept
