# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation.loop._state cimport State

cdef int64_t MANY_CALENDARS

cdef void add(State state, int64_t slot, int64_t element, int64_t begins, int64_t ended, int64_t work, int64_t calendar, int64_t group) noexcept nogil
@cython.locals(before=int64_t)
cdef void _pass_on(State state, int64_t slot, int64_t begins, int64_t ended, int64_t group) noexcept nogil
@cython.locals(stretch=int64_t)
cdef void keep(State state, int64_t slot, int64_t element, int64_t begins, int64_t ended, int64_t work, int64_t calendar, int64_t group) noexcept nogil
@cython.locals(first=int64_t, last=int64_t, stretch=int64_t, begins=int64_t, reached=int64_t, started=int64_t, completed=int64_t, pauses=int64_t)
cdef void add_up(State state, int64_t slot) noexcept nogil
cdef bint _comes_before(State state, int64_t one, int64_t other) noexcept nogil
@cython.locals(ordered=int64_t, stretch=int64_t, following=int64_t, before=int64_t, after=int64_t)
cdef void _sort(State state, int64_t slot) noexcept nogil
@cython.locals(total=int64_t, reached=int64_t, nearest=int64_t, until=int64_t, stretch=int64_t, tick=int64_t)
cdef int64_t _union(State state, int64_t first, int64_t end) noexcept nogil
@cython.locals(calendar=int64_t)
cdef int64_t _works_from(State state, int64_t stretch, int64_t tick) noexcept nogil
@cython.locals(calendar=int64_t, completed=int64_t, closes=int64_t)
cdef int64_t _works_until(State state, int64_t stretch, int64_t tick) noexcept nogil
