# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation.loop cimport _duty as duty
from reengineer.simulation.loop cimport _hours as hours
from reengineer.simulation.loop._state cimport State

cdef int64_t HOUR, MANY_CALENDARS

cdef bint _was_in_this_hour(State state, int64_t lane, int64_t begins, int64_t spent) noexcept nogil
@cython.locals(hour=int64_t)
cdef void _turn(State state) noexcept nogil
cdef void note_queue(State state, int64_t group, int64_t ready) noexcept nogil
@cython.locals(ready=int64_t, group=int64_t)
cdef void note_wait(State state, int64_t item, int64_t ends) noexcept nogil
@cython.locals(lane=int64_t, opened=int64_t)
cdef void note_work(State state, int64_t member, int64_t begins, int64_t work) noexcept nogil
@cython.locals(lane=int64_t, start=int64_t, closes=int64_t)
cdef void note_together(State state, int64_t member, int64_t begins, int64_t work) noexcept nogil
@cython.locals(last=int64_t, place=int64_t)
cdef void note(State state, int64_t lane, int64_t begins, int64_t ends, int64_t opened, int64_t closed) noexcept nogil
