# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation cimport _quantiles as quantiles
from reengineer.simulation.loop cimport _duty as duty
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _sampling as sampling
from reengineer.simulation.loop._state cimport State

cdef int64_t CHOICE_OF_MEMBER, CHEAPEST, FASTEST, LEAST_BUSY, LONGEST_IDLE, RANDOM

cdef bint is_free(State state, int64_t item, int64_t member) noexcept nogil
cdef bint is_kept(State state, int64_t item, int64_t member) noexcept nogil
@cython.locals(element=int64_t, last=int64_t)
cdef int64_t ways_end(State state, int64_t item) noexcept nogil
@cython.locals(skill=int64_t, element=int64_t, root=int64_t, row=int64_t)
cdef bint may(State state, int64_t item, int64_t need, int64_t member) noexcept nogil
@cython.locals(place=int64_t)
cdef bint _may_in(State state, int64_t root, int64_t element, int64_t need, int64_t member) noexcept nogil
@cython.locals(alternative=int64_t, other=int64_t)
cdef bint _is_kept_to(State state, int64_t root, int64_t element, int64_t done, int64_t need, int64_t member) noexcept nogil
@cython.locals(latest=int64_t, doer=int64_t)
cdef bint _has_owner(State state, int64_t root, int64_t element, int64_t group) noexcept nogil
@cython.locals(doer=int64_t)
cdef bint did(State state, int64_t root, int64_t element, int64_t member) noexcept nogil
@cython.locals(doer=int64_t)
cdef int64_t latest_turn(State state, int64_t root, int64_t element) noexcept nogil
@cython.locals(latest=int64_t, doer=int64_t)
cdef bint is_owner(State state, int64_t root, int64_t element, int64_t member) noexcept nogil
@cython.locals(quantity=int64_t, rule=int64_t, start=int64_t, best=int64_t, place=int64_t, u=double, at=int64_t)
cdef void choose(State state, int64_t item, int64_t need, int64_t number) noexcept nogil
@cython.locals(end=int64_t, member=int64_t, place=int64_t)
cdef void _sort_pool(State state, int64_t item, int64_t rule) noexcept nogil
@cython.locals(first=int64_t)
cdef bint _is_taken_before(State state, int64_t item, int64_t rule, int64_t one, int64_t other) noexcept nogil
@cython.locals(element=int64_t, preferred=int64_t, kind=int64_t, root=int64_t, by_owner=int64_t)
cdef int64_t _compare_first(State state, int64_t item, int64_t one, int64_t other) noexcept nogil
