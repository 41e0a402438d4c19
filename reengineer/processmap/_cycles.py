"""Find the parts of a directed graph in which every node leads back to itself."""

from collections.abc import Sequence


def strong_parts(targets: Sequence[Sequence[int]]) -> list[int]:
    """Return for each node the number of its strongly connected part.

    Parameters
    ----------
    targets : sequence of sequences of int
        For each node those that it leads to.

    References
    ----------
    S. R. Kosaraju's two passes, as in M. Sharir, Computers and Mathematics with Applications 7(1), 1981.
    """
    sources: list[list[int]] = [[] for _ in targets]
    for node, ahead in enumerate(targets):
        for target in ahead:
            sources[target].append(node)
    part = [-1] * len(targets)
    count = 0
    for root in reversed(_finished(targets)):
        if part[root] < 0:
            part[root] = count
            waiting = [root]
            while waiting:
                for source in sources[waiting.pop()]:
                    if part[source] < 0:
                        part[source] = count
                        waiting.append(source)
            count += 1
    return part


def _finished(targets: Sequence[Sequence[int]]) -> list[int]:
    """Return all nodes in the order in which a search in depth leaves them."""
    seen = [False] * len(targets)
    order: list[int] = []
    for root in range(len(targets)):
        if seen[root]:
            continue
        seen[root] = True
        stack = [(root, iter(targets[root]))]
        while stack:
            node, ahead = stack[-1]
            for target in ahead:
                if not seen[target]:
                    seen[target] = True
                    stack.append((target, iter(targets[target])))
                    break
            else:
                order.append(node)
                stack.pop()
    return order
