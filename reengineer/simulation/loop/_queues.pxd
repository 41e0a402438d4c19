# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation cimport _quantiles as quantiles
from reengineer.simulation.loop cimport _cases as cases
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _sampling as sampling
from reengineer.simulation.loop cimport _hours as hours
from reengineer.simulation.loop._state cimport State

cdef int64_t DUE_DATE, LIFO, SHORTEST, CAUSE_PRIORITISATION, CAUSE_UNAVAILABILITY, IDLE, QUEUED

cdef void make_dirty(State state, int64_t component) noexcept nogil
cdef void set_free(State state, int64_t member, int64_t group) noexcept nogil
cdef void join_idle(State state, int64_t item) noexcept nogil
cdef void leave_idle(State state, int64_t item) noexcept nogil
cdef void _unlink_idle(State state, int64_t before, int64_t after) noexcept nogil
@cython.locals(before=int64_t)
cdef void join_simple(State state, int64_t item, int64_t component) noexcept nogil
@cython.locals(after=int64_t)
cdef void link(State state, int64_t item, int64_t component, int64_t before) noexcept nogil
@cython.locals(before=int64_t, after=int64_t)
cdef void unlink(State state, int64_t item, int64_t component) noexcept nogil
@cython.locals(element=int64_t, component=int64_t)
cdef void join(State state, int64_t item) noexcept nogil
@cython.locals(before=int64_t)
cdef void _link_by_rank(State state, int64_t item, int64_t component) noexcept nogil
@cython.locals(component=int64_t)
cdef void escalate(State state, int64_t item) noexcept nogil
@cython.locals(element=int64_t)
cdef void count_waiting(State state, int64_t item, int64_t change) noexcept nogil
@cython.locals(component=int64_t)
cdef void leave(State state, int64_t item) noexcept nogil
@cython.locals(element=int64_t, expression=int64_t)
cdef int64_t priority_of(State state, int64_t item) noexcept nogil
@cython.locals(element=int64_t, discipline=int64_t, priority=int64_t, ready=int64_t)
cdef void _rank(State state, int64_t item, int64_t component) noexcept nogil
@cython.locals(expression=int64_t, seconds=double, root=int64_t)
cdef int64_t _due(State state, int64_t item, int64_t element) noexcept nogil
cdef bint ranks_before(State state, int64_t one, int64_t other) noexcept nogil
@cython.locals(waited=int64_t, component=int64_t, group=int64_t, on_duty=int64_t)
cdef void charge(State state, int64_t item) noexcept nogil
