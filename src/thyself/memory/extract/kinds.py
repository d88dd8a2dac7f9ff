# ruff: noqa: E501  (lists)
"""Kinds: which words name a thing of a kind (a Honda is a car, a girlfriend is a partner).

So that "I sold my car" ends "Has a red Honda", and "do I have a pet?" is not answered with "never mentioned" where the
person spoke of their cat.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from thyself.core.words import STOP, stem, words

#: The word for a kind, and words that name one of it.
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "car": "honda toyota ford bmw mercedes audi tesla volvo skoda fiat renault peugeot citroen nissan mazda subaru "
        "hyundai kia opel vauxhall seat mini volkswagen vw golf civic prius corolla polo jeep suv van minivan sedan "
        "hatchback convertible truck pickup mustang camaro corvette automobile wheels driving drive drove parked parking "
        "passat fiesta clio yaris",
        "bike": "bicycle cycle cycling cycled ebike biking",
        "motorcycle": "motorbike harley vespa scooter moped ducati yamaha",
        "boat": "kayak yacht dinghy canoe kayak sailboat rowboat",
        "vehicle": "car truck van motorcycle bike",
        "partner": "girlfriend boyfriend wife husband fiance fiancee fiancé fiancée spouse married engaged dating "
        "relationship marriage wedding significant single divorced widowed ex",
        "girlfriend": "partner dating relationship couple engaged fiancee wife item seeing love",
        "boyfriend": "partner dating relationship couple engaged fiance husband item seeing love",
        "company": "work works working worked employed employer job office firm hired joined",
        "employer": "work works working worked employed company job office firm hired joined",
        "profession": "work works working job trade living employed career",
        "occupation": "work works working job trade living employed career",
        "religious": "church mass mosque temple synagogue pray prayer christian muslim jewish buddhist hindu catholic atheist faith god",
        "learn": "learning lessons course class duolingo practising studying",
        "asthma": "inhaler asthmatic",
        "diabetes": "insulin diabetic metformin",
        "mother": "mum mom mama",
        "father": "dad papa",
        "wife": "wedding married spouse",
        "husband": "wedding married spouse",
        "sibling": "brother sister twin siblings",
        "child": "son daughter kid baby toddler newborn kids children parent twins",
        "parent": "mother father mom mum dad mama papa parents",
        "grandparent": "grandmother grandfather grandma grandpa granny nana",
        "pet": "dog puppy cat kitten bird parrot budgie canary hamster rabbit bunny goldfish fish aquarium horse pony "
        "turtle tortoise snake lizard gecko ferret vet",
        "dog": "puppy pup labrador lab beagle poodle corgi pug husky retriever shepherd chihuahua dachshund bulldog "
        "terrier doberman collie spaniel greyhound mutt",
        "cat": "kitten kitty tabby siamese",
        "bird": "parrot budgie canary cockatiel macaw parakeet",
        "job": "work works working worked employed employer employee company office boss career colleague",
        "house": "home mortgage cottage bungalow villa",
        "apartment": "flat condo studio loft",
        "home": "house flat apartment condo studio",
        "instrument": "guitar piano violin drum cello flute bass saxophone trumpet clarinet ukulele banjo harp viola "
        "accordion keyboard harmonica",
        "sport": "tennis golf soccer football basketball baseball volleyball hockey cricket rugby badminton swimming "
        "running climbing skiing surfing boxing judo karate gym cycling marathon squash",
        "language": "english french spanish german italian portuguese dutch swedish norwegian danish polish czech greek "
        "turkish russian arabic hebrew hindi chinese mandarin japanese korean fluent bilingual duolingo",
        "allergy": "allergic intolerant intolerance antihistamine epipen",
        "allergic": "allergy intolerant intolerance antihistamine epipen",
        "diet": "vegetarian vegan pescatarian meat keto paleo kosher halal",
        "meat": "beef pork chicken lamb bacon ham steak sausage burger turkey barbecue vegetarian vegan",
        "alcohol": "wine beer vodka whisky whiskey rum gin drunk drinking cocktail pub sober teetotal hangover",
        "medication": "medicine pill tablet prescription metformin insulin antidepressant inhaler ibuprofen",
        "illness": "sick disease diagnosed asthma diabetes cancer condition flu",
        "degree": "university college bachelor master phd graduated graduate diploma studied thesis",
        "university": "college campus degree uni studied graduated",
        "school": "university college class",
        "tattoo": "tattooed ink inked",
        "glasses": "spectacles contacts lenses",
        "phone": "iphone android smartphone pixel samsung mobile",
        "computer": "laptop pc macbook desktop mac",
        "camera": "nikon canon photography photographer leica lens",
        "smoke": "smoking smoked smoker cigarette vape cigar tobacco",
        "drink": "alcohol wine beer",
        "surgery": "operation surgeon operated operate",
        "garden": "gardening allotment yard vegetables backyard planted",
        "art": "painting drawing sculpture gallery judo karate taekwondo aikido boxing",
        "bone": "arm leg wrist ankle rib finger toe fracture plaster",
        "religion": "church mass faith mosque temple synagogue pray christian muslim jewish buddhist hindu catholic atheist",
        "hobby": "hobbies pastime",
        "volunteer": "volunteering charity shelter",
        "roommate": "flatmate housemate",
        "boss": "manager supervisor",
        "degree program": "",
        "surf": "surfing surfer surfboard",
        "ski": "skiing skier slopes snowboard",
        "swim": "swimming swimmer swam pool lengths baths",
        "married": "wife husband wedding spouse marriage",
        "movie": "film cinema",
        "flat": "apartment",
        "sister": "twin",
        "brother": "twin",
        "kid": "son daughter child baby toddler children",
        "children": "son daughter kid baby toddler child",
        "accident": "crash crashed collision injured",
        "piano": "pianist keyboard",
        "guitar": "guitarist",
        "violin": "violinist",
        "therapist": "therapy counselling counsellor psychologist",
        "tv": "television netflix",
    }
)


@lru_cache(maxsize=1)
def _members() -> Mapping[str, frozenset[str]]:
    """Stems of each kind, by the stem of its word; one step further down too (a pet: a dog: a labrador)."""
    direct = {stem(name): frozenset(stem(word) for word in names.split()) for name, names in KINDS.items()}
    return {
        name: found.union(*(direct[each] for each in found if each in direct and name in _DEEP))
        for name, found in direct.items()
    }


#: Kinds whose members are kinds themselves.
_DEEP: Final = frozenset(stem(word) for word in ("pet", "vehicle"))


def members(word: str) -> frozenset[str]:
    """The stems that name the thing or one of its kind; ``word`` itself among them.

    >>> "honda" in members("car")
    True
    """
    root = stem(word.lower())
    return _members().get(root, frozenset()) | {root}


def telling(text: str) -> list[str]:
    """The telling words of a text, in lower case, in order."""
    return [word for word in words(text) if word not in STOP]


def takes_in(general: str, specific: str) -> bool:
    """Whether what ``general`` names is, or takes in, what ``specific`` names: each of its words has one there.

    >>> takes_in("a car", "a red Honda"), takes_in("a red Honda", "a blue Honda")
    (True, False)
    """
    there = {stem(word) for word in words(specific)}
    wanted = telling(general)
    return bool(wanted) and all(members(word) & there for word in wanted)


def any_of(stems: Iterable[str], among: Iterable[str]) -> bool:
    """Whether one of the stems is among the others."""
    return not set(stems).isdisjoint(among)
