# cython: language_level=3
from libc.stdint cimport int64_t, uint64_t
cimport cython
cimport libc.math as math

@cython.locals(m0=uint64_t, m1=uint64_t, g0=uint64_t, g1=uint64_t, m32=uint64_t, c0=uint64_t, c1=uint64_t, c2=uint64_t, c3=uint64_t, k0=uint64_t, k1=uint64_t, p0=uint64_t, p1=uint64_t, _=int, value=double)
cpdef double uniform(uint64_t seed, uint64_t replication, uint64_t case, uint64_t element, uint64_t visit, uint64_t purpose) noexcept nogil
cpdef double sample(int64_t family, double p0, double p1, double p2, double p3, double p4, double u) noexcept nogil
cpdef double triangular_quantile(double low, double mode, double high, double u) noexcept nogil
@cython.locals(q=double, r=double, above=double, below=double, value=double)
cpdef double normal_quantile(double u) noexcept nogil
@cython.locals(above=double, below=double)
cdef double _normal_tail(double r) noexcept nogil
@cython.locals(x=double, low=double, high=double, _=int, tail=double, value=double, error=double, density=double, step=double, bend=double, new=double, tight=double)
cpdef double gamma_quantile(double shape, double log_gamma, double u) noexcept nogil
@cython.locals(width=double, root=double, x=double)
cdef double _gamma_start(double shape, double log_gamma, double u) noexcept nogil
@cython.locals(term=double, total=double, n=double)
cpdef double gamma_lower(double shape, double log_gamma, double x) noexcept nogil
@cython.locals(a=double, b=double, c=double, d=double, fraction=double, change=double, i=int)
cpdef double gamma_upper(double shape, double log_gamma, double x) noexcept nogil
@cython.locals(low=double, high=double, x=double, error=double, density=double, new=double, _=int)
cpdef double beta_quantile(double a, double b, double log_beta, double u) noexcept nogil
@cython.locals(front=double)
cpdef double beta_lower(double a, double b, double log_beta, double x) noexcept nogil
@cython.locals(c=double, d=double, fraction=double, even=double, odd=double, change=double, m=int)
cdef double _beta_fraction(double a, double b, double x) noexcept nogil
@cython.locals(hour=int64_t)
cpdef int64_t cost_of(int64_t ticks, int64_t rate) noexcept nogil
@cython.locals(scaled=double)
cpdef int64_t to_ticks(double seconds) noexcept
cpdef int64_t sample_ticks(double u, double factor, int64_t family, double p0, double p1, double p2, double p3, double p4) noexcept
