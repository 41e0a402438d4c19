# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython

cdef int64_t CLOSED_FOR_EVER

@cython.locals(low=int64_t, high=int64_t, middle=int64_t)
cdef int64_t last_at_or_before(const int64_t[::1] values, int64_t first, int64_t last, int64_t value) noexcept nogil

@cython.final
cdef class Calendars:
    cdef const int64_t[::1] opens
    cdef const int64_t[::1] closes
    cdef const int64_t[::1] before
    cdef const int64_t[::1] first
    cdef const int64_t[::1] fold
    cdef const int64_t[::1] period
    cdef const int64_t[::1] total
    cdef const int64_t[::1] folded
    cdef const int64_t[::1] period_open
    cdef const int64_t[::1] is_always

@cython.locals(extra=int64_t, cycles=int64_t, index=int64_t, end=int64_t)
cdef int64_t open_before(Calendars table, int64_t number, int64_t tick) noexcept nogil
cdef int64_t open_between(Calendars table, int64_t number, int64_t start, int64_t end) noexcept nogil
cdef int64_t _shift(Calendars table, int64_t number, int64_t tick) noexcept nogil
@cython.locals(index=int64_t)
cdef bint is_open(Calendars table, int64_t number, int64_t tick) noexcept nogil
@cython.locals(shift=int64_t, index=int64_t)
cdef int64_t next_open(Calendars table, int64_t number, int64_t tick) noexcept nogil
@cython.locals(shift=int64_t, index=int64_t, is_always=bint)
cdef int64_t next_change(Calendars table, int64_t number, int64_t tick) noexcept nogil
@cython.locals(shift=int64_t, cycles=int64_t, index=int64_t)
cdef int64_t tick_at(Calendars table, int64_t number, int64_t position) noexcept nogil
@cython.locals(start=int64_t)
cdef int64_t advance(Calendars table, int64_t number, int64_t tick, int64_t work) noexcept nogil

cdef class OpenTime:
    cdef public Calendars table
    cpdef int64_t open_before(self, int64_t tick) noexcept
    cpdef int64_t open_between(self, int64_t start, int64_t end) noexcept
    cpdef bint is_open(self, int64_t tick) noexcept
    cpdef int64_t next_open(self, int64_t tick) noexcept
    cpdef int64_t next_change(self, int64_t tick) noexcept
    cpdef int64_t tick_at(self, int64_t position) noexcept
    cpdef int64_t advance(self, int64_t tick, int64_t work) noexcept
