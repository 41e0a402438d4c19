# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation cimport _draws as draws
from reengineer.simulation cimport _quantiles as quantiles
from reengineer.simulation.loop cimport _arming as arming
from reengineer.simulation.loop cimport _cases as cases
from reengineer.simulation.loop cimport _heap as heap
from reengineer.simulation.loop cimport _sampling as sampling
from reengineer.simulation.loop cimport _scopes as scopes
from reengineer.simulation.loop._state cimport State

cdef int64_t ARRIVAL_GAP, ATTRIBUTE, ARRIVAL, BAD_DURATION, KIND_BITS, PURPOSE_BITS, RETURN, THINK

@cython.locals(number=int64_t, tick=int64_t, place=int64_t, ticks_between=int64_t)
cdef void next_arrival(State state, int64_t stream) noexcept nogil
@cython.locals(word=int64_t, u=double)
cdef double _gap(State state, int64_t stream, int64_t number) noexcept nogil
@cython.locals(first=int64_t, last=int64_t, period=int64_t, gap=double, used=double, place=int64_t, shift=int64_t, tick=int64_t, begins=int64_t, rest=double, ends=int64_t)
cdef int64_t _by_rates(State state, int64_t stream, int64_t number) noexcept nogil
@cython.locals(stream=int64_t, customer=int64_t)
cdef void begin(State state) noexcept nogil
@cython.locals(stream=int64_t, word=int64_t, own=int64_t, u=double, lasts=int64_t, calendar=int64_t, tick=int64_t)
cdef void _stay_away(State state, int64_t customer) noexcept nogil
cdef void come_back(State state, int64_t customer) noexcept nogil
@cython.locals(place=int64_t, stream=int64_t)
cdef void send_away(State state) noexcept nogil
@cython.locals(customer=int64_t, number=int64_t)
cdef int64_t _number_of_next(State state, int64_t stream) noexcept nogil
@cython.locals(stream=int64_t, slot=int64_t, body=int64_t, number=int64_t)
cdef void start_case(State state) noexcept nogil
@cython.locals(count=int64_t, number=int64_t, row=int64_t, value=double, place=int64_t, stated=double, u=double)
cdef void _draw_attributes(State state, int64_t stream, int64_t slot, int64_t case) noexcept nogil
