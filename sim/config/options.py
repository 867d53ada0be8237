"""Options of a board: packages that are put over its baseline, each a scenario with a name and words of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..model import Scenario
from . import paths
from .key_paths import SETTING, STRENGTH, key_of_word
from .packages import Package, PackageHead
from .words import split_list

MOST_IN_WORDS = 3  #: packages of which each is told; of more it would take a paragraph
ALL_OF_THEM = "Every package of this comparison, each from its own date"


@dataclass(frozen=True, kw_only=True)
class Option:
    """Packages over a baseline, each at its standard setting.

    Attributes
    ----------
    name, label
        Of the scenario that they make.
    scenario
        The baseline's name, or the path of its file.
    packages
        The names of the levers, in the order in which they act.
    settings
        Of those whose standard is not the limit.
    """

    name: str
    label: str
    scenario: str
    packages: tuple[str, ...]
    settings: Mapping[str, float]

    def words(self, others: Sequence[str] = ()) -> list[str]:
        """The words that switch the packages on, behind the others; a lever among these acts before them."""
        before = [name for word in others if _switches_on(word) for name in split_list(word.partition("=")[2])]
        return [
            *(word for word in others if not _switches_on(word)),
            f"{paths.LEVER}=[{','.join([*before, *self.packages])}]",
            *(f"{SETTING}.{name}={setting}" for name, setting in self.settings.items()),
        ]

    def named(self, scenario: Scenario, packages: Mapping[str, Package]) -> Scenario:
        """The scenario that the packages make of the baseline, with a name and words of its own.

        The checks of the baseline are not about packages, and are left out.
        """
        strengths = scenario.mapping[STRENGTH]
        changes = [packages[name].in_words(packages[name].setting_at(strengths[name])) for name in self.packages]
        lever = "; ".join(changes) if len(changes) <= MOST_IN_WORDS else ALL_OF_THEM
        mapping = {**scenario.mapping, "name": self.name, "label": self.label, "lever": lever, "checks": []}
        return replace(scenario, name=self.name, label=self.label, lever=lever, checks=(), mapping=mapping)


def option_of(baseline: str, packages: Sequence[PackageHead], label: str = "") -> Option:
    """The option that some packages make over a baseline; by default with a label of theirs."""
    stem = paths.chosen_file(paths.SCENARIOS, baseline, "scenario").name
    names = "_and_".join(package.name for package in packages)
    first, *others = (package.label for package in packages)
    label = label or " and ".join([first, *map(_within_sentence, others)])
    return Option(
        name=f"{stem}_{label.replace(' ', '_')}" if label == "all together" else f"{stem}_with_{names}",
        label=f"{label[:1].upper()}{label[1:]}",
        scenario=baseline,
        packages=tuple(package.name for package in packages),
        settings={package.name: package.standard for package in packages if package.standard is not None},
    )


def _switches_on(word: str) -> bool:
    return key_of_word(word) == paths.LEVER and not word.startswith("~")


def _within_sentence(label: str) -> str:
    """A label behind another one: its first letter small, unless it is an abbreviation or a name."""
    return label if label[1:2].isupper() else f"{label[:1].lower()}{label[1:]}"
