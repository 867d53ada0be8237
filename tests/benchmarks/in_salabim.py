"""The benchmark's pathway in salabim (processes with `yield`), its numbers sampled one at a time as in `textbook`."""

from __future__ import annotations

import salabim
from ipc_bench import HEARINGS, HORIZON, capacities
from textbook import Model

salabim.yieldless(False)


def run(people, seed):
    """Run the model; how many budgets are live."""
    size, model = capacities(people), Model(people, seed)  # the textbook's samplers; its model is not run
    env = salabim.Environment(trace=False)
    practitioners = salabim.Resource("practitioners", capacity=size["practitioners"])
    finance = salabim.Resource("finance", capacity=size["finance"])
    for_panel, for_money = salabim.Queue("for panel"), salabim.Queue("for money")
    payment_run = salabim.State("payment run")
    purse, diary = [size["money"] // 2], []

    def note(person, event):
        diary.append({"person": person, "event": event, "day": env.now()})

    def pay_out():
        """Give money to whoever stands in front, for as long as it lasts."""
        while len(for_money) and for_money[0].amount <= purse[0]:
            person = for_money.pop()
            purse[0] -= person.amount
            person.activate()

    class Person(salabim.Component):
        def process(self):
            note(self, "comes")
            yield self.request(practitioners, fail_delay=model.conversation_patience.sample())
            if self.failed():
                note(self, "gives up")
                return
            note(self, "starts conversation")
            yield self.hold(model.conversation_time.sample())
            self.release(practitioners)
            note(self, "ends conversation")
            if model.declines.sample() < 0.15:
                return
            yield self.request(practitioners, fail_delay=model.planning_patience.sample())
            if self.failed():
                note(self, "gives up")
                return
            note(self, "starts planning")
            yield self.hold(model.planning_time.sample())
            self.release(practitioners)
            note(self, "ends planning")
            if model.asks.sample() >= 0.20:
                return
            deadline = env.now() + model.panel_patience.sample()
            for hearing in range(1, HEARINGS + 1):
                self.called = False
                self.enter(for_panel)
                yield self.hold(till=deadline)
                if not self.called:
                    self.leave(for_panel)
                    note(self, "gives up")
                    return
                note(self, "starts hearing")
                decision = model.decision.sample()
                if decision < 0.85:
                    break
                if decision >= 0.95 or hearing == HEARINGS:
                    return
            self.amount = model.amount.sample()
            self.enter(for_money)
            if for_money[0] is self and self.amount <= purse[0]:
                self.leave(for_money)
                purse[0] -= self.amount
            else:
                yield self.passivate()
            note(self, "starts funding")
            yield self.request(finance)
            note(self, "starts payment")
            yield self.hold(model.payment_time.sample())
            self.release(finance)
            note(self, "ends payment")
            yield self.hold(model.set_up_time.sample())
            note(self, "ends set_up")
            yield self.wait(payment_run)
            note(self, "starts first_payment")

    class Arrivals(salabim.Component):
        def process(self):
            for _ in range(people):
                yield self.hold(model.gap.sample())
                Person()

    class Instalments(salabim.Component):
        def process(self):
            while True:
                yield self.hold(60)
                purse[0] += size["money"]
                pay_out()

    class Panels(salabim.Component):
        def process(self):
            while True:
                yield self.hold(10)
                for _ in range(min(size["panel"], len(for_panel))):
                    person = for_panel.pop()
                    person.called = True
                    person.activate()

    class PaymentRuns(salabim.Component):
        def process(self):
            while True:
                yield self.hold(5)
                payment_run.trigger()

    for component in (Arrivals, Instalments, Panels, PaymentRuns):
        component()
    env.run(till=HORIZON)
    return diary
