# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation cimport _draws as draws
from reengineer.simulation.loop cimport _arming as arming
from reengineer.simulation.loop cimport _duty as duty
from reengineer.simulation.loop cimport _heap as heap
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _queues as queues
from reengineer.simulation.loop cimport _work as work
from reengineer.simulation.loop._state cimport State

cdef int64_t FINISH, HAPPENING, WORK_END, WORKING

@cython.locals(batch=int64_t)
cdef void charge_queued(State state, int64_t item) noexcept nogil
cdef void _share_waits(State state, int64_t batch, int64_t item) noexcept nogil
@cython.locals(batch=int64_t)
cdef void leave_queued(State state, int64_t item) noexcept nogil
@cython.locals(row=int64_t)
cdef void unchain(State state, int64_t batch, int64_t item) noexcept nogil
cdef void forget(State state, int64_t batch) noexcept nogil
cdef bint has_room_for(State state, int64_t item) noexcept nogil
@cython.locals(element=int64_t, tick=int64_t, place=int64_t, before=int64_t, row=int64_t)
cdef void begun(State state, int64_t batch) noexcept nogil
@cython.locals(oldest=int64_t, slot=int64_t)
cdef void _remember_oldest(State state, int64_t batch) noexcept nogil
@cython.locals(slot=int64_t)
cdef bint is_behind(State state, int64_t batch, int64_t item) noexcept nogil
cdef void _end_at(State state, int64_t item, int64_t tick) noexcept nogil
@cython.locals(element=int64_t, setting=int64_t, done=int64_t, begins=int64_t, turn=int64_t, begun_at=int64_t, busy=int64_t)
cdef void finish_row(State state, int64_t batch, int64_t row, bint is_cut) noexcept nogil
@cython.locals(element=int64_t, begins=int64_t, total=int64_t, place=int64_t, member=int64_t, on_duty=int64_t, overtime=int64_t)
cdef int64_t _price(State state, int64_t batch, int64_t row, int64_t busy, int64_t until) noexcept nogil
cdef int64_t _time_before(State state, int64_t batch, int64_t row) noexcept nogil
@cython.locals(own=int64_t)
cdef int64_t _time_of_turn(State state, int64_t batch, int64_t row, int64_t busy) noexcept nogil
cdef int64_t _part(int64_t shared, int64_t size, int64_t place) noexcept nogil
@cython.locals(batch=int64_t)
cdef void leave_working(State state, int64_t row) noexcept nogil
cdef void count_open(State state, int64_t batch) noexcept nogil
