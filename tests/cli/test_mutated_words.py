"""Whatever words the command gets, it answers in plain lines and soon."""

import random  # noqa: TID251  # of words, not of the model
import time

import pytest

WORDS = (
    "resources.panel.slots=12",
    "resources.practitioners.changes.2018-01-01.team=5",
    "resources.practitioners.team={2017-10-01: 3, 2018-07-01: 9}",
    "lever=[weekly_panel,faster_payment]",
    "strength.single_process=0.5",
    "replications=5",
    "label=a b",
    "label=${resources.panel.label}",
    "label=${oc.env:HOME}",
    "+resources.nurses={team: 2}",
    "~resources.panel",
    "pathway.stages.offer.next.yes={opening_the_case: 0.5, declined: rest}",
    "start_state.people[0].count=3",
    "people=[ipc,stockton]",
    "evidence=[S001]",
    "precision=2%",
    "uncertainty=[patience]",
    "hydra/launcher=basic",
    "horizon=2019-01-01",
    "resources.panel.slots=range(1,5)",
)
PIECES = (
    "${", "}", "{", "[", "]", "'", '"', "\\", "=", ",", ":", ".", "..", "\n", "\t", " ", "é", "日", "\x00", "-", "+", "~",
    "0", "1e999", "null", "@", "/", "(", ")", "shuffle(1,2)", "int(", "$", "#", "*", "?", "nan", "yes", "1_0",
)  # fmt: skip
#: Commands that end before anything is run, whatever the words are.
COMMANDS = (
    ("check", "stockton_scale_up"),
    ("run", "scenario=stockton_scale_up", "replications=0"),
    ("run", "-m", "scenario=stockton_scale_up", "replications=0"),
    ("show", "pathway", "stockton_scale_up"),
    ("trace", "scenario=stockton_scale_up", "person=nobody"),
)


def mutated(chance, word):
    """A word with something put in, left out or repeated, once or a few times."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(word) + 1)
        middle = chance.choice((chance.choice(PIECES), chance.choice(PIECES), "", word[at : at + 5] * 2))
        word = word[:at] + middle + word[at + (not middle) :]
    return word


def answer(ipc, chance):
    words = [*chance.choice(COMMANDS), *(mutated(chance, chance.choice(WORDS)) for _ in range(chance.randint(1, 3)))]
    code, out, err = ipc(*words)
    assert code in (0, 2), words
    assert (code == 2) == bool(err), words
    assert "Traceback" not in out + err, words


def test_fifty_commands_of_mutated_words_are_answered(ipc, results):
    chance = random.Random(1)
    for _ in range(50):
        answer(ipc, chance)
    assert not results.exists()


@pytest.mark.thorough
def test_a_thousand_commands_of_mutated_words_are_answered_soon(ipc, results):
    chance = random.Random(2)
    for _ in range(1000):
        began = time.process_time()
        answer(ipc, chance)
        assert time.process_time() - began < 10
    assert not results.exists()
