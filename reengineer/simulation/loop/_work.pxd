# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation cimport _draws as draws
from reengineer.simulation.loop cimport _cases as cases
from reengineer.simulation.loop cimport _arming as arming
from reengineer.simulation.loop cimport _by_hour as by_hour
from reengineer.simulation.loop cimport _calling as calling
from reengineer.simulation.loop cimport _duty as duty
from reengineer.simulation.loop cimport _heap as heap
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _queues as queues
from reengineer.simulation.loop cimport _records as records
from reengineer.simulation.loop cimport _sampling as sampling
from reengineer.simulation.loop cimport _stretches as stretches
from reengineer.simulation.loop cimport _hours as hours
from reengineer.simulation.loop._state cimport State

cdef int64_t DURATION, SETUP, FINISH, HAPPENING, MANY_CALENDARS, NO_CALENDAR, RINGING, SET_UP_END, WORK_END, WORKING

@cython.locals(size=int64_t, total=int64_t, row=int64_t)
cdef int64_t amount(State state, int64_t item, int64_t alternative) noexcept nogil
@cython.locals(count=int64_t, row=int64_t)
cdef int64_t count_rows(State state, int64_t batch) noexcept nogil
@cython.locals(element=int64_t, row=int64_t, seconds=double, u=double)
cdef int64_t _one_amount(State state, int64_t item, int64_t alternative, int64_t size) noexcept nogil
@cython.locals(mean=double, load=double, place=int64_t, member=int64_t, slow=double)
cdef double _factored(State state, double seconds, int64_t alternative, int64_t element, int64_t size) noexcept nogil
@cython.locals(first=int64_t, exponent=double, floor=double, total=double, place=int64_t)
cdef double _learning(State state, int64_t element) noexcept nogil
@cython.locals(first=int64_t, place=int64_t)
cdef void _practise(State state, int64_t element) noexcept nogil
@cython.locals(found=double, place=int64_t)
cdef double _batch_factor(State state, int64_t element, int64_t size) noexcept nogil
@cython.locals(group=int64_t, first=int64_t, last=int64_t, place=int64_t)
cdef double slowness(State state, int64_t member) noexcept nogil
@cython.locals(place=int64_t)
cdef bint setup_is_due(State state, int64_t element) noexcept nogil
@cython.locals(element=int64_t)
cdef int64_t setup_ticks(State state, int64_t item) noexcept nogil
@cython.locals(total=int64_t)
cdef int64_t takes(State state, int64_t item, int64_t alternative) noexcept nogil
cdef bint is_too_long(State state, int64_t item, int64_t alternative) noexcept nogil
@cython.locals(element=int64_t, setting=int64_t, begins=int64_t, hosts=bint)
cdef void begin(State state, int64_t item, int64_t alternative) noexcept nogil
@cython.locals(place=int64_t, member=int64_t)
cdef void seize(State state, int64_t item, int64_t element) noexcept nogil
@cython.locals(seat=int64_t, last=int64_t)
cdef void add_seat(State state, int64_t item, int64_t member) noexcept nogil
@cython.locals(seat=int64_t)
cdef void copy_members(State state, int64_t batch, int64_t row) noexcept nogil
cdef void take_in_hand(State state, int64_t item, int64_t member) noexcept nogil
@cython.locals(base=int64_t, last=int64_t, place=int64_t)
cdef void put_down(State state, int64_t item, int64_t member) noexcept nogil
@cython.locals(done=int64_t)
cdef int64_t setup_done(State state, int64_t item) noexcept nogil
cdef int64_t work_done(State state, int64_t item) noexcept nogil
@cython.locals(runs_on=int64_t, setting=int64_t, work=int64_t, place=int64_t)
cdef void stop(State state, int64_t item) noexcept nogil
@cython.locals(on_duty=int64_t)
cdef int64_t price(State state, int64_t item, int64_t member, int64_t busy) noexcept nogil
@cython.locals(root=int64_t, element=int64_t, group=int64_t, start=int64_t, closes=int64_t)
cdef void note_work(State state, int64_t item, int64_t begins, int64_t work) noexcept nogil
@cython.locals(place=int64_t)
cdef void let_go(State state, int64_t item, int64_t busy) noexcept nogil
@cython.locals(place=int64_t, member=int64_t, on_duty=int64_t, runs_on=bint)
cdef void count_time(State state, int64_t item, int64_t busy) noexcept nogil
@cython.locals(begins=int64_t, until=int64_t, done=int64_t)
cdef void count_busy(State state, int64_t item, int64_t member, int64_t on_duty, bint runs_on) noexcept nogil
