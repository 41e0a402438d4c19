# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation.loop cimport _activities as activities
from reengineer.simulation.loop cimport _arming as arming
from reengineer.simulation.loop cimport _calling as calling
from reengineer.simulation.loop cimport _endings as endings
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _records as records
from reengineer.simulation.loop cimport _sampling as sampling
from reengineer.simulation.loop cimport _scopes as scopes
from reengineer.simulation.loop._state cimport State

cdef int64_t BALKING, ABANDONED, BALKED, CARRIER, PATIENCE_RING, UNDOING

cdef void lose_patience(State state, int64_t item) noexcept nogil
cdef void give_up(State state, int64_t item) noexcept nogil
@cython.locals(slot=int64_t, element=int64_t, visit=int64_t, parent=int64_t)
cdef void _go(State state, int64_t item, int64_t condition, int64_t target) noexcept nogil
@cython.locals(element=int64_t, item=int64_t)
cdef bint turn_away_one(State state) noexcept nogil
@cython.locals(found=int64_t, item=int64_t, row=int64_t)
cdef int64_t _next_fresh(State state, int64_t element) noexcept nogil
@cython.locals(other=int64_t, waiting=int64_t, is_earlier=bint, row=int64_t)
cdef void _decide(State state, int64_t item, int64_t element) noexcept nogil
@cython.locals(first=int64_t, last=int64_t, place=int64_t, share=double)
cdef bint _is_full(State state, int64_t item, int64_t element, int64_t waiting) noexcept nogil
