# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation.loop cimport _hours as hours
from reengineer.simulation.loop._state cimport State

cdef int64_t CASE_COMPLETED, CASE_OPEN, MANY_CALENDARS, CASE_WIDTH, WEEK, COMPLETED, STATE, COST, CYCLE_OPEN
cdef int64_t CYCLE_WORKING, CYCLES, PROCESSING, HANDOFFS, REPEATS

@cython.locals(slot=int64_t, case=int64_t, row=int64_t, place=int64_t)
cdef int64_t open_case(State state, int64_t stream, int64_t number) noexcept nogil
@cython.locals(place=int64_t)
cdef void _clear(State state, int64_t slot) noexcept nogil
@cython.locals(place=int64_t)
cdef void clear_scope(State state, int64_t slot, int64_t body) noexcept nogil
cdef void count_cases(State state, int64_t change) noexcept nogil
@cython.locals(place=int64_t)
cdef void close_case(State state, int64_t slot) noexcept nogil
@cython.locals(first=int64_t)
cdef int64_t customer_of(State state, int64_t stream, int64_t number) noexcept nogil
@cython.locals(doer=int64_t, following=int64_t)
cdef void _drop_doers(State state, int64_t slot) noexcept nogil
@cython.locals(place=int64_t, arrived=int64_t, completed=int64_t)
cdef void sum_up(State state, int64_t slot) noexcept nogil
@cython.locals(stretch=int64_t, following=int64_t)
cdef void _drop_stretches(State state, int64_t slot) noexcept nogil
cdef bint _comes_before(State state, int64_t one, int64_t other) noexcept nogil
@cython.locals(ordered=int64_t, stretch=int64_t, following=int64_t, before=int64_t, after=int64_t)
cdef void _sort_stretches(State state, int64_t slot) noexcept nogil
@cython.locals(total=int64_t, reached=int64_t, nearest=int64_t, until=int64_t, stretch=int64_t, tick=int64_t)
cdef int64_t _union(State state, int64_t slot) noexcept nogil
@cython.locals(calendar=int64_t)
cdef int64_t _works_from(State state, int64_t stretch, int64_t tick) noexcept nogil
@cython.locals(calendar=int64_t, completed=int64_t, closes=int64_t)
cdef int64_t _works_until(State state, int64_t stretch, int64_t tick) noexcept nogil
@cython.locals(count=int64_t, before=int64_t, stretch=int64_t)
cdef int64_t _handoffs(State state, int64_t slot) noexcept nogil
@cython.locals(place=int64_t, stream=int64_t, arrived=int64_t)
cdef int64_t came(State state, int64_t root) noexcept nogil
@cython.locals(element=int64_t, slot=int64_t, place=int64_t, stream=int64_t, found=int64_t)
cdef int64_t left_of(State state, int64_t item) noexcept nogil
