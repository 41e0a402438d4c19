# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation cimport _draws as draws
from reengineer.simulation.loop._state cimport State

cdef int64_t COUNT, WORK, CAUSES, UNAVAILABILITY, BATCHING, SYNCHRONISATION, COST
cdef int64_t KIND_JOIN, KIND_TASK, LOG_WIDTH, STEP_WIDTH, WEEK

@cython.locals(element=int64_t, member=int64_t, cost=int64_t, lasted=int64_t, contention=int64_t, place=int64_t)
cdef void record_task(State state, int64_t item, int64_t completed, int64_t condition) noexcept nogil
@cython.locals(element=int64_t, lasted=int64_t, place=int64_t)
cdef void record_event(State state, int64_t item, int64_t completed, int64_t condition) noexcept nogil
@cython.locals(place=int64_t)
cdef void record_join(State state, int64_t item) noexcept nogil
@cython.locals(slot=int64_t, element=int64_t, case=int64_t, visit=int64_t, place=int64_t)
cdef int64_t _put_row(State state, int64_t item, int64_t kind, int64_t completed, int64_t condition) noexcept nogil
cdef void _charge(State state, int64_t item, int64_t place, int64_t cost) noexcept nogil
@cython.locals(member=int64_t, begins=int64_t, until=int64_t)
cdef void _count_busy(State state, int64_t item, int64_t ended) noexcept nogil
@cython.locals(edge=int64_t)
cdef int64_t _edge(State state, int64_t tick) noexcept nogil
cdef void _add_busy(State state, int64_t member, int64_t tick, int64_t work) noexcept nogil
@cython.locals(slot=int64_t, started=int64_t, group=int64_t)
cdef void _add_stretch(State state, int64_t item, int64_t ended) noexcept nogil
@cython.locals(slot=int64_t, stretch=int64_t)
cdef void _keep_stretch(State state, int64_t item, int64_t ended) noexcept nogil
