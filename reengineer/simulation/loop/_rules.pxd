# cython: language_level=3
from libc.stdint cimport int64_t, uint64_t
cimport cython

@cython.final
cdef class Rules:
    cdef public bint has_inclusive_joins, has_limits, has_arrival_values, keeps_items, is_all_plain
    cdef public int64_t stack_room, skill_count, binds, overtakes, most_members, most_capacity, preempters
    cdef public int64_t attribute_count, component_count, learners
    cdef readonly const int64_t[::1] body, inside, body_word, entry_first, entry_element, handler_first, handler_start, boundary_first
    cdef readonly const int64_t[::1] boundary_element, interrupting, handler_of, trigger, code, receiver_first, receiver_element
    cdef readonly const int64_t[::1] message_delay, whole, parts, needs_all, throws
    cdef readonly const int64_t[::1] timer_tick, timer_times, from_started, event_condition, broadcast, handler, loop, loop_most
    cdef readonly const int64_t[::1] cardinality, cardinality_of, loop_condition, completion, way_condition, default_way, flow_word
    cdef readonly const int64_t[::1] share_first, join_bits, join_number, is_conditional, transfer, setup, work_kind, at_close
    cdef readonly const int64_t[::1] updates_first, update_attribute, update_value, update_of, duration_of, operation_first, operation
    cdef readonly const int64_t[::1] priority, priority_of, due, expected, preempts, interruptible, patience, patience_of
    cdef readonly const int64_t[::1] patience_calendar, limit, on_abandoned, on_balked, balk_first, retrial_delay, discipline, ageing
    cdef readonly const int64_t[::1] has_limit, alternative_first, need_first, need_group, need_quantity, alternative_duration
    cdef readonly const int64_t[::1] need_skill, member_skills, barred_first, barred_element, owner, preferred, hold, is_watched
    cdef readonly const int64_t[::1] is_bound, takes_several, choice, prefers_same_kind, slow_first, member_capacity, rate
    cdef readonly const int64_t[::1] overtime_rate, initial_kind, calendar_end, is_batched, batch_most, is_sequential, flush, group_by
    cdef readonly const int64_t[::1] rule_first, rule_size, rule_waited, rule_window, factor_first, factor_size, starts_first
    cdef readonly const int64_t[::1] rate_first, rate_start, rate_fold, rate_period, attribute_value, attribute_of, case_cost, gap_of
    cdef readonly const int64_t[::1] population, away_calendar, customer_first, hand_begun, hand_left, hand_age, has_left
    cdef readonly int64_t customer_count
    cdef readonly const int64_t[::1] component_of_group, component_of, is_simple, group_of_component, has_bound, is_stubborn
    cdef readonly const int64_t[::1] component_of_member, is_plain, callback_from, callback_ring, callback_retry, callback_attempts
    cdef readonly const int64_t[::1] escalates_after, escalates_group, raises_priority, escalated_priority
    cdef readonly const double[::1] failure, loop_share, share, operand, balk_share, retrial_share, alternative_factor, slow
    cdef readonly const double[::1] learning, learning_floor
    cdef readonly const int64_t[::1] learner, learns_together
    cdef readonly const double[::1] batch_factor, hourly, arrival_value, callback_share, callback_reach
