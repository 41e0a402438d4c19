# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation.loop cimport _hours as hours
from reengineer.simulation.loop cimport _stretches as stretches
from reengineer.simulation.loop._state cimport State

cdef int64_t CASE_COMPLETED, CASE_OPEN, CASE_WIDTH, WEEK, COMPLETED, STATE, COST, CYCLE_OPEN
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
@cython.locals(place=int64_t, stream=int64_t, arrived=int64_t)
cdef int64_t came(State state, int64_t root) noexcept nogil
@cython.locals(element=int64_t, slot=int64_t, place=int64_t, stream=int64_t, found=int64_t)
cdef int64_t left_of(State state, int64_t item) noexcept nogil
