# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation.loop cimport _arming as arming
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _sampling as sampling
from reengineer.simulation.loop._state cimport State

cdef int64_t CALL_BACK, RETRIAL_DELAY, ATTEMPTS, AWAY, CALLED, ESCALATION_RING, RING, RINGING

@cython.locals(u=double)
cdef void offer(State state, int64_t item, int64_t element, int64_t waiting) noexcept nogil
@cython.locals(u=double, reach=double, number=int64_t)
cdef bint dial(State state, int64_t item) noexcept nogil
cdef void begin_anew(State state, int64_t item) noexcept nogil
@cython.locals(u=double, number=int64_t, delay=int64_t)
cdef void call_later(State state, int64_t item, int64_t element) noexcept nogil
