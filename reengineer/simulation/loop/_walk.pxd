# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation.loop cimport _hours as hours
from reengineer.simulation.loop cimport _batches as batches
from reengineer.simulation.loop cimport _causes as causes
from reengineer.simulation.loop cimport _duty as duty
from reengineer.simulation.loop cimport _heap as heap
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _members as members
from reengineer.simulation.loop cimport _queues as queues
from reengineer.simulation.loop cimport _work as work
from reengineer.simulation.loop._state cimport State

cdef int64_t FINISH, FITS, LEAST_BUSY, HAPPENING, KIND_BITS, NO_WALK, RINGING, WAKE, WORKING

@cython.locals(item=int64_t, following=int64_t, alternative=int64_t)
cdef bint dispatch_one(State state, int64_t component) noexcept nogil
@cython.locals(member=int64_t)
cdef bint _is_anybody_free(State state, int64_t component) noexcept nogil
cdef void _start(State state, int64_t component, int64_t item, int64_t alternative) noexcept nogil
@cython.locals(row=int64_t)
cdef void _remember(State state, int64_t item) noexcept nogil
@cython.locals(root=int64_t, place=int64_t, doer=int64_t)
cdef void _remember_in(State state, int64_t item) noexcept nogil
@cython.locals(element=int64_t, alternative=int64_t)
cdef int64_t _staff(State state, int64_t item, int64_t extra) noexcept nogil
cdef bint _staff_in_time(State state, int64_t item, int64_t alternative, int64_t extra) noexcept nogil
@cython.locals(found=bint, place=int64_t, member=int64_t)
cdef bint _pass_over(State state, int64_t ends) noexcept nogil
@cython.locals(first=int64_t, need=int64_t, group=int64_t, member=int64_t)
cdef bint _staff_by(State state, int64_t item, int64_t alternative, int64_t extra) noexcept nogil
@cython.locals(count=int64_t, place=int64_t, member=int64_t, base=int64_t, held=int64_t, item=int64_t)
cdef void _find_spent(State state) noexcept nogil
@cython.locals(item=int64_t)
cdef void _count_overtaking(State state, int64_t component, int64_t started) noexcept nogil
@cython.locals(element=int64_t, first=int64_t, need=int64_t, place=int64_t)
cdef bint _needs_any(State state, int64_t item) noexcept nogil
@cython.locals(element=int64_t, alternative=int64_t, need=int64_t)
cdef void _reserve(State state, int64_t item) noexcept nogil
@cython.locals(component=int64_t, member=int64_t)
cdef bint _has_reserved(State state, int64_t item) noexcept nogil
@cython.locals(left=int64_t, group=int64_t, member=int64_t)
cdef void _keep(State state, int64_t item, int64_t need) noexcept nogil
@cython.locals(victim=int64_t, member=int64_t, alternative=int64_t)
cdef bint _preempt(State state, int64_t component, int64_t item) noexcept nogil
@cython.locals(count=int64_t, place=int64_t)
cdef void _take_from(State state, int64_t component, int64_t item, int64_t victim, int64_t alternative) noexcept nogil
@cython.locals(found=int64_t, place=int64_t)
cdef bint _is_chosen(State state, int64_t member) noexcept nogil
@cython.locals(found=int64_t, own=int64_t, member=int64_t, base=int64_t, place=int64_t, other=int64_t, is_next=int64_t)
cdef int64_t _next_victim(State state, int64_t component, int64_t item, int64_t after) noexcept nogil
cdef bint _is_victim(State state, int64_t other, int64_t own) noexcept nogil
@cython.locals(priority=int64_t, other_priority=int64_t)
cdef bint _is_worse(State state, int64_t one, int64_t other) noexcept nogil
@cython.locals(soonest=int64_t, member=int64_t, changes=int64_t)
cdef void _wake_at_change(State state, int64_t component) noexcept nogil
cdef void wake(State state, int64_t component, int64_t tick) noexcept nogil
@cython.locals(place=int64_t, least=int64_t, other=int64_t, component=int64_t)
cdef void prepare(State state) noexcept nogil
@cython.locals(item=int64_t)
cdef void _check_newcomers(State state, int64_t component) noexcept nogil
