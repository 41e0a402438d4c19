# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation cimport _draws as draws
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _records as records
from reengineer.simulation.loop cimport _scopes as scopes
from reengineer.simulation.loop._state cimport State

cdef int64_t ROUTE, BOUNDARY, START, FINISHED, TOKEN

@cython.locals(item=int64_t)
cdef void wait(State state, int64_t slot, int64_t element, int64_t place) noexcept nogil
@cython.locals(incoming=int64_t, eldest=int64_t, place=int64_t, item=int64_t)
cdef void take_tokens(State state, int64_t slot, int64_t element, int64_t base) noexcept nogil
cdef void _drop(State state, int64_t item) noexcept nogil
@cython.locals(first=int64_t)
cdef int64_t enter(State state, int64_t slot, int64_t element, int64_t flow) noexcept nogil
@cython.locals(first=int64_t, last=int64_t, default=int64_t, found=int64_t, place=int64_t)
cdef int64_t _split(State state, int64_t slot, int64_t element, int64_t visit) noexcept nogil
@cython.locals(word=int64_t, u=double)
cdef bint _is_taken(State state, int64_t slot, int64_t place, int64_t visit) noexcept nogil
cdef void touch(State state, int64_t slot) noexcept nogil
@cython.locals(found=int64_t, join=int64_t, place=int64_t, base=int64_t, visit=int64_t, flow=int64_t, slot=int64_t, first=int64_t)
cdef bint fire_one(State state) noexcept nogil
cdef bint _is_before(State state, int64_t slot, int64_t other) noexcept nogil
@cython.locals(element=int64_t)
cdef int64_t _first_that_fires(State state, int64_t slot) noexcept nogil
@cython.locals(first=int64_t, base=int64_t, marked=int64_t, bit=int64_t, place=int64_t, row=int64_t, item=int64_t, element=int64_t, bits=int64_t)
cdef bint _may_fire(State state, int64_t slot, int64_t join) noexcept nogil
cdef bint _is_token(State state, int64_t item) noexcept nogil
