# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation cimport _quantiles as quantiles
from reengineer.simulation.loop cimport _arming as arming
from reengineer.simulation.loop cimport _endings as endings
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _queues as queues
from reengineer.simulation.loop cimport _sampling as sampling
from reengineer.simulation.loop cimport _scopes as scopes
from reengineer.simulation.loop cimport _sets as sets
from reengineer.simulation.loop cimport _hours as hours
from reengineer.simulation.loop._state cimport State

cdef int64_t CARDINALITY, PATIENCE, REPEAT, RETRIAL, RETRIAL_DELAY, TRANSFER, BOUNDARY, CATCH, SUBPROCESS, NO_LOOP
cdef int64_t PARALLEL_INSTANCES, SEQUENTIAL, STANDARD_AFTER, STANDARD_BEFORE, AWAY, CARRIER, ENDED, ESCALATION_RING, HELD_BACK
cdef int64_t HOLD_RING, IDLE, PATIENCE_RING, RING, TRANSFERRED

@cython.locals(loop=int64_t, visit=int64_t, count=int64_t, item=int64_t)
cdef bint activate(State state, int64_t slot, int64_t element) noexcept nogil
@cython.locals(element=int64_t, delay=int64_t)
cdef void enable(State state, int64_t item) noexcept nogil
@cython.locals(element=int64_t)
cdef void arrive(State state, int64_t item) noexcept nogil
@cython.locals(element=int64_t)
cdef void make_ready(State state, int64_t item) noexcept nogil
cdef void _set_limits(State state, int64_t item, int64_t element) noexcept nogil
@cython.locals(due=int64_t, lasts=int64_t, seconds=double)
cdef void _set_patience(State state, int64_t item, int64_t element) noexcept nogil
@cython.locals(first=int64_t, _=int64_t)
cdef void _begin_repetition(State state, int64_t carrier, int64_t loop, int64_t count) noexcept nogil
@cython.locals(number=double, u=double)
cdef int64_t _cardinality(State state, int64_t slot, int64_t element, int64_t visit) noexcept nogil
@cython.locals(item=int64_t)
cdef void next_instance(State state, int64_t carrier) noexcept nogil
@cython.locals(element=int64_t, done=int64_t, most=int64_t, condition=int64_t, slot=int64_t)
cdef bint _goes_on(State state, int64_t carrier, int64_t iteration) noexcept nogil
@cython.locals(element=int64_t, loop=int64_t, completion=int64_t, item=int64_t, following=int64_t)
cdef void settle(State state, int64_t carrier) noexcept nogil
cdef bint _is_complete(State state, int64_t carrier, int64_t completion) noexcept nogil
cdef void end_repetition(State state, int64_t carrier) noexcept nogil
@cython.locals(share=double)
cdef void come_again(State state, int64_t item) noexcept nogil
cdef void gone(State state, int64_t slot, int64_t element, int64_t visit, int64_t target) noexcept nogil
@cython.locals(u=double, lasts=int64_t, item=int64_t)
cdef void _come_back(State state, int64_t slot, int64_t element, int64_t visit) noexcept nogil
