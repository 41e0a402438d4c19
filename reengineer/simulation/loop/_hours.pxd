# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation.loop._state cimport State

cdef bint is_open(State state, int64_t calendar) noexcept nogil
cdef void _look(State state, int64_t calendar) noexcept nogil
cdef int64_t next_open(State state, int64_t calendar) noexcept nogil
cdef int64_t next_change(State state, int64_t calendar) noexcept nogil
@cython.locals(end=int64_t, last=int64_t)
cdef int64_t advance(State state, int64_t calendar, int64_t work) noexcept nogil
cdef int64_t before(State state, int64_t calendar) noexcept nogil
cdef int64_t open_since(State state, int64_t calendar, int64_t tick) noexcept nogil
