# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation.loop cimport _catchers as catchers
from reengineer.simulation.loop cimport _endings as endings
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _sampling as sampling
from reengineer.simulation.loop cimport _scopes as scopes
from reengineer.simulation.loop cimport _undoing as undoing
from reengineer.simulation.loop._state cimport State

cdef int64_t UPDATE, CATCH, START, CANCEL, COMPENSATION, CONDITION, ERROR, ESCALATION, SIGNAL, TERMINATE, ARMED
cdef int64_t CHANGED, ENDED, ENDING, MAIL, SIGNALLED, VISIT_BITS

@cython.locals(stays=int64_t, part=int64_t)
cdef bint throw(State state, int64_t slot, int64_t element, int64_t visit) noexcept nogil
@cython.locals(trigger=int64_t, place=int64_t)
cdef bint _throw_one(State state, int64_t slot, int64_t element, int64_t visit) noexcept nogil
@cython.locals(catch=int64_t, ended=int64_t, host=int64_t, place=int64_t)
cdef void _escalate(State state, int64_t slot, int64_t code) noexcept nogil
@cython.locals(found=int64_t, place=int64_t)
cdef int64_t first_note(State state) noexcept nogil
@cython.locals(kind=int64_t, slot=int64_t, other_slot=int64_t)
cdef bint _is_told_before(State state, int64_t one, int64_t other) noexcept nogil
@cython.locals(kind=int64_t, slot=int64_t, root=int64_t, element=int64_t)
cdef void tell(State state, int64_t place) noexcept nogil
@cython.locals(count=int64_t, slot=int64_t, mark=int64_t, code=int64_t, root=int64_t, start=int64_t)
cdef void _broadcast(State state, int64_t place, int64_t element) noexcept nogil
@cython.locals(is_start=bint)
cdef bint _is_started_by(State state, int64_t element, int64_t code) noexcept nogil
@cython.locals(message=int64_t, before=int64_t, is_start=int64_t, catch=int64_t, following=int64_t)
cdef bint _match_one(State state, int64_t root, int64_t receiver) noexcept nogil
@cython.locals(found=int64_t, body=int64_t, slot=int64_t, item=int64_t)
cdef int64_t _first_armed(State state, int64_t root, int64_t receiver) noexcept nogil
@cython.locals(scope=int64_t, other_scope=int64_t)
cdef bint _is_armed_before(State state, int64_t one, int64_t other) noexcept nogil
@cython.locals(item=int64_t)
cdef void _signal(State state, int64_t root, int64_t code, int64_t mark) noexcept nogil
@cython.locals(slot=int64_t, item=int64_t)
cdef void _mark_armed(State state, int64_t root, int64_t trigger, int64_t code, int64_t mark) noexcept nogil
@cython.locals(found=int64_t, slot=int64_t, item=int64_t)
cdef int64_t _next_marked(State state, int64_t root, int64_t mark) noexcept nogil
cdef bint _waits_for(State state, int64_t element, int64_t trigger, int64_t code) noexcept nogil
@cython.locals(item=int64_t, condition=int64_t, holds=int64_t)
cdef void _conditions(State state, int64_t root, int64_t mark) noexcept nogil
cdef void happen(State state, int64_t item) noexcept nogil
@cython.locals(element=int64_t, root=int64_t, place=int64_t, attribute=int64_t, row=int64_t, value=double, u=double)
cdef void update(State state, int64_t item) noexcept nogil
@cython.locals(slot=int64_t, catch=int64_t)
cdef void fail(State state, int64_t item) noexcept nogil
