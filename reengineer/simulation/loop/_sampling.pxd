# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
from reengineer.simulation cimport _draws as draws
from reengineer.simulation cimport _quantiles as quantiles
from reengineer.simulation.loop._state cimport State

cdef int64_t TABLE, ADD, AND, ATTRIBUTE, CASE_NUMBER, CHOOSE, COMPLETED_COUNT, CONSTANT, DIVIDE, EQUAL
cdef int64_t INSTANCE_COUNT, INSTANCE_NUMBER, LESS, LESS_EQUAL, MULTIPLY, NEGATE, NOT, OR, SUBTRACT, UNEQUAL
cdef int64_t VISIT_NUMBER, BAD_DURATION, PURPOSE_BITS, MIXTURE
cdef double SMALLEST, LARGEST

cdef void stop_run(State state, int64_t trouble, int64_t element) noexcept nogil
@cython.locals(place=int64_t, below=double, height=double)
cdef double value_of(State state, int64_t row, double u) noexcept nogil
@cython.locals(low=int64_t, high=int64_t, middle=int64_t)
cdef int64_t _place_of(State state, int64_t row, double u) noexcept nogil
cdef int64_t sample_ticks(State state, int64_t row, double u, double factor) noexcept nogil
@cython.locals(word=int64_t)
cdef double uniform_at(State state, int64_t slot, int64_t element, int64_t visit, int64_t purpose) noexcept nogil
cdef double uniform_of(State state, int64_t item, int64_t purpose, int64_t instance) noexcept nogil
@cython.locals(drawn=int64_t)
cdef int64_t rounded(State state, double seconds, int64_t element) noexcept nogil
@cython.locals(u=double)
cdef int64_t draw(State state, int64_t item, int64_t row, int64_t purpose) noexcept nogil
@cython.locals(attributes=int64_t, top=int64_t, place=int64_t, operation=int64_t)
cdef double evaluate(State state, int64_t expression, int64_t slot, int64_t visit, int64_t instance, int64_t completed, int64_t count) noexcept nogil
@cython.locals(huge=double)
cdef double nothing() noexcept nogil
cdef bint is_number(double value) noexcept nogil
cdef double _of_two(int64_t operation, double left, double right) noexcept nogil
