# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation cimport _draws as draws
from reengineer.simulation.loop cimport _by_hour as by_hour
from reengineer.simulation.loop cimport _stretches as stretches
from reengineer.simulation.loop._state cimport State

cdef int64_t KIND_JOIN, KIND_TASK, CATCH, SUBPROCESS, SIDE_ALLOCATED, SIDE_BATCH, SIDE_COST, SIDE_EXTRANEOUS
cdef int64_t SIDE_INSTANCE, SIDE_MEMBER, SIDE_PRIORITISATION, SIDE_READY, SIDE_SCOPE, SIDE_SETUP, LOG_WIDTH
cdef int64_t STEP_WIDTH, WEEK, COUNT, WORK, CAUSES, PRIORITISATION, UNAVAILABILITY, BATCHING, SYNCHRONISATION
cdef int64_t SETUP, EXTRANEOUS, COST, LEFT, BEGUN, ANSWERED, ABANDONED, BALKED

@cython.locals(element=int64_t, member=int64_t, cost=int64_t, work=int64_t, closed=int64_t, batched=int64_t, ended=int64_t, contention=int64_t, place=int64_t)
cdef void record_task(State state, int64_t item, int64_t completed, int64_t condition) noexcept nogil
@cython.locals(element=int64_t, lasted=int64_t, place=int64_t)
cdef void record_event(State state, int64_t item, int64_t completed, int64_t condition) noexcept nogil
@cython.locals(place=int64_t)
cdef void record_join(State state, int64_t item) noexcept nogil
@cython.locals(element=int64_t, opcode=int64_t, lasted=int64_t, others=int64_t, contention=int64_t, cost=int64_t, place=int64_t, until=int64_t)
cdef void record_full(State state, int64_t item, int64_t completed, int64_t condition) noexcept nogil
cdef void _put_off(State state, int64_t item, int64_t place, int64_t lasted) noexcept nogil
cdef void _put_identity(State state, int64_t item) noexcept nogil
@cython.locals(element=int64_t, started=int64_t, batched=int64_t, is_ready=int64_t, derived=int64_t, seat=int64_t)
cdef void _put_exceptions(State state, int64_t item, int64_t lasted, int64_t cost) noexcept nogil
@cython.locals(place=int64_t)
cdef void _put_beside(State state, int64_t column, int64_t value) noexcept nogil
@cython.locals(slot=int64_t, element=int64_t, root=int64_t, visit=int64_t, enabled=int64_t, started=int64_t, batched=int64_t, place=int64_t)
cdef int64_t _put_row(State state, int64_t item, int64_t kind, int64_t completed, int64_t condition) noexcept nogil
cdef void _charge(State state, int64_t item, int64_t place, int64_t cost) noexcept nogil
@cython.locals(member=int64_t, begins=int64_t)
cdef void _count_busy(State state, int64_t item, int64_t ended) noexcept nogil
@cython.locals(until=int64_t)
cdef void _split_busy(State state, int64_t member, int64_t begins, int64_t ended) noexcept nogil
@cython.locals(edge=int64_t)
cdef int64_t edge_of(State state, int64_t tick) noexcept nogil
cdef void add_busy(State state, int64_t member, int64_t tick, int64_t work) noexcept nogil
cdef void add_overtime(State state, int64_t member, int64_t tick, int64_t work) noexcept nogil
@cython.locals(member=int64_t, calendar=int64_t, group=int64_t)
cdef void _add_stretch(State state, int64_t item, int64_t ended) noexcept nogil
