# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation.loop cimport _arming as arming
from reengineer.simulation.loop cimport _batches as batches
from reengineer.simulation.loop cimport _catchers as catchers
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _queues as queues
from reengineer.simulation.loop cimport _records as records
from reengineer.simulation.loop cimport _scopes as scopes
from reengineer.simulation.loop cimport _sets as sets
from reengineer.simulation.loop cimport _work as work
from reengineer.simulation.loop._state cimport State

cdef int64_t CASE_FAILED, CASE_TERMINATED, BOUNDARY, START, CANCEL, ERROR, ESCALATION, AWAY, CARRIER, ENDED
cdef int64_t FINISHED, GATHERED, HELD_BACK, IDLE, IN_BATCH, INSIDE, INTERRUPTED, QUEUED, RACE, TOKEN, TRANSFERRED
cdef int64_t UNDOING, WITHDRAWN, WORKING

@cython.locals(count=int64_t, child=int64_t)
cdef int64_t count_under(State state, int64_t item) noexcept nogil
@cython.locals(count=int64_t, item=int64_t)
cdef int64_t count_inside(State state, int64_t slot) noexcept nogil
cdef int64_t count_case(State state, int64_t root) noexcept nogil
@cython.locals(standing=int64_t, condition=int64_t)
cdef void end_item(State state, int64_t item) noexcept nogil
cdef void forget(State state, int64_t item) noexcept nogil
@cython.locals(place=int64_t)
cdef void _forget_pending(State state, int64_t item) noexcept nogil
@cython.locals(child=int64_t)
cdef void _drop_children(State state, int64_t item) noexcept nogil
@cython.locals(child=int64_t, following=int64_t)
cdef void end_instances(State state, int64_t carrier) noexcept nogil
@cython.locals(standing=int64_t)
cdef void take_out(State state, int64_t item) noexcept nogil
@cython.locals(standing=int64_t)
cdef void charge(State state, int64_t item) noexcept nogil
@cython.locals(item=int64_t, place=int64_t)
cdef void end_scope(State state, int64_t slot) noexcept nogil
cdef int64_t count_held(State state, int64_t catch) noexcept nogil
@cython.locals(element=int64_t, slot=int64_t, host=int64_t)
cdef void take_hold(State state, int64_t catch) noexcept nogil
@cython.locals(thrower=int64_t)
cdef void _end_host(State state, int64_t host) noexcept nogil
@cython.locals(start=int64_t, slot=int64_t, element=int64_t, item=int64_t)
cdef void _start_handler(State state, int64_t catch) noexcept nogil
@cython.locals(race=int64_t, other=int64_t, following=int64_t)
cdef void complete_catch(State state, int64_t item) noexcept nogil
@cython.locals(slot=int64_t, is_gone=int64_t, trigger=int64_t, code=int64_t, catch=int64_t)
cdef bint carry_out(State state, int64_t place) noexcept nogil
@cython.locals(holder=int64_t, root=int64_t)
cdef void _terminate(State state, int64_t slot) noexcept nogil
@cython.locals(holder=int64_t, catch=int64_t)
cdef void _cancel(State state, int64_t slot) noexcept nogil
@cython.locals(catch=int64_t, root=int64_t, own=int64_t, following=int64_t)
cdef void throw_error(State state, int64_t slot, int64_t code) noexcept nogil
