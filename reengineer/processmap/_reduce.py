"""Make a net smaller without gaining or losing a finding.

Each rule takes out what cannot matter; docs/explanation/soundness.md says why each is safe.

* *Pass through.* A step that takes one token and puts one: the places before and behind it become one.
* *Same way.* Of two choices that put tokens before the same steps, one is kept; a loop's way back is left out.
* *Together.* Of places that always get a token together and are emptied together, one is kept.
* *Inclusive pair.* An inclusive join that only one split feeds cannot wait in vain.
* *Aside.* What happens besides, ends by itself and touches nothing else is left out.
* *Escape.* A choice that ends everything at once is left out where there is another; what it does is noted.
"""

from collections import Counter, deque
from collections.abc import Iterable

from reengineer.processmap._cycles import strong_parts
from reengineer.processmap._net import Choice, Net, Outcome, Step


def reduce_net(net: Net) -> None:
    """Make a net smaller, in place; steps that were taken out stay in the list with ``join`` set to ``out``."""
    reducer = _Reducer(net)
    reducer.run(range(len(net.steps)))
    if not any(step.join == "any" for step in net.steps) and not _tells(net):
        reducer.run(reducer.drop_escapes())


def _tells(net: Net) -> bool:
    return any(choice.told for step in net.steps for choice in step.choices)


