# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation.loop cimport _activities as activities
from reengineer.simulation.loop cimport _endings as endings
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _undoing as undoing
from reengineer.simulation.loop._state cimport State

cdef int64_t UNDOING

@cython.locals(first=int64_t, carrier=int64_t, place=int64_t)
cdef void settle_one(State state) noexcept nogil
@cython.locals(first=int64_t, place=int64_t, carrier=int64_t)
cdef int64_t _first_pending(State state) noexcept nogil
