# cython: language_level=3
from libc.stdint cimport int64_t
cimport cython
cimport libc.math as math

cdef inline int64_t whole(double value) noexcept nogil:
    return <int64_t>value
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
@cython.locals(position=double, piece=int64_t, t=double, place=int64_t, after=double, value=double, before=double, term=int64_t)
cpdef double curve_at(const double[::1] curve, int64_t first, double u) noexcept nogil
@cython.locals(part=double)
cpdef double on_curve(int64_t family, double scale, double low, double height) noexcept nogil
