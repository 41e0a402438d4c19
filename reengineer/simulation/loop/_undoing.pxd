# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation.loop cimport _activities as activities
from reengineer.simulation.loop cimport _arming as arming
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _scopes as scopes
from reengineer.simulation.loop._state cimport State

cdef int64_t CANCEL, ENDING, FINISHED, IDLE, UNDOING

@cython.locals(thrower=int64_t, item=int64_t, code=int64_t, after=int64_t, is_found=int64_t)
cdef bint begin(State state, int64_t slot, int64_t element, int64_t visit) noexcept nogil
@cython.locals(slot=int64_t, element=int64_t, latest=int64_t, handler=int64_t, item=int64_t, whole=int64_t)
cdef void undo_next(State state, int64_t thrower) noexcept nogil
@cython.locals(found=int64_t, item=int64_t)
cdef int64_t _latest(State state, int64_t thrower) noexcept nogil
@cython.locals(place=int64_t)
cdef bint _is_cancelled(State state, int64_t slot, int64_t element) noexcept nogil
