# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation cimport _draws as draws
from reengineer.simulation cimport _quantiles as quantiles
from reengineer.simulation.loop cimport _heap as heap
from reengineer.simulation.loop cimport _records as records
from reengineer.simulation.loop._state cimport State

cdef int64_t HAPPENING, CLOCK, WORK_END, RING, ARRIVAL, WAKE, DURATION, TABLE, BAD_DURATION

@cython.locals(item=int64_t)
cdef int64_t new_item(State state, int64_t slot, int64_t element) noexcept nogil
cdef void free_item(State state, int64_t item) noexcept nogil
@cython.locals(case=int64_t, other_case=int64_t)
cdef bint comes_before(State state, int64_t one, int64_t other) noexcept nogil
@cython.locals(height=double, scale=double, value=double, first=int64_t, last=int64_t, low=int64_t, high=int64_t, middle=int64_t)
cdef int64_t sample_ticks(State state, int64_t row, double u, double factor) noexcept nogil
@cython.locals(element=int64_t, word=int64_t, u=double, drawn=int64_t)
cdef int64_t draw(State state, int64_t item, int64_t row, int64_t purpose, double factor) noexcept nogil
cdef void stop_run(State state, int64_t trouble, int64_t element) noexcept nogil
@cython.locals(group=int64_t, before=int64_t, after=int64_t)
cdef void queue_item(State state, int64_t item) noexcept nogil
cdef void make_dirty(State state, int64_t group) noexcept nogil
@cython.locals(item=int64_t, member=int64_t, following=int64_t)
cdef bint dispatch_one(State state, int64_t group) noexcept nogil
@cython.locals(ready=int64_t, on_duty=int64_t)
cdef void _charge_queueing(State state, int64_t item, int64_t group) noexcept nogil
@cython.locals(opens=int64_t, member=int64_t, tick=int64_t)
cdef int64_t _member_on_duty(State state, int64_t group) noexcept nogil
@cython.locals(row=int64_t, factor=double, work=int64_t, ends=int64_t)
cdef void begin(State state, int64_t item, int64_t member) noexcept nogil
@cython.locals(member=int64_t, group=int64_t)
cdef void finish(State state, int64_t item) noexcept nogil
@cython.locals(group=int64_t, started=int64_t, member=int64_t, work=int64_t, done=int64_t, calendar=int64_t)
cdef void stop(State state, int64_t item) noexcept nogil
