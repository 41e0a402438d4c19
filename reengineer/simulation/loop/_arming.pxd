# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation.loop cimport _cases as cases
from reengineer.simulation.loop cimport _catchers as catchers
from reengineer.simulation.loop cimport _heap as heap
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _sampling as sampling
from reengineer.simulation.loop cimport _hours as hours
from reengineer.simulation.loop._state cimport State

cdef int64_t EVENT_DELAY, BOUNDARY, CONDITION, ERROR, ESCALATION, MESSAGE, SIGNAL, ARMED, CARRIER, CHANGED, CLOCK
cdef int64_t ENDED, MAIL, RING

cdef void set_clock(State state, int64_t item, int64_t tick, int64_t kind) noexcept nogil
cdef int64_t along(State state, int64_t calendar, int64_t tick, int64_t lasts) noexcept nogil
@cython.locals(element=int64_t, slot=int64_t, place=int64_t, border=int64_t, catch=int64_t)
cdef void arm_borders(State state, int64_t item) noexcept nogil
@cython.locals(host=int64_t, catch=int64_t)
cdef void arm_late_borders(State state, int64_t item) noexcept nogil
@cython.locals(body=int64_t, place=int64_t, start=int64_t, catch=int64_t)
cdef void arm_handlers(State state, int64_t slot) noexcept nogil
@cython.locals(element=int64_t, root=int64_t, trigger=int64_t)
cdef void await_trigger(State state, int64_t catch) noexcept nogil
@cython.locals(element=int64_t, tick=int64_t, lasts=int64_t)
cdef void set_timer(State state, int64_t catch) noexcept nogil
@cython.locals(whole=int64_t, item=int64_t)
cdef void again(State state, int64_t catch) noexcept nogil
cdef bint _is_told(State state, int64_t catch) noexcept nogil
@cython.locals(element=int64_t, times=int64_t)
cdef bint _comes_again(State state, int64_t catch) noexcept nogil
@cython.locals(element=int64_t, root=int64_t, tick=int64_t, lasts=int64_t, left=int64_t)
cdef void arm_catch(State state, int64_t item) noexcept nogil
