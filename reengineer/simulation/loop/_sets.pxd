# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation.loop cimport _heap as heap
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _queues as queues
from reengineer.simulation.loop cimport _hours as hours
from reengineer.simulation.loop._state cimport State

cdef int64_t BATCH_RING, CLOCK, GATHERED, HOLD_RING, IDLE, IN_BATCH, KIND_BITS

@cython.locals(element=int64_t, value=double, number=int64_t, before=int64_t, root=int64_t)
cdef void gather(State state, int64_t item) noexcept nogil
@cython.locals(number=int64_t)
cdef int64_t _set_of(State state, int64_t element, double value) noexcept nogil
@cython.locals(after=int64_t)
cdef void _link(State state, int64_t number, int64_t item, int64_t before) noexcept nogil
@cython.locals(number=int64_t, before=int64_t, after=int64_t)
cdef void take_out(State state, int64_t item) noexcept nogil
cdef void freshen(State state, int64_t number) noexcept nogil
@cython.locals(number=int64_t)
cdef bint look_once(State state) noexcept nogil
@cython.locals(went=int64_t, number=int64_t)
cdef bint flush(State state) noexcept nogil
@cython.locals(element=int64_t, size=int64_t, item=int64_t, waited=int64_t, rule=int64_t, window=int64_t)
cdef bint _may_go(State state, int64_t number) noexcept nogil
@cython.locals(element=int64_t, since=int64_t, soonest=int64_t, rule=int64_t, tick=int64_t)
cdef void _set_clock(State state, int64_t number) noexcept nogil
@cython.locals(oldest=int64_t, element=int64_t, batch=int64_t, row=int64_t, last=int64_t, most=int64_t)
cdef void _fire(State state, int64_t number) noexcept nogil
