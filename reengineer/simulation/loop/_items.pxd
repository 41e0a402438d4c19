# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation.loop cimport _sampling as sampling
from reengineer.simulation.loop._state cimport State

cdef int64_t MOST_VISITS, ITEM_BITS, KIND_BITS, LIFE_MASK, MAIL, SIGNALLED, TOO_MANY_VISITS

@cython.locals(item=int64_t)
cdef int64_t new_item(State state, int64_t slot, int64_t element) noexcept nogil
@cython.locals(item=int64_t, head=int64_t)
cdef int64_t new_full(State state, int64_t slot, int64_t element, int64_t standing) noexcept nogil
@cython.locals(item=int64_t)
cdef int64_t new_loose(State state, int64_t slot, int64_t element, int64_t standing) noexcept nogil
cdef void free_item(State state, int64_t item) noexcept nogil
@cython.locals(after=int64_t, before=int64_t, slot=int64_t)
cdef void drop_item(State state, int64_t item) noexcept nogil
@cython.locals(seat=int64_t, following=int64_t)
cdef void drop_seats(State state, int64_t item) noexcept nogil
@cython.locals(youngest=int64_t)
cdef void adopt(State state, int64_t parent, int64_t item) noexcept nogil
@cython.locals(parent=int64_t, elder=int64_t, younger=int64_t)
cdef void disown(State state, int64_t item) noexcept nogil
cdef int64_t said(State state, int64_t item, int64_t kind) noexcept nogil
@cython.locals(slot=int64_t, other_slot=int64_t)
cdef int64_t compare_keys(State state, int64_t one, int64_t other) noexcept nogil
cdef bint comes_before(State state, int64_t one, int64_t other) noexcept nogil
@cython.locals(need=int64_t, fits=int64_t)
cdef bint has_room(State state, int64_t count) noexcept nogil
@cython.locals(place=int64_t, visit=int64_t)
cdef int64_t count_visit(State state, int64_t slot, int64_t element) noexcept nogil
@cython.locals(case=int64_t, place=int64_t)
cdef int64_t note(State state, int64_t kind, int64_t slot, int64_t element, int64_t code) noexcept nogil
@cython.locals(later=int64_t)
cdef void drop_note(State state, int64_t place) noexcept nogil
cdef int64_t lead(State state, int64_t item) noexcept nogil
