# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Payment delays, and where the queue forms
#
# A payment that takes longer does not make a queue at the payment office: nobody waits there for anybody. It keeps the
# case open.
# Open cases fill the caseload, and once that is full the front door stops. The queue forms at the other end of the pathway.
#
# We turn one number, how long payment processing takes, from 1 to 12 weeks and watch. Then we check what we see against the one
# formula that matters here (Little's law):
#
# **places needed = cases a day × days held**

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import sim

WEEKS = range(1, 13)
CASES_A_DAY = 1.0
BASE = sim.load("payment_delay")
PLACES = int(BASE.mapping["resources"]["cases"]["caseload"])
print(BASE.description)


# %%
def with_weeks(weeks, places=PLACES):
    return sim.load(
        "payment_delay",
        f"pathway.stages.payment_processing.elapsed.lognormal.mean={7 * weeks}",
        f"resources.cases.caseload={places}",
    )


QUEUES = {
    "cases": "Front door (opening the case)",
    "practitioners": "Planning",
    "panel": "Panel",
    "payment_run": "Payment run",
}
rows = []
for weeks in WEEKS:
    results = sim.run(with_weeks(weeks), replications=4)
    rows.append({"weeks": weeks, **{name: results.mean("payment_delay", f"queue.{name}") for name in QUEUES}})
queues = pd.DataFrame(rows).set_index("weeks")
queues.round(1)

# %% [markdown]
# ## Where the queue goes

# %%
figure, axes = plt.subplots(figsize=(8, 4.2))
for name, label in QUEUES.items():
    axes.plot(
        queues.index, queues[name], marker="o", markersize=4, linewidth=3 if name == "cases" else 1.2, label=label
    )
axes.set(
    xlabel="Weeks that payment processing takes", ylabel="People waiting (mean over three years)", xticks=list(WEEKS)
)
axes.legend(frameon=False)
axes.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# Every queue but one stays as it was. The delay sits at the end; the queue stands at the beginning.
#
# ## Is it the formula?
#
# With a caseload that is never full we measure how many days a place is held, and multiply by the cases a day. That is how many
# places the pathway needs. The front door should stop just where the need passes the places there are, or a little before it:
# payments come in batches, and a caseload must have room for its fullest day, not for the average one.


# %%
def days_held(weeks):
    results = sim.run(with_weeks(weeks, places=100_000), replications=4, design=sim.Design(keep="steps"))
    steps = results.steps
    opened = steps[steps["stage"] == "opening_the_case"].set_index(["replication", "person"])["started"]
    closed = steps[steps["stage"] == "budget_live"].set_index(["replication", "person"])["finished"]
    early = opened[opened < BASE.horizon - 200]  # people who have time to be finished before the horizon
    return (closed.reindex(early.index) - early).mean()


need = pd.Series({weeks: CASES_A_DAY * days_held(weeks) for weeks in WEEKS}, name="places needed")
figure, axes = plt.subplots(figsize=(8, 4.2))
axes.plot(need.index, need, marker="o", markersize=4, label="places needed = cases a day × days held")
axes.axhline(PLACES, color="black", linestyle="--", linewidth=1, label=f"places there are: {PLACES}")
axes.bar(queues.index, queues["cases"], color="tab:blue", alpha=0.25, label="people waiting at the front door")
axes.set(xlabel="Weeks that payment processing takes", ylabel="Places; people", xticks=list(WEEKS), ylim=(0, None))
axes.legend(frameon=False)
axes.spines[["top", "right"]].set_visible(False)

# %%
stops_by_formula = int(need[need > PLACES].index.min())
stops_in_simulation = int(queues.index[queues["cases"] > 5].min())
print(f"By the formula more than {PLACES} places are needed from {stops_by_formula} weeks on.")
print(
    f"In the simulation the front door queues (more than five people on average) from {stops_in_simulation} weeks on."
)
assert abs(stops_by_formula - stops_in_simulation) <= 1

# %% [markdown]
# ## At which caseload does the front door stop?
#
# The same formula the other way round: at eight weeks of processing, how many places keep the door open?

# %%
WEEKS_HELD = 8
places = np.arange(50, 111, 10)
waiting = [sim.run(with_weeks(WEEKS_HELD, int(n)), replications=4).mean("payment_delay", "queue.cases") for n in places]
figure, axes = plt.subplots(figsize=(8, 4.2))
axes.plot(places, waiting, marker="o")
axes.axvline(need[WEEKS_HELD], color="black", linestyle="--", linewidth=1)
axes.annotate(
    f"needed by the formula: {need[WEEKS_HELD]:.0f} places",
    (need[WEEKS_HELD], max(waiting) * 0.9),
    xytext=(6, 0),
    textcoords="offset points",
)
axes.set(xlabel="Places in the caseload", ylabel="People waiting at the front door", ylim=(0, None))
axes.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# Below that number of places the queue is not chance: it grows for as long as the programme runs. More practitioners,
# more panels, more payment runs would not help. Faster payments, or more places, would.
