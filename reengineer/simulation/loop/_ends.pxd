# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation.loop cimport _batches as batches
from reengineer.simulation.loop cimport _calling as calling
from reengineer.simulation.loop cimport _clocks as clocks
from reengineer.simulation.loop cimport _duty as duty
from reengineer.simulation.loop cimport _endings as endings
from reengineer.simulation.loop cimport _events as events
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _leaving as leaving
from reengineer.simulation.loop cimport _people as people
from reengineer.simulation.loop cimport _queues as queues
from reengineer.simulation.loop cimport _records as records
from reengineer.simulation.loop cimport _sampling as sampling
from reengineer.simulation.loop cimport _scopes as scopes
from reengineer.simulation.loop cimport _work as work
from reengineer.simulation.loop._state cimport State

cdef int64_t FINISH, FAILURE, ENDED, FAILED, IS_GATHERED, KIND_MASK, RINGING, SET_UP_END, WORK_END, WORKING

@cython.locals(slot=int64_t, element=int64_t)
cdef void finish_plain(State state, int64_t item) noexcept nogil
@cython.locals(item=int64_t)
cdef void gather_end(State state, int64_t what) noexcept nogil
cdef void sort_ends(State state) noexcept nogil
@cython.locals(what=int64_t, item=int64_t, element=int64_t)
cdef void stop_next(State state) noexcept nogil
@cython.locals(share=double)
cdef bint _fails(State state, int64_t item, int64_t element) noexcept nogil
@cython.locals(row=int64_t)
cdef void _stop_batch(State state, int64_t batch) noexcept nogil
cdef void _miss(State state, int64_t item, int64_t element) noexcept nogil
@cython.locals(element=int64_t)
cdef void write_off(State state, int64_t item) noexcept nogil
@cython.locals(what=int64_t, item=int64_t)
cdef void complete_next(State state) noexcept nogil
@cython.locals(row=int64_t)
cdef void _complete_batch(State state, int64_t batch) noexcept nogil
cdef void _take_next(State state, int64_t batch, int64_t row) noexcept nogil
