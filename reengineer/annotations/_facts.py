"""Hold what people say of a step, a hand-over, a group or the process so that questions can be asked of it.

Each name is one of the question rules' vocabulary. A name without a value is unknown, never false.
"""

from typing import Literal

from pydantic import Field

from reengineer.annotations._fields import Cost, Count, Notes, PlainShare
from reengineer.quantities import Duration

ActivityKind = Literal[
    "operation", "inspection", "transport", "storage", "delay", "allocate", "triage", "escalate", "contact"
]


class StepFacts(Notes):
    """Hold facts about a step that no simulation needs."""

    activity_kind: ActivityKind | None = Field(None, description="What kind of activity it is", examples=["inspection"])
    is_check: bool | None = Field(None, description="It inspects, verifies or approves", examples=["yes"])
    is_approval: bool | None = Field(None, description="It decides on somebody else's proposal", examples=["yes"])
    is_knockout: bool | None = Field(None, description="It can end the case by rejecting it", examples=["no"])
    check_subject: str | None = Field(None, description="What is verified", examples=["identity"])
    control_type: Literal["preventive", "detective", "corrective", "none"] | None = Field(
        None, description="What kind of control it is", examples=["preventive"]
    )
    claims_regulation: bool | None = Field(None, description="People say a law requires it", examples=["yes"])
    records_evidence: bool | None = Field(None, description="It leaves proof that it was done", examples=["yes"])
    manual: bool | None = Field(None, description="A person does it", examples=["yes"])
    agreed_time: Duration | None = Field(
        None, description="Time agreed from when work reaches it until it is done", examples=["2 days"]
    )
    severity: Count | None = Field(None, description="How bad it is if it goes wrong, from 1 to 5", examples=["4"])
    location: str | None = Field(None, description="Where it is done", examples=["Leeds"])
    system: str | None = Field(None, description="The main IT system it uses", examples=["case system"])
    rule_based: PlainShare | None = Field(None, description="Share that fixed rules could decide", examples=["60 %"])
    templated: bool | None = Field(None, description="Its content is a standard text", examples=["yes"])
    standard_exists: bool | None = Field(None, description="A current written method exists", examples=["yes"])
    variants: Count | None = Field(None, description="How many different kinds of work it holds", examples=["3"])
    setup_time: Duration | None = Field(
        None, description="Part of the duration spent on opening and reading in", examples=["3 min"]
    )
    search_time_share: PlainShare | None = Field(None, description="Share of it spent searching", examples=["15 %"])
    batch_size: Count | None = Field(None, description="Cases passed on together; 1 is none", examples=["20"])
    fields_requested: Count | None = Field(None, description="Data items asked for", examples=["24"])
    fields_used: Count | None = Field(None, description="Data items that a later step uses", examples=["15"])
    personal_fields_unused: Count | None = Field(
        None, description="Personal data items asked for and never used", examples=["2"]
    )
    external_lookup: bool | None = Field(None, description="It asks somebody outside for information", examples=["no"])
    trusted_source_available: bool | None = Field(
        None, description="A reliable outside party verifies it already", examples=["no"]
    )
    customer_contact: bool | None = Field(None, description="The customer takes part or receives it", examples=["yes"])
    customer_present: bool | None = Field(None, description="The customer is there meanwhile", examples=["no"])
    customer_could_check: bool | None = Field(None, description="The customer could verify it", examples=["no"])
    self_servable: PlainShare | None = Field(
        None, description="Share that a customer could complete alone", examples=["30 %"]
    )
    is_live_queue: bool | None = Field(None, description="Customers wait live and may give up", examples=["no"])
    after_contact_share: PlainShare | None = Field(
        None, description="Share of it done after the customer has gone", examples=["20 %"]
    )
    causes_followup: bool | None = Field(
        None, description="The customer has to be contacted again because of it", examples=["no"]
    )
    emotion: Literal["low", "medium", "high"] | None = Field(
        None, description="How upsetting the matter is for the customer", examples=["medium"]
    )
    demand_type: Literal["value", "failure", "internal"] | None = Field(
        None, description="Demand for value, because of a failure, or from inside", examples=["failure"]
    )
    visibility: Literal["front", "back", "support"] | None = Field(
        None, description="Seen by the customer, behind, or in support", examples=["back"]
    )
    front_capable: bool | None = Field(None, description="The front line could do it", examples=["yes"])
    physical_required: bool | None = Field(None, description="It must be done at that place", examples=["no"])
    responsible_units: Count | None = Field(None, description="Departments accountable for it", examples=["1"])
    skill_required: Count | None = Field(None, description="Skill it needs, from 1 to 5", examples=["2"])
    skill_actual: Count | None = Field(None, description="Skill of those who do it, from 1 to 5", examples=["4"])
    core: bool | None = Field(None, description="We want to be good at it ourselves", examples=["yes"])
    third_party: bool | None = Field(None, description="A supplier does it", examples=["no"])
    external_unit_cost: Cost | None = Field(
        None, description="Quoted outside price of one execution", examples=["2.40 GBP"]
    )


class GroupFacts(Notes):
    """Hold facts about a resource group that no simulation needs."""

    live_contact: bool | None = Field(None, description="It handles live contacts", examples=["yes"])
    standby_required: bool | None = Field(None, description="Idle time is wanted as cover", examples=["no"])
    same_skill_pools: Count | None = Field(None, description="Separate teams of the same skill", examples=["2"])


class TransitionNotes(Notes):
    """Hold facts about the way from one step to another."""

    location_change: bool | None = Field(None, description="The place of work changes", examples=["yes"])
    rekeyed_fields: Count | None = Field(None, description="Items that a person types again", examples=["8"])
    setup_repeat: Duration | None = Field(
        None, description="Set-up saved if both were done together", examples=["4 min"]
    )


class ProcessNotes(Notes):
    """Hold facts about the whole process."""

    b2b_share: PlainShare | None = Field(None, description="Share of cases from repeat business", examples=["20 %"])
    case_type_count: Count | None = Field(None, description="Types of case", examples=["3"])
    channel_count: Count | None = Field(None, description="Channels that complete the service", examples=["2"])
    contacts_needed: Count | None = Field(None, description="Contacts that the outcome needs at least", examples=["1"])
    deferrable_share: PlainShare | None = Field(None, description="Share that is not urgent", examples=["40 %"])
    duplicate_work_with_customer: bool | None = Field(
        None, description="We and the customer do the same check or entry", examples=["no"]
    )
    mixed_deadlines: bool | None = Field(
        None, description="Cases in a queue have different due dates", examples=["yes"]
    )
    priority_rule: Literal["FIFO", "EDD", "priority", "LIFO", "SPT"] | None = Field(
        None, description="Which case is taken next", examples=["FIFO"]
    )
    proactive_updates: bool | None = Field(None, description="Customers hear of progress unasked", examples=["no"])
    site_count: Count | None = Field(None, description="Sites doing the process", examples=["2"])
    social_channel_in_process: bool | None = Field(
        None, description="Social media messages create or update a case", examples=["no"]
    )
    vulnerable_share: PlainShare | None = Field(None, description="Share of vulnerable customers", examples=["12 %"])
