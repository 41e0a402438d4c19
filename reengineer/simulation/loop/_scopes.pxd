# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation cimport _draws as draws
from reengineer.simulation.loop cimport _arming as arming
from reengineer.simulation.loop cimport _cases as cases
from reengineer.simulation.loop cimport _heap as heap
from reengineer.simulation.loop cimport _items as items
from reengineer.simulation.loop cimport _records as records
from reengineer.simulation.loop cimport _sampling as sampling
from reengineer.simulation.loop._state cimport State

cdef int64_t EVENT_DELAY, BOUNDARY, CARRIER, ENDED, FINISHED, INSIDE, MAIL, MESSAGE_KEPT, MESSAGE_SENT, NO_WAY_OUT
cdef int64_t RING, UNDOING

cdef void put(State state, int64_t slot, int64_t flow) noexcept nogil
cdef void put_at(State state, int64_t slot, int64_t element) noexcept nogil
@cython.locals(first=int64_t, last=int64_t, place=int64_t)
cdef int64_t forward(State state, int64_t slot, int64_t element) noexcept nogil
@cython.locals(flow=int64_t)
cdef void leave(State state, int64_t slot, int64_t element) noexcept nogil
@cython.locals(default=int64_t, found=int64_t, place=int64_t)
cdef void leave_openly(State state, int64_t slot, int64_t element, int64_t visit, int64_t instance, int64_t done, int64_t count) noexcept nogil
@cython.locals(condition=int64_t)
cdef bint is_open(State state, int64_t place, int64_t slot, int64_t visit, int64_t instance, int64_t done, int64_t count) noexcept nogil
@cython.locals(default=int64_t)
cdef void take_default(State state, int64_t slot, int64_t element) noexcept nogil
cdef void end_token(State state, int64_t slot) noexcept nogil
@cython.locals(holder=int64_t)
cdef void close(State state, int64_t slot) noexcept nogil
@cython.locals(item=int64_t)
cdef void shut(State state, int64_t slot) noexcept nogil
@cython.locals(root=int64_t)
cdef void close_pool(State state, int64_t slot) noexcept nogil
cdef void let_end(State state, int64_t root) noexcept nogil
@cython.locals(oldest=int64_t, other=int64_t, message=int64_t, following=int64_t)
cdef void _empty_box(State state, int64_t root) noexcept nogil
@cython.locals(root=int64_t, before=int64_t)
cdef void give_back(State state, int64_t slot) noexcept nogil
cdef void complete(State state, int64_t item) noexcept nogil
cdef void write_off(State state, int64_t item, int64_t condition) noexcept nogil
@cython.locals(catch=int64_t, following=int64_t)
cdef void drop_borders(State state, int64_t item) noexcept nogil
@cython.locals(parent=int64_t)
cdef void after(State state, int64_t item) noexcept nogil
@cython.locals(element=int64_t, slot=int64_t, visit=int64_t, instance=int64_t, done=int64_t, count=int64_t)
cdef void pass_on(State state, int64_t item) noexcept nogil
@cython.locals(parent=int64_t)
cdef void release(State state, int64_t item) noexcept nogil
cdef void tell_carrier(State state, int64_t item) noexcept nogil
cdef void tell(State state, int64_t parent) noexcept nogil
@cython.locals(slot=int64_t)
cdef int64_t new_slot(State state) noexcept nogil
@cython.locals(slot=int64_t)
cdef int64_t open_scope(State state, int64_t root, int64_t body, int64_t word, int64_t depth) noexcept nogil
@cython.locals(element=int64_t, parent=int64_t, body=int64_t, word=int64_t, slot=int64_t)
cdef void open_inside(State state, int64_t item, int64_t only) noexcept nogil
@cython.locals(place=int64_t, word=int64_t, slot=int64_t)
cdef void open_pool(State state, int64_t root, int64_t body, int64_t only) noexcept nogil
@cython.locals(body=int64_t, first=int64_t, last=int64_t, place=int64_t)
cdef void fill(State state, int64_t slot, int64_t only) noexcept nogil
cdef void send(State state, int64_t item) noexcept nogil
@cython.locals(receiver=int64_t, root=int64_t, delay=int64_t, item=int64_t, u=double, lasts=int64_t, place=int64_t)
cdef void send_from(State state, int64_t slot, int64_t element, int64_t visit) noexcept nogil
@cython.locals(root=int64_t, receiver=int64_t, oldest=int64_t)
cdef void keep_message(State state, int64_t item) noexcept nogil
@cython.locals(root=int64_t)
cdef void deliver(State state, int64_t item) noexcept nogil
