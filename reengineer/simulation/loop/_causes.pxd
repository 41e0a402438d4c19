# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation.loop cimport _batches as batches
from reengineer.simulation.loop cimport _duty as duty
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _members as members
from reengineer.simulation.loop cimport _queues as queues
from reengineer.simulation.loop cimport _sampling as sampling
from reengineer.simulation.loop._state cimport State

cdef int64_t CAUSE_CONTENTION, CAUSE_PRIORITISATION, CAUSE_UNAVAILABILITY, NOBODY_MAY

@cython.locals(item=int64_t, cause=int64_t)
cdef void look(State state, int64_t component) noexcept nogil
@cython.locals(element=int64_t, is_possible=int64_t, is_short=int64_t, is_kept=int64_t, alternative=int64_t)
cdef int64_t _cause(State state, int64_t item) noexcept nogil
@cython.locals(need=int64_t, group=int64_t, count=int64_t, member=int64_t)
cdef bint enough_on_duty(State state, int64_t item, int64_t alternative) noexcept nogil
@cython.locals(need=int64_t, group=int64_t, count=int64_t, member=int64_t)
cdef bint _are_met(State state, int64_t item, int64_t alternative, bint without_overtakers) noexcept nogil
@cython.locals(count=int64_t, base=int64_t, place=int64_t)
cdef int64_t _load(State state, int64_t item, int64_t member, bint without_overtakers) noexcept nogil
cdef bint _overtook(State state, int64_t other, int64_t item) noexcept nogil
@cython.locals(need=int64_t, group=int64_t, member=int64_t)
cdef bint _is_any_kept(State state, int64_t item, int64_t alternative) noexcept nogil
@cython.locals(element=int64_t, alternative=int64_t, held=int64_t, found=bint)
cdef void check_somebody_may(State state, int64_t item) noexcept nogil
@cython.locals(need=int64_t, group=int64_t, member=int64_t)
cdef bint _could_ever(State state, int64_t item, int64_t alternative) noexcept nogil
@cython.locals(calendar=int64_t, tick=int64_t)
cdef bint _meets_others(State state, int64_t item, int64_t alternative, int64_t member) noexcept nogil
@cython.locals(need=int64_t, group=int64_t, count=int64_t, member=int64_t)
cdef bint _are_enough(State state, int64_t item, int64_t alternative, int64_t tick) noexcept nogil
