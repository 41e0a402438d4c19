# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation.loop._state cimport State

cdef int64_t BOUNDARY, START, ERROR, ARMED, CARRIER, HAPPENED

@cython.locals(parent=int64_t)
cdef int64_t carrier_of(State state, int64_t item) noexcept nogil
@cython.locals(catch=int64_t, holder=int64_t)
cdef int64_t catcher(State state, int64_t slot, int64_t trigger, int64_t code) noexcept nogil
cdef int64_t own_catcher(State state, int64_t item) noexcept nogil
@cython.locals(element=int64_t, own=int64_t)
cdef int64_t _fitness(State state, int64_t catch, int64_t trigger, int64_t code) noexcept nogil
@cython.locals(found=int64_t, best=int64_t, child=int64_t, fitness=int64_t)
cdef int64_t child_of(State state, int64_t item, int64_t trigger, int64_t code) noexcept nogil
@cython.locals(found=int64_t, best=int64_t, item=int64_t, fitness=int64_t)
cdef int64_t _start_of(State state, int64_t slot, int64_t trigger, int64_t code) noexcept nogil
@cython.locals(host=int64_t, item=int64_t, whole=int64_t)
cdef int64_t next_together(State state, int64_t catch, int64_t before) noexcept nogil
@cython.locals(item=int64_t)
cdef bint must_wait(State state, int64_t catch) noexcept nogil
