"""Work out what queueing theory says of single queues, priorities, limits and patience.

Rates and times are in one unit of time; servers have the rate 1 unless said.
"""

from math import factorial


def erlang_c_wait(arrival_rate: float, service_rate: float, servers: int) -> float:
    """Return the mean wait of M/M/c in the unit of time of the rates.

    References
    ----------
    A. K. Erlang, 1917: the probability of waiting, divided by the rate at which free capacity remains.
    """
    offered = arrival_rate / service_rate
    load = offered / servers
    last = offered**servers / factorial(servers) / (1 - load)
    waiting = last / (sum(offered**k / factorial(k) for k in range(servers)) + last)
    return waiting / (servers * service_rate - arrival_rate)


def fork_join_stay(arrival_rate: float, service_rate: float) -> float:
    """Return the mean stay of two M/M/1 branches behind a split, joined at their ends.

    References
    ----------
    L. Flatto and S. Hahn, SIAM Journal on Applied Mathematics 44, 1984; R. Nelson and A. N. Tantawi, IEEE Transactions
    on Computers 37, 1988.
    """
    load = arrival_rate / service_rate
    return (12 - load) / 8 / (service_rate - arrival_rate)


def pollaczek_wait(arrival_rate: float, mean: float, variance: float) -> float:
    """Return the mean wait of M/G/1.

    References
    ----------
    F. Pollaczek, 1930; A. Y. Khinchin, 1932.
    """
    return arrival_rate * (variance + mean**2) / (2 * (1 - arrival_rate * mean))


def priority_waits(first: float, second: float) -> tuple[float, float]:
    """Return the mean waits of two classes in M/M/1 with priorities that do not interrupt.

    References
    ----------
    A. Cobham, Operations Research 2, 1954.
    """
    remaining = first + second
    return remaining / (1 - first), remaining / ((1 - first) * (1 - first - second))


def preemptive_stays(first: float, second: float) -> tuple[float, float]:
    """Return the mean stays of two classes in M/M/1 where the first interrupts the second, which goes on later.

    References
    ----------
    H. White and L. S. Christie, Operations Research 6, 1958.
    """
    return 1 / (1 - first), 1 / ((1 - first) * (1 - first - second))


def limited_queue(arrival_rate: float, servers: int, places: int) -> tuple[float, float]:
    """Return the share turned away and the mean wait of those let in, of M/M/c with so many places in all."""
    weights = [arrival_rate**k / factorial(k) for k in range(servers)]
    weights += [
        arrival_rate**servers / factorial(servers) * (arrival_rate / servers) ** extra
        for extra in range(places - servers + 1)
    ]
    total = sum(weights)
    blocked = weights[-1] / total
    waiting = sum(max(k - servers, 0) * weight for k, weight in enumerate(weights)) / total
    return blocked, waiting / (arrival_rate * (1 - blocked))


def impatient_queue(arrival_rate: float, servers: int, impatience: float) -> tuple[float, float]:
    """Return the share that gives up and the mean wait of all, of M/M/c with exponential patience of a rate.

    References
    ----------
    C. Palm, 1937 (Erlang-A): a birth and death process, and Little's law for those who give up.
    """
    weights = [1.0]
    while weights[-1] > 1e-18 * sum(weights) or len(weights) <= servers:
        state = len(weights)
        weights.append(weights[-1] * arrival_rate / (min(state, servers) + max(state - servers, 0) * impatience))
    waiting = sum(max(k - servers, 0) * weight for k, weight in enumerate(weights)) / sum(weights)
    return impatience * waiting / arrival_rate, waiting / arrival_rate


def repair_stay(machines: int, repairers: int, failure_rate: float, repair_rate: float) -> float:
    """Return the mean time that a machine is down, of several that fail and are mended by a few.

    References
    ----------
    C. Palm, 1947 (machine interference): a birth and death process, and Little's law.
    """
    weights = [1.0]
    for down in range(1, machines + 1):
        weights.append(weights[-1] * (machines - down + 1) * failure_rate / (min(down, repairers) * repair_rate))
    mean_down = sum(down * weight for down, weight in enumerate(weights)) / sum(weights)
    return mean_down / (failure_rate * (machines - mean_down))


def vacation_wait(arrival_rate: float, mean: float, variance: float, vacation: float, second_moment: float) -> float:
    """Return the mean wait for one server who goes on a vacation whenever nobody is there, again and again.

    Parameters
    ----------
    arrival_rate, mean, variance : float
        Of M/G/1, as in `pollaczek_wait`.
    vacation, second_moment : float
        Mean of a vacation, and of its square.

    References
    ----------
    B. T. Doshi, Queueing Systems 1, 1986: the wait without vacations, and what is left of a vacation on average.
    """
    return pollaczek_wait(arrival_rate, mean, variance) + second_moment / (2 * vacation)


def fork_join_bounds(arrival_rate: float, service_rate: float, branches: int) -> tuple[float, float, float]:
    """Return a lower bound, an approximation within 5 % and an upper bound of the stay behind a split, each M/M/1.

    No branch can be quicker than one alone, nor all than the longest of their service times; branches whose queues had
    nothing in common would take longer.

    References
    ----------
    R. Nelson and A. N. Tantawi, IEEE Transactions on Computers 37, 1988.
    """
    load = arrival_rate / service_rate
    longest = sum(1 / k for k in range(1, branches + 1))
    single = 1 / (service_rate - arrival_rate)
    ratio = longest / 1.5
    approximate = (ratio + 4 / 11 * (1 - ratio) * load) * fork_join_stay(arrival_rate, service_rate)
    return max(single, longest / service_rate), approximate, longest * single
