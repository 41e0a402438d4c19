# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation.loop cimport _hours as hours
from reengineer.simulation.loop._state cimport State

cdef int64_t MANY_CALENDARS, NO_CALENDAR

@cython.locals(seat=int64_t)
cdef void load(State state, int64_t item) noexcept nogil
cdef void add(State state, int64_t member) noexcept nogil
@cython.locals(place=int64_t, calendar=int64_t)
cdef void set_calendar(State state, bint runs_on) noexcept nogil
@cython.locals(later=int64_t, place=int64_t, opens=int64_t)
cdef int64_t next_open(State state, int64_t tick) noexcept nogil
@cython.locals(soonest=int64_t, place=int64_t, closes=int64_t)
cdef int64_t next_close(State state, int64_t tick) noexcept nogil
@cython.locals(left=int64_t, closes=int64_t)
cdef int64_t advance(State state, int64_t tick, int64_t work) noexcept nogil
@cython.locals(total=int64_t, closes=int64_t)
cdef int64_t open_between(State state, int64_t start, int64_t end) noexcept nogil
@cython.locals(end=int64_t, place=int64_t, found=int64_t, tick=int64_t, until=int64_t, closes=int64_t)
cdef int64_t longest(State state) noexcept nogil
cdef bint is_on_duty(State state, int64_t member) noexcept nogil
