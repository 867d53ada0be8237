"""The benchmark's pathway in SimPy as textbooks write it.

One generator a person, `with Resource.request()`, patience as `request | timeout`, a generator of numpy an activity sampled one
value at a time, and a list of dictionaries for the log. Public parts of SimPy only.
"""

from __future__ import annotations

import math

import numpy as np
import simpy
from ipc_bench import HEARINGS, HORIZON, OPEN, capacities


class Exponential:
    def __init__(self, mean, seed):
        self.mean = mean
        self.rng = np.random.default_rng(seed)

    def sample(self):
        return self.rng.exponential(self.mean)


class Lognormal:
    def __init__(self, mean, sd, seed):
        self.sigma = math.sqrt(math.log1p((sd / mean) ** 2))
        self.mu = math.log(mean) - self.sigma**2 / 2
        self.rng = np.random.default_rng(seed)

    def sample(self):
        return self.rng.lognormal(self.mu, self.sigma)


class Gamma:
    def __init__(self, shape, scale, seed):
        self.shape, self.scale = shape, scale
        self.rng = np.random.default_rng(seed)

    def sample(self):
        return self.rng.gamma(self.shape, self.scale)


class Uniform:
    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def sample(self):
        return self.rng.random()


class Model:
    """The service, its people and its diary."""

    def __init__(self, people, seed):
        size = capacities(people)
        self.people, self.seats, self.instalment = people, size["panel"], size["money"]
        self.env = simpy.Environment()
        self.practitioners = simpy.Resource(self.env, capacity=size["practitioners"])
        self.finance = simpy.Resource(self.env, capacity=size["finance"])
        self.money = simpy.Container(self.env, init=size["money"] // 2)
        self.list_for_panel = []
        self.next_run = self.env.event()
        self.diary = []
        seeds = iter(np.random.SeedSequence(seed).spawn(12))
        self.gap = Exponential(OPEN / people, next(seeds))
        self.conversation_time = Lognormal(0.25, 0.15, next(seeds))
        self.planning_time = Lognormal(0.75, 0.45, next(seeds))
        self.conversation_patience = Exponential(120, next(seeds))
        self.planning_patience = Exponential(120, next(seeds))
        self.panel_patience = Exponential(120, next(seeds))
        self.declines = Uniform(next(seeds))
        self.asks = Uniform(next(seeds))
        self.decision = Uniform(next(seeds))
        self.amount = Gamma(2, 750, next(seeds))
        self.payment_time = Exponential(0.5, next(seeds))
        self.set_up_time = Lognormal(15, 7.5, next(seeds))

    def note(self, person, event):
        self.diary.append({"person": person, "event": event, "day": self.env.now})

    def arrivals(self):
        for person in range(self.people):
            yield self.env.timeout(self.gap.sample())
            self.env.process(self.journey(person))

    def instalments(self):
        while True:
            yield self.env.timeout(60)
            yield self.money.put(self.instalment)

    def panels(self):
        while True:
            yield self.env.timeout(10)
            heard, self.list_for_panel = self.list_for_panel[: self.seats], self.list_for_panel[self.seats :]
            for _, called in heard:
                called.succeed()

    def payment_runs(self):
        while True:
            yield self.env.timeout(5)
            run, self.next_run = self.next_run, self.env.event()
            run.succeed()

    def journey(self, person):
        self.note(person, "comes")
        with self.practitioners.request() as request:
            result = yield request | self.env.timeout(self.conversation_patience.sample())
            if request not in result:
                self.note(person, "gives up")
                return
            self.note(person, "starts conversation")
            yield self.env.timeout(self.conversation_time.sample())
            self.note(person, "ends conversation")
        if self.declines.sample() < 0.15:
            self.note(person, "declines")
            return

        with self.practitioners.request() as request:
            result = yield request | self.env.timeout(self.planning_patience.sample())
            if request not in result:
                self.note(person, "gives up")
                return
            self.note(person, "starts planning")
            yield self.env.timeout(self.planning_time.sample())
            self.note(person, "ends planning")
        if self.asks.sample() >= 0.20:
            self.note(person, "has a plan only")
            return

        patience = self.env.timeout(self.panel_patience.sample())
        for hearing in range(1, HEARINGS + 1):
            entry = (person, self.env.event())
            self.list_for_panel.append(entry)
            result = yield entry[1] | patience
            if entry[1] not in result:
                self.list_for_panel.remove(entry)
                self.note(person, "gives up")
                return
            self.note(person, "starts hearing")
            decision = self.decision.sample()
            if decision < 0.85:
                break
            if decision >= 0.95 or hearing == HEARINGS:
                self.note(person, "is refused")
                return

        yield self.money.get(self.amount.sample())
        self.note(person, "starts funding")

        with self.finance.request() as request:
            yield request
            self.note(person, "starts payment")
            yield self.env.timeout(self.payment_time.sample())
            self.note(person, "ends payment")

        yield self.env.timeout(self.set_up_time.sample())
        self.note(person, "ends set_up")
        yield self.next_run
        self.note(person, "starts first_payment")

    def run(self):
        self.env.process(self.arrivals())
        self.env.process(self.instalments())
        self.env.process(self.panels())
        self.env.process(self.payment_runs())
        self.env.run(until=HORIZON)
        return self


def figures(diary):
    """What the models are compared by; see `ipc_bench.figures`. A wait has begun where the person's entry before ends."""
    before, waited = {}, {}
    for entry in diary:
        does, _, activity = entry["event"].partition(" ")
        if does == "starts":
            waited.setdefault(activity, []).append(entry["day"] - before[entry["person"]])
        before[entry["person"]] = entry["day"]
    events = [entry["event"] for entry in diary]
    counts = {"plans": float(events.count("ends planning")), "live": float(events.count("starts first_payment"))}
    return counts | {f"days waited: {stage}": float(np.mean(days)) for stage, days in waited.items()}
