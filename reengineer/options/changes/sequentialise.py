"""Do the branches of a parallel block one after the other."""

from reengineer.annotations import AnnotatedMap
from reengineer.errors import counted
from reengineer.options._change import Change
from reengineer.options._redraw import Redraw
from reengineer.processmap import Flow, ParallelBlock


class Sequentialise(Change):
    """Do the branches of a parallel block one after the other, so that an early no saves the work of the others.

    **Needs** a parallel split whose branches all meet at one join, each leading there by one flow.
    **A boundary may forbid** a longer time than its limit.

    Parameters
    ----------
    fragment : str
        The parallel split, or its join.
    order : list of str, optional
        An element of each branch, in the order wanted; that of the drawing where left out.
    """

    operation = "sequentialise"

    fragment: str
    order: tuple[str, ...] = ()

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the branches in a row."""
        block = self._block(as_is)
        branches = self._ordered(as_is, block)
        ways = [self._ends(as_is, block, branch) for branch in branches]
        way_on = as_is.map.outgoing(block.join)
        if len(way_on) != 1:
            message = f"{block.join} has {counted(len(way_on), 'way')} on, and exactly one is needed"
            raise self.refuse("RE408", message, "Draw one flow from the join.")
        redraw = Redraw(as_is, self.operation, as_is.map.node(block.split))
        for flow in as_is.map.incoming(block.split):
            redraw.redirect(flow.id, target=ways[0][0].target)
        following = [first.target for first, _ in ways[1:]] + [way_on[0].target]
        for (_, last), target in zip(ways, following, strict=True):
            redraw.redirect(last.id, target=target)
        redraw.remove_node(block.split)
        redraw.remove_node(block.join)
        return redraw.done()

    def _block(self, as_is: AnnotatedMap) -> ParallelBlock:
        node = self.step_of(as_is, self.fragment, activity=False).node
        for block in as_is.map.parallel_blocks():
            if node.id in (block.split, block.join):
                return block
        message = f"{node.id} is not a parallel split whose branches all meet at one join"
        raise self.refuse("RE404", message, "Name the split of a parallel block.")

    def _ordered(self, as_is: AnnotatedMap, block: ParallelBlock) -> list[tuple[str, ...]]:
        branches = [branch for branch in block.branches if branch]
        if not branches:
            raise self.refuse("RE408", f"nothing stands between {block.split} and {block.join}", "Name another block.")
        if not self.order:
            return branches
        found: list[tuple[str, ...]] = []
        for ref in self.order:
            node = self.step_of(as_is, ref, activity=False).id
            branch = next((each for each in branches if node in each), None)
            if branch is None or branch in found:
                message = f"{node} names no further branch of {block.split}"
                raise self.refuse("RE408", message, "Name one element of each branch.")
            found.append(branch)
        if len(found) != len(branches):
            message = f"the order names {len(found)} of {len(branches)} branches"
            raise self.refuse("RE408", message, "Name one element of each branch.")
        return found

    def _ends(self, as_is: AnnotatedMap, block: ParallelBlock, branch: tuple[str, ...]) -> tuple[Flow, Flow]:
        """Return the flow into a branch and the one out of it."""
        into = [flow for flow in as_is.map.outgoing(block.split) if flow.target in branch]
        out = [flow for flow in as_is.map.incoming(block.join) if flow.source in branch]
        if len(into) != 1 or len(out) != 1:
            message = f"the branch of {branch[0]} does not lead to {block.join} by one flow"
            raise self.refuse("RE408", message, "Join its ways before the join.")
        return into[0], out[0]
