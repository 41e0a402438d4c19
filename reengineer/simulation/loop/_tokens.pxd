# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation cimport _draws as draws
from reengineer.simulation.loop cimport _cases as cases
from reengineer.simulation.loop cimport _heap as heap
from reengineer.simulation.loop cimport _people as people
from reengineer.simulation.loop cimport _records as records
from reengineer.simulation.loop._state cimport State

cdef int64_t CATCH, END, EXCLUSIVE, PARALLEL, TASK, MOST_VISITS, ROUTE, EVENT_DELAY, TOO_MANY_VISITS

@cython.locals(opcode=int64_t)
cdef int64_t enter(State state, int64_t slot, int64_t element, int64_t flow) noexcept nogil
@cython.locals(place=int64_t, visit=int64_t)
cdef int64_t count_visit(State state, int64_t slot, int64_t element) noexcept nogil
@cython.locals(first=int64_t, last=int64_t, place=int64_t)
cdef int64_t forward(State state, int64_t slot, int64_t element) noexcept nogil
cdef void put(State state, int64_t slot, int64_t flow) noexcept nogil
cdef void end_token(State state, int64_t slot) noexcept nogil
@cython.locals(item=int64_t)
cdef int64_t _enter_task(State state, int64_t slot, int64_t element) noexcept nogil
@cython.locals(item=int64_t, due=int64_t, delay=int64_t)
cdef int64_t _enter_catch(State state, int64_t slot, int64_t element) noexcept nogil
cdef void _set_clock(State state, int64_t item, int64_t tick) noexcept nogil
@cython.locals(visit=int64_t, place=int64_t, last=int64_t, u=double)
cdef int64_t _enter_exclusive(State state, int64_t slot, int64_t element) noexcept nogil
@cython.locals(first=int64_t, incoming=int64_t, base=int64_t, place=int64_t)
cdef int64_t _enter_parallel(State state, int64_t slot, int64_t element, int64_t flow) noexcept nogil
@cython.locals(item=int64_t)
cdef void _wait_at_join(State state, int64_t slot, int64_t element, int64_t place) noexcept nogil
@cython.locals(incoming=int64_t, eldest=int64_t, place=int64_t, item=int64_t)
cdef int64_t _fire_join(State state, int64_t slot, int64_t element, int64_t base) noexcept nogil
