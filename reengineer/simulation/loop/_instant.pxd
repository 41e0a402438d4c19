# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation.loop cimport _batches as batches
from reengineer.simulation.loop cimport _clocks as clocks
from reengineer.simulation.loop cimport _closing as closing
from reengineer.simulation.loop cimport _demand as demand
from reengineer.simulation.loop cimport _ends as ends
from reengineer.simulation.loop cimport _events as events
from reengineer.simulation.loop cimport _heap as heap
from reengineer.simulation.loop cimport _inclusive as inclusive
from reengineer.simulation.loop cimport _leaving as leaving
from reengineer.simulation.loop cimport _people as people
from reengineer.simulation.loop cimport _queues as queues
from reengineer.simulation.loop cimport _sampling as sampling
from reengineer.simulation.loop cimport _sets as sets
from reengineer.simulation.loop cimport _settling as settling
from reengineer.simulation.loop cimport _tokens as tokens
from reengineer.simulation.loop cimport _walk as walk
from reengineer.simulation.loop cimport _work as work
from reengineer.simulation.loop._state cimport State

cdef int64_t MOST_ROUNDS, ARRIVAL, DONE, ENDING, IN_TROUBLE, KIND_BITS, KIND_MASK, NEEDS_ROOM, PAUSED, PLAIN_END
cdef int64_t RETURN, STAYS, TOO_MANY_ROUNDS, WAKE, SIDE_A_ROW, CLOCKS, COMPLETIONS, HAPPENINGS, MOVES
cdef int64_t MOVES_AGAIN, OVER, RINGS, SETTLING, STARTS, STARTS_OF_CASES, STOPS

cpdef void begin_run(State state) noexcept
cdef int64_t run(State state) noexcept nogil
cdef inline int64_t released(State state) noexcept:
    with nogil:
        return run(state)
@cython.locals(most=int64_t, steps=int64_t)
cdef int64_t count_safe_steps(State state) noexcept nogil
cdef int64_t _least(int64_t one, int64_t other) noexcept nogil
cdef void _step(State state) noexcept nogil
cdef void _begin_starts(State state) noexcept nogil
cdef bint _did_start(State state) noexcept nogil
cdef bint _did_happen(State state) noexcept nogil
cdef bint _did_end(State state) noexcept nogil
cdef bint _did_ring(State state) noexcept nogil
cdef bint _may_move(State state) noexcept nogil
cdef bint _did_move(State state) noexcept nogil
@cython.locals(place=int64_t)
cdef bint _did_tell_on(State state) noexcept nogil
@cython.locals(place=int64_t)
cdef bint _did_settle(State state) noexcept nogil
@cython.locals(key=int64_t, slot=int64_t, door=int64_t, element=int64_t, flow=int64_t, onward=int64_t)
cdef void _move(State state) noexcept nogil
@cython.locals(tick=int64_t)
cdef void _next_tick(State state) noexcept nogil
@cython.locals(kind=int64_t, number=int64_t)
cdef void _happen(State state, int64_t what) noexcept nogil
@cython.locals(item=int64_t, component=int64_t, goes_on=int64_t)
cdef void _start(State state) noexcept nogil
cpdef int64_t advance(State state, int64_t steps) noexcept
