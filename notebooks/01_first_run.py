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
# # A first run
#
# Load a scenario, run it, read the numbers, change one thing and compare. Everything here is the public interface:
# `sim.load`, `sim.run` and the `Results` that come back.

# %%
import matplotlib.pyplot as plt
from matplotlib.dates import ConciseDateFormatter

import sim
from sim.cli.trace import story
from sim.draws import Draws, sample_scenario
from sim.experiments import PRIMARY
from sim.experiments.analysis.drivers import drivers
from sim.experiments.analysis.variance_decomposition import spread

scenario = sim.load("stockton_scale_up")
print(scenario.label)
print(scenario.description)

# %% [markdown]
# ## Run it
#
# A replication is one run with its own chance, and with its own draw of the numbers that nobody knows well. Every twenty of
# them spread what is not known evenly, and count as one: three times twenty are the least that gives an interval, and a
# hundred are enough to look around. A decision wants more.

# %%
results = sim.run(scenario, replications=100)
wanted = ["identified", "accepted", "plans_completed", "asked", "budgets_received", "budgets_live"]
summary = results.summary.query("kpi in @wanted and who == 'all'").set_index("kpi").loc[wanted]
summary[["mean", "low", "high", "q05", "q95", "unit"]].round(1)

# %% [markdown]
# `low` and `high` hold the mean of many runs (95 %); `q05` and `q95` say how much single runs differ. How much of that
# is chance, and how much is what we do not know of the numbers put in? Twenty of these runs were made twice, with the same
# numbers and other chance events. So few tell it roughly, and so it has a range too:

# %%
for kpi in PRIMARY:
    chance = spread(results.numbers[scenario.name], kpi)
    print(f"{kpi}: chance is {chance.share_of_chance:.1%} of the variance ({chance.low:.1%} to {chance.high:.1%})")

# %% [markdown]
# `sim.load("stockton_scale_up", "uncertainty=off")` takes the numbers as known, and leaves chance alone.
# `results.parameters` holds what was drawn. What do live budgets hang on most? Only what is beyond chance is named:

# %%
for driver in drivers(results, scenario.name, "budgets_live"):
    print(f"{driver.parameter}: {driver.share:.0%} of the variance, rank correlation {driver.correlation:+.2f}")

# %% [markdown]
# ## Month by month, against the target

# %%
monthly = results.monthly.query("kpi == 'plans_completed' and who == 'all'")
by_month = monthly.groupby("month_end")["value"]
target = scenario.targets[0]

figure, axes = plt.subplots(figsize=(8, 4))
axes.plot(by_month.mean(), label="mean of the runs")
axes.fill_between(by_month.mean().index, by_month.min(), by_month.max(), alpha=0.3, label="all runs")
axes.axhline(target.plans, linestyle="--", color="grey", label=f"hoped for: {target.plans:,}")
axes.xaxis.set_major_formatter(ConciseDateFormatter(axes.xaxis.get_major_locator()))
axes.set(ylabel="Plans completed to date", ylim=(0, None), title=scenario.label)
axes.legend(frameon=False)
axes.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# ## Change one thing
#
# The lever: from January 2018 the panel meets every week instead of every two. Both scenarios share each person's chance,
# and what was drawn, so what is left of a difference is the lever's; `variance_saved` is the share of the difference's
# variance that this took away. (Any key can be changed in the same way: `sim.load("stockton_scale_up",
# "resources.panel.slots=12")`.)

# %%
lever = sim.load("stockton_weekly_panel")
both = sim.run([scenario, lever], replications=100)
both.compared(["plans_completed", "budgets_received", "budgets_live"]).set_index("kpi").round(2).T

# %% [markdown]
# The panel's extra meetings bring budgets forward, and hardly any plans: those are held back elsewhere. Where?

# %%
days = results.summary.query("kpi.str.startswith('budget_days.') and who == 'all' and mean >= 1")
causes = days.set_index(days["kpi"].str.removeprefix("budget_days.").str.replace("_", " "))["mean"]
causes.drop("total").sort_values().plot.barh(color="tab:blue", figsize=(8, 3.5))
plt.gca().set(xlabel="Days for each person who asked for a budget", ylabel="")
plt.gca().spines[["top", "right"]].set_visible(False)

# %% [markdown]
# ## One person's journey
#
# Numbers are made of people. `ipc trace scenario=stockton_scale_up person=...` prints the same story.

# %%
draws = Draws(sample_scenario(scenario, scenario.seed, 0), scenario.seed, 0)
seeker = draws.people.codes["wants_budget"] == draws.people.values["wants_budget"].index("yes")
accepted = draws.people.codes["known"] == draws.people.values["known"].index("yes")
person = int(draws.people.person[(seeker & accepted & (draws.people.day < 30)).nonzero()[0][1]])
for sentence in story(draws, person, "reference"):
    print(sentence)
