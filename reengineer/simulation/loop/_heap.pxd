# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation.loop._state cimport State


@cython.locals(place=int64_t, parent=int64_t)
cdef void push_event(State state, int64_t key, int64_t what) noexcept nogil
@cython.locals(first=int64_t, count=int64_t, key=int64_t, what=int64_t, place=int64_t, child=int64_t)
cdef int64_t pop_event(State state) noexcept nogil
@cython.locals(place=int64_t, parent=int64_t)
cdef void push_token(State state, int64_t key, int64_t slot) noexcept nogil
cdef bint _is_before(State state, int64_t slot, int64_t other) noexcept nogil
@cython.locals(count=int64_t, key=int64_t, slot=int64_t, place=int64_t, child=int64_t)
cdef void drop_token(State state) noexcept nogil
cdef bint _goes_first(State state, int64_t key, int64_t slot, int64_t other_key, int64_t other_slot) noexcept nogil
