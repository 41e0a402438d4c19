# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation.loop cimport _batches as batches
from reengineer.simulation.loop cimport _cases as cases
from reengineer.simulation.loop cimport _endings as endings
from reengineer.simulation.loop cimport _people as people
from reengineer.simulation.loop cimport _records as records
from reengineer.simulation.loop cimport _work as work
from reengineer.simulation.loop._state cimport State

cdef int64_t EVENTS, STATE_OPEN, BOUNDARY, CATCH, START, TASK, ARMED, CARRIER, ENDED, FINISHED, INSIDE, MESSAGE_KEPT
cdef int64_t MESSAGE_SENT, OPEN_CASES, OPEN_ITEMS, OVER, RACE, TOKEN, UNDOING, WORKING

cdef bint must_stop(State state) noexcept nogil
cdef void stop(State state) noexcept nogil
cdef void begin_to_close(State state) noexcept nogil
@cython.locals(place=int64_t)
cdef void close_next(State state) noexcept nogil
@cython.locals(element=int64_t, opcode=int64_t)
cdef void _close_item(State state, int64_t item) noexcept nogil
@cython.locals(standing=int64_t, race=int64_t)
cdef void _close_full(State state, int64_t item, int64_t opcode) noexcept nogil
