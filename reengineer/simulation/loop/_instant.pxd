# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation cimport _draws as draws
from reengineer.simulation.loop cimport _cases as cases
from reengineer.simulation.loop cimport _heap as heap
from reengineer.simulation.loop cimport _people as people
from reengineer.simulation.loop cimport _records as records
from reengineer.simulation.loop cimport _tokens as tokens
from reengineer.simulation.loop._state cimport State

cdef int64_t HAPPENINGS, STARTS_OF_CASES, MOVES, RINGS, CLOCKS, MOVES_AGAIN, STARTS, OPEN_ITEMS, OPEN_CASES, OVER
cdef int64_t DONE, NEEDS_ROOM, IN_TROUBLE, PAUSED
cdef int64_t ARRIVAL_GAP, MOST_ROUNDS, TOO_MANY_ROUNDS, BAD_DURATION, STATE_OPEN, CATCH, TASK, WEEK, EVENTS_A_STEP, ITEMS_A_STEP

@cython.locals(stream=int64_t)
cpdef void begin_run(State state) noexcept
cdef int64_t run(State state) noexcept nogil
cdef inline int64_t released(State state) noexcept:
    with nogil:
        return run(state)
cpdef int64_t advance(State state, int64_t steps) noexcept
@cython.locals(steps=int64_t)
cdef int64_t count_safe_steps(State state) noexcept nogil
cdef int64_t _least(int64_t one, int64_t other) noexcept nogil
cdef void _step(State state) noexcept nogil
cdef bint _did_happen(State state) noexcept nogil
cdef bint _did_ring(State state) noexcept nogil
@cython.locals(tick=int64_t)
cdef void _next_tick(State state) noexcept nogil
@cython.locals(kind=int64_t, number=int64_t)
cdef void _happen(State state, int64_t what) noexcept nogil
@cython.locals(slot=int64_t, element=int64_t, flow=int64_t)
cdef void _go_on(State state, int64_t item) noexcept nogil
@cython.locals(number=int64_t, tick=int64_t, place=int64_t, word=int64_t, u=double, gap=int64_t)
cdef void _next_arrival(State state, int64_t stream) noexcept nogil
@cython.locals(stream=int64_t, slot=int64_t, element=int64_t, flow=int64_t)
cdef void _start_case(State state) noexcept nogil
@cython.locals(key=int64_t, slot=int64_t, flow=int64_t, element=int64_t, onward=int64_t)
cdef void _move(State state) noexcept nogil
@cython.locals(key=int64_t)
cdef void _gather_clocks(State state) noexcept nogil
@cython.locals(place=int64_t, end=int64_t, last=int64_t)
cdef void _sort_ringing(State state) noexcept nogil
@cython.locals(item=int64_t, child=int64_t)
cdef void _sift(State state, int64_t place, int64_t end) noexcept nogil
@cython.locals(item=int64_t)
cdef void _ring_next(State state) noexcept nogil
@cython.locals(group=int64_t, item=int64_t)
cdef void _start(State state) noexcept nogil
@cython.locals(place=int64_t)
cdef void _close_next(State state) noexcept nogil
@cython.locals(opcode=int64_t)
cdef void _close_item(State state, int64_t item) noexcept nogil
