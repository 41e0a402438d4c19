"""Write a boundary to agree: a file to fill in with those who decide, with the names of a map in it."""

import json

from reengineer.processmap import Node, ProcessMap

FORM = """\
# What may change: fill this in with those who decide. What is not permitted here is forbidden.
# To put it to use, take the number sign away before "boundary:" in review.yaml. Then
#   reengineer check FOLDER       says what in it does not fit the map,
#   reengineer boundary FOLDER    whether each control and rule holds today and under each option.
version: 1
process: {process}
agreed:
  status: draft    # then proposed, then agreed, and sealed: reengineer check FOLDER --seal
  by: []           # who signed, a line each, such as
  #  - {{name: R. Okafor, role: Head of Operations, authority: approve_full, date: 2026-09-01}}
scope: {scope}
locked_steps: []   # what must stay as it is, such as
#  - {{step: {step}, why: "the regulator asks for it", by: M. Lindqvist}}
permitted_changes:    # take out what may not be done, add what may: docs/reference/operations.md has them all
  - {{op: change_duration}}
  - {{op: automate_step, max_share: 0.8}}
  - {{op: merge_steps}}
  - {{op: reassign_step}}
  - {{op: change_routing}}
  - {{op: change_headcount, min: -1, max: 2}}
controls: []    # what must hold, and who verified it, such as
#  - {{id: C-CHECK, name: Every case is checked, steps: [{step}], must: {{on_every_path: {{from: start, to: end}}}}}}
"""


def boundary_form(process_map: ProcessMap) -> str:
    """Return a draft of a boundary for a map, as YAML: nothing is locked, and a few changes are permitted."""
    step = next(iter(process_map.activities), None)
    process = _process(process_map, step)
    nodes = [node for node in process_map.nodes if node.parent == process]
    ends = {
        "from_event": [node for node in nodes if node.type == "startEvent"],
        "to_event": [node for node in nodes if node.type == "endEvent"],
    }
    scope = {name: found[0].id for name, found in ends.items() if len(found) == 1}
    return FORM.format(
        process=json.dumps(process, ensure_ascii=False),
        scope=json.dumps(scope, ensure_ascii=False),
        step=json.dumps(step.id if step else "ID_OF_A_STEP", ensure_ascii=False),
    )


def _process(process_map: ProcessMap, step: Node | None) -> str:
    return step.process if step is not None else next((each.id or "" for each in process_map.definitions.processes), "")
