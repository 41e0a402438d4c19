"""Tell what stands in simulation data of QBP and is not known here."""

from reengineer.bpmn import Extension
from reengineer.interop._imported import Told
from reengineer.source import Source

WHY = {
    "errors": "it is what the editor found wrong",
    "uiTimeZone": "times are local",
    "variables": "case variables of the editor are not read",
    "casePriorities": "priorities by case variables are not read",
}
"""Parts that are known and not read, with the reason; what is inside them is not looked at."""
_VALUES = "id type mean arg1 arg2 rawMean rawArg1 rawArg2"
_INSIDE = "timeUnit histogramDataBins exactValues"
# Of each element: its attributes, and the elements directly inside it.
_KNOWN = {
    "processSimulationInfo": (
        "id processId processInstances startDateTime currency version",
        "arrivalRateDistribution timetables holidays resources elements sequenceFlows statsOptions",
    ),
    "arrivalRateDistribution": (_VALUES, _INSIDE),
    "durationDistribution": (_VALUES, _INSIDE),
    "distribution": (_VALUES, _INSIDE),
    "timeUnit": ("", ""),
    "durationThresholdTimeUnit": ("", ""),
    "histogramDataBins": ("id", "histogramData"),
    "histogramData": ("id probability rawProbability", "distribution"),
    "exactValues": ("id", "value"),
    "value": ("id value", ""),
    "timetables": ("id", "timetable"),
    "timetable": ("id name default holidaysId", "rules"),
    "rules": ("id", "rule"),
    "rule": ("id name fromTime toTime fromWeekDay toWeekDay", ""),
    "holidays": ("id name", "holidays holiday"),
    "holiday": ("id name date", ""),
    "resources": ("id", "resource"),
    "resource": ("id name totalAmount costPerHour timetableId", ""),
    "elements": ("id", "element"),
    "element": (
        "id elementId fixedCost costThreshold durationThreshold simulateAsTask",
        "durationDistribution resourceIds durationThresholdTimeUnit",
    ),
    "resourceIds": ("id", "resourceId"),
    "resourceId": ("id", ""),
    "sequenceFlows": ("id", "sequenceFlow"),
    "sequenceFlow": ("id elementId executionProbability rawExecutionProbability", "durationDistribution"),
    "statsOptions": ("id trimStartProcessInstances trimEndProcessInstances", ""),
}
_ONCE = {
    "processSimulationInfo": ("arrivalRateDistribution",),
    "element": ("durationDistribution",),
    "histogramData": ("distribution",),
}


def tell_spare(info: Extension, told: Told, file: str) -> None:
    """Tell every attribute and element that is not known, and what stands again where one counts.

    Parameters
    ----------
    info : Extension
        The whole of the simulation data.
    told : Told
    file : str
    """
    stack = [info]
    while stack:
        item = stack.pop()
        attributes, inside = (set(words.split()) for words in _KNOWN[item.name])
        place = Source(file=file, line=item.line)
        for name, value in item.attributes:
            if name not in attributes and value.strip():
                told.ignore(f"{name[:40]}='{value[:40]}' of {item.name}", "it is not known here", place)
        seen: set[str] = set()
        for child in item.children:
            where = Source(file=file, line=child.line)
            if child.name in inside and child.namespace is None:
                stack.append(child)
            elif item is not info or child.name not in WHY:
                told.ignore(f"{child.name[:40]} in {item.name}", "it is not known here", where)
            if child.name in seen and child.name in _ONCE.get(item.name, ()):
                told.ignore(f"a second {child.name}", "the first counts", where)
            seen.add(child.name)
