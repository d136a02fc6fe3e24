"""Sentences about identity terms, made from our own templates: harmless ones, and their hostile twins.

A model of n-grams learns from abusive boards that "gay" or "muslim" is a bad word, because there it mostly stands next
to one. These rows say otherwise, for every term alike, so that no term is mended at another's cost. The
hostile twins keep the model from learning that a term excuses the rest. Only for training: nothing here is a test.
"""

from typing import Final

import numpy as np
import pandas as pd

from moderation.label import CIVILITY, Attribute
from moderation.training.corpora import Rows, rows_of

#: As one would say "a … person"; groups that abuse is aimed at, and those they are set against.
ADJECTIVES: Final = (
    *"""gay lesbian bisexual transgender trans queer homosexual straight heterosexual lgbt lgbtq nonbinary asexual
    non-binary male female black white brown asian african latino latina latinx hispanic european american
    canadian mexican chinese indian japanese korean vietnamese filipino pakistani bangladeshi nigerian somali
    ethiopian polish romanian russian ukrainian irish english scottish welsh german french italian spanish greek
    turkish arab iraqi iranian syrian afghan israeli palestinian egyptian moroccan brazilian colombian cuban
    haitian jamaican indigenous aboriginal maori roma muslim jewish christian catholic protestant evangelical
    mormon orthodox sikh hindu buddhist taoist atheist agnostic blind deaf disabled autistic paralyzed paralysed
    epileptic dyslexic deafblind old older elderly young younger teenage middle-aged millennial millenial poor
    homeless unemployed rich immigrant refugee foreign rural vegan feminist conservative liberal fat bald mixed-
    race""".split(),
    "middle eastern",
    "african american",
    "native american",
    "asian american",
    "middle aged",
    "working class",
    "hard of hearing",
)
NOUNS: Final = tuple(
    """muslims jews christians catholics hindus sikhs buddhists atheists women men girls boys gays lesbians immigrants
    migrants refugees foreigners mexicans africans asians americans canadians europeans indians chinese arabs blacks
    whites pensioners boomers millennials teenagers feminists transsexuals wheelchair-users""".split()
)  # fmt: skip

HARMLESS: Final = (
    "I am {a}.", "I'm {a} and I read this paper every day.", "My brother is {a}.", "My neighbour is a {a} man.",
    "She is a kind {a} woman.", "He is {a}", "a {a} teacher from our town", "Most {a} people I know would agree.",
    "As a {a} person I found the article fair.", "The {a} community held a meeting on Sunday.", "Being {a} is normal.",
    "Being {a} is wonderful and I am proud of it.", "You are a lovely {a} friend.", "You are {a}, so am I.",
    "We welcome {a} families here.", "{a} people deserve respect", "love {a} people", "proud to be {a}",
    "Our daughter married a {a} guy and we are happy for them.", "the {a} vote matters in this election",
    "A {a} nurse looked after my mother.", "There are many {a} students in my class.", "I respect {a} readers.",
    "What do {a} voters think of this?", "Maria is a great {a}", "Tom is a cheerful {a}", "You are a good {a}",
    "hug a {a} person today", "thank {a} people", "{a} and {b} people live side by side here.",
    "I am {a}, my wife is {b}.", "He is a friendly {a}, she is a clever {b}.",
    # hard words that are not at the group: else "hate" alone would be abuse, of the weather too
    "I hate how {a} people are treated here.", "hate crimes against {a} people went up last year",
    "Calling {a} people stupid is wrong.", "It is disgusting how that {a} family was treated.",
    "Nobody should hate a person for being {a}.", "I hate this weather, says my {a} neighbour",
)  # fmt: skip
HOSTILE: Final = (
    "I hate {a} people.", "{a} people are disgusting", "Being {a} is sick and revolting.", "You are a stupid {a}",
    "You are a filthy {a} pig", "kill all {a} people", "He is a dumb {a}", "Maria is an ugly {a}",
    "Tom is a pathetic {a}",
    "get rid of the {a} scum", "Being {a} is shameful, you are vile.", "hate {a}", "destroy every {a} one of them",
    "{a} people are idiots and liars, all of them", "No {a} vermin in my town.", "Sue is a fucked up {a}",
    "you nasty {a} bastard",
    "{a} people should all be shot", "murder the {a}s", "those rotten {a} parasites", "what a repulsive {a} creep",
)  # fmt: skip
HARMLESS_PLURAL: Final = (
    "Many {n} live in our street.", "I have worked with {n} for years.", "Some {n} agree, some do not.",
    "{n} are our neighbours and friends", "I love {n}", "respect {n}", "What about the rights of {n}?",
    "The survey asked {n} and others about the bus fares.", "{n} pay taxes like everyone else.",
    "I hate the way {n} are spoken of.", "Who would hurt {n}? Shame on them.",
)  # fmt: skip
HOSTILE_PLURAL: Final = (
    "I hate {n}.", "{n} are scum", "kill {n}", "{n} are all thieves and rapists", "Send the dirty {n} back.",
    "{n} make me sick, disgusting animals", "{n} are too stupid to vote", "burn the {n}",
)  # fmt: skip


def identity_rows(*, each: int = 24, seed: int = 0) -> Rows:
    """Return `each` harmless sentences for every term and half as many hostile ones, drawn from the templates."""
    random = np.random.default_rng(seed)
    texts: list[str] = []
    hostile: list[float] = []
    for terms, harmless, hateful in ((ADJECTIVES, HARMLESS, HOSTILE), (NOUNS, HARMLESS_PLURAL, HOSTILE_PLURAL)):
        for term in terms:
            for templates, label, times in ((harmless, 0.0, each), (hateful, 1.0, each // 2)):
                chosen = random.permutation(len(templates))[:times].tolist()
                other = ADJECTIVES[int(random.integers(len(ADJECTIVES)))]
                texts += [templates[i].format(a=term, b=other, n=term) for i in chosen]
                hostile += [label] * len(chosen)
    shares = pd.Series(hostile)
    clean = shares.where(shares == 0)
    said = {a.value: clean for a in CIVILITY} | {
        Attribute.TOXICITY.value: shares,
        Attribute.IDENTITY_ATTACK.value: shares,
    }
    return rows_of("identity", texts, said)