class _Reducer:
    """Hold who puts tokens on each place and who takes them, while a net is made smaller."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.putting: dict[int, set[int]] = {}
        self.taking: dict[int, int] = {}
        self.ends: dict[str, int] = {}
        for number, step in enumerate(net.steps):
            for place in step.ins:
                self.taking[place] = number
            for place in step.put():
                self.putting.setdefault(place, set()).add(number)
        for held in net.places:
            if held.is_end:
                self.ends[held.target] = self.ends.get(held.target, 0) + 1

    def run(self, numbers: Iterable[int]) -> None:
        """Apply the rules to these steps, and to what is touched by that, until none applies."""
        self.waiting = deque(numbers)
        self.queued = set(self.waiting)
        while self.waiting:
            number = self.waiting.popleft()
            self.queued.discard(number)
            step = self.net.steps[number]
            if step.join != "out":
                self._look(number, step)

    def _again(self, numbers: Iterable[int]) -> None:
        for number in sorted(numbers):
            if number not in self.queued:
                self.queued.add(number)
                self.waiting.append(number)

    def _look(self, number: int, step: Step) -> None:
        step.ins = [place for place in step.ins if place not in self.net.gone]
        if step.join == "any" and len(step.ins) > 1:
            self._inclusive_pair(number, step)
        if step.join == "all" and len(step.ins) > 1:
            self._together(number, step)
        if step.join in ("all", "any") and len(step.ins) == 1:
            step.join = "each"
        if step.sides:
            self._aside(step)
        if step.free is not None:
            _simpler_split(step)
        if step.free is None:
            self._same_way(number, step)
            self._pass_through(number, step)

    def _pass_through(self, number: int, step: Step) -> None:
        if step.join != "each" or len(step.choices) != 1 or step.sides or not _is_simple(step.choices[0]):
            return
        puts = self.net.puts(step.choices[0])
        if len(puts) != 1 or puts[0] in step.ins:
            return
        target = puts[0]
        step.join = "out"
        putting = self.putting.setdefault(target, set())
        putting.discard(number)
        for place in step.ins:
            self.net.hops[place] = number
            self.net.merged[place] = target
            before = self.putting.pop(place, set())
            self._again(before)
            if len(before) > len(putting):
                before, putting = putting, before
            putting |= before
        self.putting[target] = putting
        if target in self.taking:
            self._again((self.taking[target],))

    def _same_way(self, number: int, step: Step) -> None:
        seen: dict[object, Choice] = {}
        dropped = []
        for choice in step.choices:
            puts = self.net.puts(choice)
            back = _is_simple(choice) and len(puts) == 1 and puts[0] in step.ins and step.join == "each"
            back = back and not step.sides
            key = "back" if back else (self._alike(puts, step), choice.stops, choice.told, choice.once, choice.after)
            if key in seen:
                dropped.append(choice)
            else:
                seen[key] = choice
        if "back" in seen and any(_is_simple(choice) for key, choice in seen.items() if key != "back"):
            dropped.append(seen.pop("back"))
        step.choices = list(seen.values())
        self._drop(number, step, dropped)

    def _alike(self, puts: tuple[int, ...], step: Step) -> tuple[int, ...]:
        """Return what tokens that a step puts on these places can do.

        It is the same for all places before a step that moves each token alone, which counts as minus its number less
        two; and for all ends that nothing else leads to, which count as -1. What happens besides could put a second
        token on such an end, so then they differ.
        """
        found = []
        for place in puts:
            taker = self.taking.get(place, -1)
            if taker >= 0 and _moves_each_on(self.net.steps[taker]):
                found.append(-2 - taker)
            else:
                alone = self._is_own_end(place) and len(self.putting[place]) == 1 and not step.sides
                found.append(-1 if alone else place)
        return tuple(sorted(found)) if len(set(found)) == len(found) else puts

    def _drop(self, number: int, step: Step, dropped: list[Choice]) -> None:
        """Note choices that were taken out, and that some places may no longer be filled by the step."""
        if dropped:
            step.dropped += dropped
            left = {self.net.root(place) for place in step.put()}
            for place in {place for choice in dropped for place in self.net.puts(choice)} - left:
                self.putting.get(place, set()).discard(number)
                if place in self.taking:
                    self._again((self.taking[place],))

    def _only_source(self, step: Step) -> dict[int, list[int]]:
        """Return the places before a step that one step alone fills, by the number of that step."""
        found: dict[int, list[int]] = {}
        for place in step.ins:
            putting = self.putting.get(place, set())
            if len(putting) == 1:
                found.setdefault(next(iter(putting)), []).append(place)
        return found

    def _choices_of(self, source: Step) -> dict[int, tuple[int, ...]]:
        """Return for each place the numbers of the choices that fill it; one number for each token."""
        found: dict[int, list[int]] = {}
        for number, choice in enumerate(source.choices):
            for place in self.net.puts(choice):
                found.setdefault(place, []).append(number)
        return {place: tuple(numbers) for place, numbers in found.items()}

    def _is_apart(self, source: Step, places: Iterable[int]) -> bool:
        """Say whether only the plain choices of a step fill these places."""
        besides = {self.net.root(place) for side in source.sides for place in side.places}
        besides.update(self.net.root(place) for place in source.free or ())
        return besides.isdisjoint(places)

    def _together(self, number: int, step: Step) -> None:
        for source_number, places in self._only_source(step).items():
            source = self.net.steps[source_number]
            if len(places) < 2 or source_number == number or not self._is_apart(source, places):
                continue
            choices = self._choices_of(source)
            kept: set[tuple[int, ...]] = set()
            for place in places:
                filled_by = choices.get(place, ())
                if filled_by in kept and len(set(filled_by)) == len(filled_by):
                    self.net.gone.add(place)
                    self.putting.pop(place, None)
                    self._again((source_number,))
                elif filled_by:
                    kept.add(filled_by)
        step.ins = [place for place in step.ins if place not in self.net.gone]

    def _inclusive_pair(self, number: int, step: Step) -> None:
        """Turn an inclusive join into another kind where one step alone fills all its places."""
        sources = self._only_source(step)
        if len(sources) != 1 or len(next(iter(sources.values()))) != len(step.ins):
            return
        source_number = next(iter(sources))
        source = self.net.steps[source_number]
        if source_number == number or source.sides:
            return
        if source.free is not None:
            self._whole_block(step, source)
            return
        shares = [sum(place in step.ins for place in self.net.puts(choice)) for choice in source.choices]
        if max(shares, default=2) <= 1:
            step.join = "each"
        elif len(shares) == 1 and shares[0] == len(step.ins):
            step.join = "all"

    def _whole_block(self, step: Step, source: Step) -> None:
        """Let an inclusive split put one token where all its ways lead to the same inclusive join and nowhere else."""
        free = list(source.free or ())
        others = [place for choice in source.choices for place in choice.places]
        roots = [self.net.root(place) for place in (*free, *others)]
        if sorted(roots) != sorted(step.ins) or not all(_is_simple(choice) for choice in source.choices):
            return
        source.dropped += [Choice([place]) for place in (*free[1:], *others)]
        source.free, source.choices = None, [Choice(free[:1])]
        for place in step.ins:
            if place != roots[0]:
                self.net.gone.add(place)
                self.putting.pop(place, None)
        step.ins = roots[:1]
        step.join = "each"
        self._again(self.putting[roots[0]])

    def _aside(self, step: Step) -> None:
        kept = []
        for side in step.sides:
            puts = self.net.puts(side)
            alone = all(len(self.putting.get(place, ())) == 1 for place in puts) and len(set(puts)) == len(puts)
            if alone and all(self._is_own_end(place) for place in puts) and not self._elsewhere(step, side, puts):
                step.dropped.append(side)
            else:
                kept.append(side)
        step.sides = kept

    def _is_own_end(self, number: int) -> bool:
        place = self.net.places[number]
        return place.is_end and self.ends[place.target] == 1

    def _elsewhere(self, step: Step, side: Choice, puts: tuple[int, ...]) -> bool:
        """Say whether another choice of the step fills one of the places too."""
        own = set(puts)
        others = [choice for choice in (*step.choices, *step.sides) if choice is not side]
        return any(self.net.root(place) in own for choice in others for place in choice.places)

    def drop_escapes(self) -> set[int]:
        """Take out choices that end everything at once where the step has another; return the steps concerned.

        In a loop such a choice may be the only way out, so there it stays.
        """
        touched = set()
        ending = {
            number: found
            for number, step in enumerate(self.net.steps)
            if step.join not in ("out", "start")
            and any(found := [self._ending(each, step.node) for each in step.choices])
        }
        for number in ending.keys() - (self._looping() if ending else set()):
            step = self.net.steps[number]
            ends = dict(enumerate(ending[number]))
            dropped = [at for at, end in ends.items() if end is not None]
            if len(dropped) == len(ends) and not step.free:
                dropped = dropped[1:]
            if dropped:
                touched.add(number)
                step.escapes += [end for at, end in ends.items() if at in dropped and end is not None]
                choices = step.choices
                step.choices = [choice for at, choice in enumerate(choices) if at not in dropped]
                self._drop(number, step, [choices[at] for at in dropped])
        return touched

    def _looping(self) -> set[int]:
        """Return the steps that a token can come back to."""
        targets: list[list[int]] = [[] for _ in self.net.steps]
        for number, step in enumerate(self.net.steps):
            if step.join != "out":
                found = {self.taking.get(self.net.root(place), -1) for place in step.put()}
                targets[number] = sorted(found - {-1})
        part = strong_parts(targets)
        size = Counter(part)
        return {number for number, each in enumerate(part) if size[each] > 1 or number in targets[number]}

    def _ending(self, choice: Choice, node: str) -> tuple[Outcome, str] | None:
        """Return how a choice ends everything, and the node that does it; None where it does not.

        The token must be alone on its way there, so that no second one can meet it.
        """
        if choice.stops is not None:
            return choice.stops, node
        puts = self.net.puts(choice)
        if len(puts) != 1 or not _is_simple(choice) or puts[0] not in self.taking or len(self.putting[puts[0]]) > 1:
            return None
        step = self.net.steps[self.taking[puts[0]]]
        ends = step.choices[0].stops if step.join == "each" and len(step.choices) == 1 and not step.sides else None
        return (ends, step.node) if ends is not None else None


def _is_simple(choice: Choice) -> bool:
    return not (choice.stops or choice.told or choice.once or choice.after)


def _moves_each_on(step: Step) -> bool:
    """Say whether a step can move every token alone, so that two tokens before it can become two behind it."""
    return step.join == "each" and (bool(step.free) or any(_is_simple(choice) for choice in step.choices))


def _simpler_split(step: Step) -> None:
    """Take the freedom from an inclusive split that has only one flow to take freely."""
    if step.free is not None and len(step.free) == 1:
        step.choices = [*step.choices, Choice(list(step.free))]
        step.free = None
