"""Put the process of another file in the place of a part of the map."""

from reengineer.annotations import AnnotatedMap
from reengineer.files import sha256
from reengineer.options._change import Change
from reengineer.options._fragments import Fragment, fragment_of
from reengineer.options._imports import Drawn, path_of, read_drawn
from reengineer.options._redraw import Redraw


class ReplaceFragment(Change):
    """Put the process of a BPMN file in the place of a part of the map.

    What stands between the file's start and its ends comes in, its ids prefixed with that of the part's first element;
    notes that travel in the file come with it. Groups, calendars and kinds of case stay those of the review.

    **Needs** a part with one way in and one way on; a readable file that is sound, with one process, one plain start
    and plain ends, of tasks, events and gateways.
    **Keeps** the data that later steps use: the new part must make them.
    **A boundary may forbid** anything that the part contains.

    Parameters
    ----------
    fragment : list of str, or str
        The elements of the part, or the id of a sub-process. Whatever lies between them goes too.
    with_file : str
        The file, from the folder of the option's file.
    """

    operation = "replace_fragment"

    fragment: tuple[str, ...] | str
    with_file: str

    def files_read(self) -> tuple[str, ...]:
        """Return the hash of the file; nothing where it cannot be read, which the change is refused for."""
        try:
            return (sha256(path_of(self, self.with_file).read_bytes()),)
        except OSError:
            return ()

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the new part."""
        refs = (self.fragment,) if isinstance(self.fragment, str) else self.fragment
        nodes = [self.step_of(as_is, ref.strip(), activity=False).id for each in refs for ref in each.split(",")]
        fragment = fragment_of(self, as_is, nodes)
        drawn = read_drawn(self, self.with_file)
        for notes in drawn.source.notes.steps.values():
            for group in notes.groups:
                self.group_of(as_is, group)
        redraw = Redraw(as_is, self.operation, as_is.map.node(fragment.entry))
        names = self._put(redraw, drawn, fragment)
        for flow in fragment.ways_in:
            redraw.redirect(flow.id, target=names[drawn.first])
        for node in fragment.nodes:
            redraw.remove_node(node)
        redraw.bring(drawn.notes(names))
        return redraw.done()

    def _put(self, redraw: Redraw, drawn: Drawn, fragment: Fragment) -> dict[str, str]:
        """Add the nodes and flows of the file; return the new id of each element."""
        prefix = f"{fragment.entry}_{self.operation}_"
        names: dict[str, str] = {}
        for name in (*(node.id for node in drawn.nodes), *(flow.id for flow in drawn.flows)):
            if not redraw.is_free(f"{prefix}{name}"):
                raise self.refuse("RE406", f'the id "{prefix}{name}" is taken', "Replace a part only once.")
            names[name] = redraw.take(f"{prefix}{name}")
        last = None
        for node in drawn.nodes:
            last = redraw.node(drawn.renamed(node, names), near=last)
            if node.id == drawn.first:
                redraw.in_place_of(last, fragment.entry)
            if node.is_activity:
                # Who may not do a step after the old part may not do it after the new one either.
                redraw.follow(last, fragment.nodes)
        ends = sum(flow.target not in names for flow in drawn.flows)
        target = fragment.target
        if ends > 1 and redraw.as_is.map.node(target).type == "parallelGateway":
            # A parallel join counts its flows, so those of one branch must stay one.
            target = redraw.gateway(near=last)
            redraw.flow(target, fragment.target)
        for flow in drawn.flows:
            redraw.copy_flow(names[flow.id], names[flow.source], names.get(flow.target, target), flow)
        return names
