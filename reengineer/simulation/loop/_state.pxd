# cython: language_level=3
from libc.stdint cimport int64_t, uint64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks

@cython.final
cdef class State:
    # Key of every draw.
    cdef public uint64_t seed, replication
    cdef public bint keep_log, is_parallel

    # The program.
    cdef public int64_t element_count, join_count, most_out, member_count, stream_count
    cdef public int64_t open_calendar, working_calendar, horizon, most_cases, arrivals_end, end, end_of_time
    cdef public int64_t word_mask, flow_bits, flow_mask
    cdef ticks.Calendars calendars
    cdef const int64_t[::1] opcode, kind, word, out_first, out_flow, in_first, flow_target, join_place
    cdef const int64_t[::1] duration, delay, delay_calendar, delay_cause, release, fixed_cost
    cdef const int64_t[::1] family, group_of_element, member_first, member_calendar, member_group, member_rate
    cdef const int64_t[::1] group_calendar, stream_start, stream_word, stream_gap, stream_calendar, stream_class
    cdef const int64_t[::1] arrival_first, arrival_tick
    cdef const double[::1] out_share, parameters, table_value, table_cumulative, curve, member_factor

    # Where the run is: see _instant.py for the phases. `place` is how far it came in the phase.
    cdef public int64_t now, last, tick, phase, rounds, place, budget, safe_steps
    cdef public int64_t trouble, trouble_case, trouble_element

    # Events, tokens, and clocks that ring at this instant.
    cdef public int64_t event_room, event_count, token_room, token_count, ring_count
    cdef public int64_t[::1] event_key, event_what, token_key, token_slot, ringing

    # Items: activity instances, armed events, and tokens that wait at a join.
    cdef public int64_t item_room, item_count, item_used, item_free
    cdef public int64_t[::1] item_slot, item_element, item_visit, item_enabled, item_ready, item_started, item_work
    cdef public int64_t[::1] item_member, item_closed, item_batched, item_next, item_previous

    # Slots: open cases. A chain of stretches of work hangs on each.
    cdef public int64_t slot_room, slot_count, slot_used, slot_free
    cdef public int64_t[::1] slot_case, slot_word, slot_tokens, slot_next, slot_week, slot_stretch, slot_is_mixed
    cdef public int64_t[::1] slot_started, slot_reached, slot_work, slot_group, slot_handoffs, slot_repeats, slot_cost
    cdef public int64_t[::1] visits, join_head, join_tail
    cdef public int64_t stretch_room, stretch_count, stretch_used, stretch_free
    cdef public int64_t[::1] stretch_next, stretch_started, stretch_completed, stretch_element, stretch_enabled
    cdef public int64_t[::1] stretch_visit, stretch_member

    # People: queues by group, who is free, which groups may start something.
    cdef public int64_t[::1] queue_head, queue_tail, member_is_free, member_busy, free_count, is_dirty, dirty, wake_at
    cdef public int64_t dirty_count, idle_head, idle_tail

    # Demand.
    cdef public int64_t pending_streams, arrived
    cdef public int64_t[::1] stream_number, stream_position, stream_drawn, stream_ready

    # What comes out.
    cdef public int64_t row_room, row_count, case_room, case_count, week_room
    cdef public int64_t[::1] rows, cases, steps, busy, busy_late, moved_in, moved_out, rows_of, ended_of
    cdef public list rows_aside
    cdef public int64_t open_cases, area, area_since, broken_rows
