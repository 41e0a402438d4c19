# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation.loop cimport _activities as activities
from reengineer.simulation.loop cimport _endings as endings
from reengineer.simulation.loop cimport _heap as heap
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _leaving as leaving
from reengineer.simulation.loop cimport _people as people
from reengineer.simulation.loop cimport _queues as queues
from reengineer.simulation.loop cimport _records as records
from reengineer.simulation.loop cimport _scopes as scopes
from reengineer.simulation.loop cimport _sets as sets
from reengineer.simulation.loop._state cimport State

cdef int64_t BOUNDARY, CATCH, ARMED, AWAY, BATCH_RING, CLOCK, ESCALATION_RING, HELD_BACK, HOLD_RING, ITEM_BITS, ITEM_MASK, KIND_BITS
cdef int64_t KIND_MASK, LIFE_MASK, MESSAGE_SENT, PATIENCE_RING, PLAIN_RING, QUEUED, TRANSFERRED, WORK_END

@cython.locals(key=int64_t)
cdef void gather(State state) noexcept nogil
@cython.locals(place=int64_t, end=int64_t, last=int64_t)
cdef void sort(State state) noexcept nogil
@cython.locals(what=int64_t, child=int64_t)
cdef void _sift(State state, int64_t place, int64_t end) noexcept nogil
cdef int64_t item_of(int64_t what) noexcept nogil
@cython.locals(item=int64_t)
cdef bint is_alive(State state, int64_t what) noexcept nogil
@cython.locals(item=int64_t, other_item=int64_t, compared=int64_t, rank=int64_t, other_rank=int64_t)
cdef bint _rings_before(State state, int64_t one, int64_t other) noexcept nogil
cdef int64_t _activity(State state, int64_t item) noexcept nogil
cdef int64_t _rank(State state, int64_t what) noexcept nogil
@cython.locals(what=int64_t, item=int64_t, kind=int64_t)
cdef void ring_next(State state) noexcept nogil
cdef void _escalate(State state, int64_t item) noexcept nogil
@cython.locals(slot=int64_t, element=int64_t)
cdef void _ring_plainly(State state, int64_t item) noexcept nogil
@cython.locals(standing=int64_t)
cdef void _ring(State state, int64_t item) noexcept nogil
