# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation.loop cimport _activities as activities
from reengineer.simulation.loop cimport _arming as arming
from reengineer.simulation.loop cimport _events as events
from reengineer.simulation.loop cimport _heap as heap
from reengineer.simulation.loop cimport _inclusive as inclusive
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _people as people
from reengineer.simulation.loop cimport _sampling as sampling
from reengineer.simulation.loop cimport _scopes as scopes
from reengineer.simulation.loop cimport _hours as hours
from reengineer.simulation.loop._state cimport State

cdef int64_t EVENT_DELAY, ROUTE, CATCH, END, EVENT_BASED, EXCLUSIVE, INCLUSIVE, PARALLEL, SUBPROCESS, TASK, THROW
cdef int64_t CLOCK, KIND_BITS, PLAIN_RING, RACE, STAYS, TOKEN

@cython.locals(opcode=int64_t, visit=int64_t)
cdef int64_t enter(State state, int64_t slot, int64_t element, int64_t flow) noexcept nogil
cdef int64_t forward(State state, int64_t slot, int64_t element) noexcept nogil
@cython.locals(item=int64_t)
cdef int64_t _enter_task(State state, int64_t slot, int64_t element) noexcept nogil
@cython.locals(item=int64_t, due=int64_t, delay=int64_t)
cdef int64_t _enter_catch(State state, int64_t slot, int64_t element) noexcept nogil
cdef void _set_clock(State state, int64_t item, int64_t tick) noexcept nogil
@cython.locals(visit=int64_t, place=int64_t, last=int64_t, u=double, first=int64_t, rows=int64_t, shares=int64_t)
cdef int64_t _enter_exclusive(State state, int64_t slot, int64_t element) noexcept nogil
@cython.locals(default=int64_t, place=int64_t)
cdef int64_t _choose(State state, int64_t slot, int64_t element, int64_t visit) noexcept nogil
@cython.locals(first=int64_t, incoming=int64_t, base=int64_t, place=int64_t)
cdef int64_t _enter_parallel(State state, int64_t slot, int64_t element, int64_t flow) noexcept nogil
@cython.locals(first=int64_t, last=int64_t, race=int64_t, place=int64_t, item=int64_t, target=int64_t)
cdef int64_t _enter_event_based(State state, int64_t slot, int64_t element) noexcept nogil
