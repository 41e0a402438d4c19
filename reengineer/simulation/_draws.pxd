# cython: language_level=3
from libc.stdint cimport int64_t, uint64_t
cimport cython
cimport libc.math as math
from reengineer.simulation cimport _quantiles as quantiles

@cython.locals(m0=uint64_t, m1=uint64_t, g0=uint64_t, g1=uint64_t, m32=uint64_t, c0=uint64_t, c1=uint64_t, c2=uint64_t, c3=uint64_t, k0=uint64_t, k1=uint64_t, p0=uint64_t, p1=uint64_t, _=int, value=double)
cpdef double uniform(uint64_t seed, uint64_t replication, uint64_t case, uint64_t element, uint64_t visit, uint64_t purpose) noexcept nogil
cpdef double sample(int64_t family, double p0, double p1, double p2, double p3, double p4, double u) noexcept nogil
@cython.locals(factor=double)
cpdef double learned(int64_t times, double exponent, double floor) noexcept nogil
@cython.locals(hour=int64_t)
cpdef int64_t cost_of(int64_t ticks, int64_t rate) noexcept nogil
@cython.locals(scaled=double)
cpdef int64_t to_ticks(double seconds) noexcept nogil
cpdef int64_t sample_ticks(double u, double factor, int64_t family, double p0, double p1, double p2, double p3, double p4) noexcept nogil
@cython.locals(m0=uint64_t, m1=uint64_t, g0=uint64_t, g1=uint64_t, m32=uint64_t, p0=uint64_t, p1=uint64_t, _=int)
cpdef uint64_t philox_word(uint64_t k0, uint64_t k1, uint64_t c0, uint64_t c1, uint64_t c2, uint64_t c3) noexcept nogil
cpdef uint64_t scope_word(uint64_t parent, uint64_t body, uint64_t visit, uint64_t instance) noexcept nogil
cpdef uint64_t word_of_scope(uint64_t element, uint64_t scope) noexcept nogil
