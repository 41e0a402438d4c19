# cython: language_level=3
from libc.stdint cimport int64_t, uint64_t
cimport cython
from reengineer.calendars cimport _ticks as ticks
from reengineer.simulation.loop._rules cimport Rules

@cython.final
cdef class State:
    cdef public uint64_t seed, replication
    cdef ticks.Calendars calendars
    cdef readonly Rules rules
    cdef public bint keep_log, keeps_items, is_telling
    cdef public int64_t element_count, body_count, open_calendar, working_calendar, join_count, most_out, a_step
    cdef public int64_t member_count, dirty_count, idle_head, idle_tail, chosen_count, pool_count, duty_calendar
    cdef public int64_t stream_count, streams_in_hand, pending_streams, arrived, horizon, most_cases, arrivals_end, end
    cdef public int64_t end_of_time
    cdef public int64_t word_mask, door_bits, door_mask, now, last, phase, rounds, place, budget, safe_steps, wanted, tick
    cdef public int64_t starts_phase, turn, mark, passing, trouble, trouble_case, trouble_element, open_cases, area, area_since
    cdef public int64_t broken_rows, item_count, item_used, slot_count, slot_used, stretch_count, stretch_used
    cdef public int64_t row_count, case_count, seat_count, seat_used, doer_count, doer_used, note_count, item_free
    cdef public int64_t slot_free, stretch_free, seat_free, doer_free, event_count, token_count, ring_count, pending_count
    cdef public int64_t moved_count, side_count, rows_before, set_count, fresh_sets, item_room, slot_room, stretch_room
    cdef public int64_t event_room, case_room, case_rows, keeps_hours,
    cdef public int64_t hour_base, hour_room, hour_since, hour_until, hour_place, lane_count, first_common, first_tick, room_until, note_room, seat_room, doer_room, token_room, row_room, side_room, week_room
    cdef public int64_t[::1] customer_stream, customer_cycle, customer_is_back, leavers
    cdef public int64_t set_room, leaver_count, moves, most_moves, asked_to_stop, stopped
    cdef public list rows_aside, side_aside
    cdef public int64_t[::1] hours_open, hours_since, hours_until, hours_before
    cdef public int64_t[::1] opcode, kind, word, out_first, out_flow, in_first, flow_target, duration, delay, delay_calendar
    cdef public int64_t[::1] delay_cause, release, fixed_cost, family, door_element, door_of_flow, join_place, group_of_element
    cdef public int64_t[::1] member_first, member_calendar, member_group, member_rate, group_calendar, member_is_free
    cdef public int64_t[::1] member_busy, member_overtime, member_spent
    cdef public int64_t[::1] free_count, first_free, queue_head, queue_tail, is_dirty, dirty, wake_at, walk_at
    cdef public int64_t[::1] walk_turn, hand, held, member_kind, released, kept_turn, kept_for, passed
    cdef public int64_t[::1] chosen, pool, saved, stream_start, stream_word, stream_gap, stream_calendar
    cdef public int64_t[::1] stream_class, arrival_first, arrival_tick, stream_number, stream_position, stream_drawn
    cdef public int64_t[::1] stream_ready, stream_segment, stream_shift, moved_in, moved_out, rows_of, ended_of
    cdef public int64_t[::1] fresh_count, fresh_tick, busy_late, overtime, overtime_late, event_key, event_what, ringing, token_key, token_slot, rows
    cdef public int64_t[::1] cases, side, steps, busy, item_slot, item_element, item_visit, item_enabled, item_ready
    cdef public int64_t[::1] item_started, item_work, item_member, item_closed, item_batched, item_next, item_previous
    cdef public int64_t[::1] item_life, item_instance, item_youngest, item_state, item_parent, item_child, item_sibling
    cdef public int64_t[::1] item_elder, item_after, item_before, item_inner, item_allocated, item_last, item_phase, item_born
    cdef public int64_t[::1] item_first, item_prioritised, item_setup, item_extraneous, item_cost, item_since, item_cause
    cdef public int64_t[::1] item_remaining, item_begins, item_work_begins, item_ends, item_setting, item_rank
    cdef public int64_t[::1] item_overtaken, item_hold, item_way, item_seats, item_count_of, item_done, item_rung, item_mark
    cdef public int64_t[::1] item_batch, pending, item_urgency, item_called, item_attempts, item_escalated, item_escalates, item_size, item_place, item_share, slot_case, slot_word
    cdef public int64_t[::1] slot_tokens, slot_next, slot_week, slot_stretch, slot_reached
    cdef public int64_t[::1] slot_work, slot_group, slot_handoffs, slot_repeats, slot_cost, slot_scope, slot_root, slot_holder
    cdef public int64_t[::1] slot_body, slot_depth, slot_items, slot_live, slot_outcome, slot_box, slot_chain, slot_doers
    cdef public int64_t[::1] times, hour_spent, hour_count, lane_of_member, lane_calendar
    cdef public int64_t[::1] slot_is_over, slot_moved, slot_held, moved, visits, pool_starts, join_head, join_tail
    cdef public int64_t[::1] slot_open, slot_working, slot_row, stretch_next
    cdef public int64_t[::1] stretch_started, stretch_completed, stretch_work, stretch_element, stretch_calendar, stretch_group, note_kind
    cdef public int64_t[::1] note_slot, note_case, note_element, note_code, note_item, seat_member, seat_next, set_element
    cdef public int64_t[::1] set_head, set_tail, set_is_fresh, doer_element, doer_member, doer_turn, doer_next
    cdef public double[::1] out_share, parameters, table_value, table_cumulative, curve, member_factor, stream_used, stack
    cdef public double[::1] attributes, set_value
