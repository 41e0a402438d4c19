# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation.loop cimport _batches as batches
from reengineer.simulation.loop cimport _cases as cases
from reengineer.simulation.loop cimport _clocks as clocks
from reengineer.simulation.loop cimport _demand as demand
from reengineer.simulation.loop cimport _endings as endings
from reengineer.simulation.loop cimport _ends as ends
from reengineer.simulation.loop cimport _events as events
from reengineer.simulation.loop cimport _heap as heap
from reengineer.simulation.loop cimport _inclusive as inclusive
from reengineer.simulation.loop cimport _leaving as leaving
from reengineer.simulation.loop cimport _people as people
from reengineer.simulation.loop cimport _queues as queues
from reengineer.simulation.loop cimport _records as records
from reengineer.simulation.loop cimport _sampling as sampling
from reengineer.simulation.loop cimport _scopes as scopes
from reengineer.simulation.loop cimport _sets as sets
from reengineer.simulation.loop cimport _settling as settling
from reengineer.simulation.loop cimport _tokens as tokens
from reengineer.simulation.loop cimport _walk as walk
from reengineer.simulation.loop cimport _work as work
from reengineer.simulation.loop._state cimport State

cdef int64_t STATE_OPEN, BOUNDARY, CATCH, START, TASK, MOST_ROUNDS, ARMED, ARRIVAL, CARRIER, DONE, ENDED, ENDING
cdef int64_t FINISHED, IN_TROUBLE, INSIDE, KIND_BITS, KIND_MASK, MESSAGE_KEPT, MESSAGE_SENT, NEEDS_ROOM, PAUSED
cdef int64_t PLAIN_END, RACE, STAYS, TOKEN, TOO_MANY_ROUNDS, UNDOING, WAKE, WORKING, SIDE_A_ROW, WEEK, HAPPENINGS
cdef int64_t STOPS, COMPLETIONS, SETTLING, STARTS_OF_CASES, MOVES, RINGS, CLOCKS, MOVES_AGAIN, STARTS, OPEN_ITEMS
cdef int64_t OPEN_CASES, OVER, EVENTS, RETURN

cpdef void begin_run(State state) noexcept
cdef int64_t run(State state) noexcept nogil
cdef inline int64_t released(State state) noexcept:
    with nogil:
        return run(state)
@cython.locals(most=int64_t, steps=int64_t)
cdef int64_t count_safe_steps(State state) noexcept nogil
cdef int64_t _least(int64_t one, int64_t other) noexcept nogil
cdef void _step(State state) noexcept nogil
cdef bint _did_turn_away(State state) noexcept nogil
cdef bint _did_happen(State state) noexcept nogil
cdef bint _did_end(State state) noexcept nogil
cdef bint _did_ring(State state) noexcept nogil
@cython.locals(place=int64_t)
cdef bint _did_move(State state) noexcept nogil
@cython.locals(key=int64_t, slot=int64_t, door=int64_t, element=int64_t, flow=int64_t, onward=int64_t)
cdef void _move(State state) noexcept nogil
@cython.locals(tick=int64_t)
cdef void _next_tick(State state) noexcept nogil
cdef bint _must_stop(State state) noexcept nogil
cdef void _stop(State state) noexcept nogil
cdef void _begin_to_close(State state) noexcept nogil
@cython.locals(kind=int64_t, number=int64_t)
cdef void _happen(State state, int64_t what) noexcept nogil
@cython.locals(item=int64_t, component=int64_t, goes_on=int64_t)
cdef void _start(State state) noexcept nogil
@cython.locals(place=int64_t)
cdef void _close_next(State state) noexcept nogil
@cython.locals(element=int64_t, opcode=int64_t)
cdef void _close_item(State state, int64_t item) noexcept nogil
@cython.locals(standing=int64_t, race=int64_t)
cdef void _close_full(State state, int64_t item, int64_t opcode) noexcept nogil
cpdef int64_t advance(State state, int64_t steps) noexcept
