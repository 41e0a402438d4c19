# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation.loop cimport _by_hour as by_hour
from reengineer.simulation.loop cimport _heap as heap
from reengineer.simulation.loop cimport _queues as queues
from reengineer.simulation.loop cimport _records as records
from reengineer.simulation.loop cimport _sampling as sampling
from reengineer.simulation.loop cimport _walk as walk
from reengineer.simulation.loop cimport _work as work
from reengineer.simulation.loop cimport _hours as hours
from reengineer.simulation.loop._state cimport State

cdef int64_t DURATION, BAD_DURATION, HAPPENING, KIND_BITS, PLAIN_END

@cython.locals(component=int64_t)
cdef void queue_item(State state, int64_t item) noexcept nogil
@cython.locals(item=int64_t, group=int64_t, member=int64_t, following=int64_t)
cdef bint dispatch_one(State state, int64_t component) noexcept nogil
@cython.locals(ready=int64_t, on_duty=int64_t)
cdef void _charge_queueing(State state, int64_t item, int64_t group) noexcept nogil
@cython.locals(opens=int64_t, member=int64_t, tick=int64_t)
cdef int64_t _member_on_duty(State state, int64_t component, int64_t group) noexcept nogil
@cython.locals(element=int64_t, row=int64_t, work_ticks=int64_t, ends=int64_t, factor=double, u=double)
cdef void begin(State state, int64_t item, int64_t member) noexcept nogil
@cython.locals(member=int64_t, group=int64_t, component=int64_t)
cdef void finish(State state, int64_t item) noexcept nogil
@cython.locals(element=int64_t, group=int64_t, started=int64_t, member=int64_t, work_ticks=int64_t, done=int64_t, calendar=int64_t)
cdef void stop(State state, int64_t item) noexcept nogil
