# ruff: noqa: E501  (a pattern reads best in one line)
"""Patterns of stated facts: what a person says of themselves, each with an example that matches and one that must not.

A pattern sees one clause that starts with ``I``, ``I'm`` or ``my``, in a plain form (see :mod:`thyself.memory.extract.rules`):
apostrophes are straight, ``I am`` is ``I'm``, ``do not`` is ``don't``, and adverbs behind the subject (``really``,
``currently``) are taken out. ``{v}`` in a form stands for a value of some words.

The patterns are few and strict: what they say is shown to the person as theirs, so a wrong line costs more than one
that is missing. What they read of the speakers of dialogues is held against these speakers' personas by the study
``profile``, and what they and the forms of change make of planted lives by the study ``state-changes``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from thyself.core import Sensitivity
from thyself.memory.extract.words import (
    ALLERGENS,
    ANIMALS,
    CONDITIONS,
    FAMILY,
    JOB_BEFORE,
    JOBS,
    LANGUAGES,
    MANY_FAMILY,
    MEDICINES,
)

Check = Literal["phrase", "name", "place", "number", "plain"]

_VALUE: Final = r"(?P<v>[^.;:!?()\[\]\n]{2,120})"
#: What somebody can react to that is eaten or drunk.
_FOODS: Final = "|".join(
    sorted({form for forms in ALLERGENS.values() for form in forms}, key=lambda form: (-len(form), form))
)
_COUNT: Final = (
    r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d+|several|many|a few|a couple of|some)"
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to state a fact.

    Args:
        name: Its own name.
        about: The area of the line that it makes.
        form: A regular expression for the start of a clause; group ``v`` is the value, ``k`` what ``slot`` may use.
        says: The line in words; ``{v}`` is the value, ``{k}`` the other group.
        yes: A sentence that states such a fact, and the value that must come out.
        no: A sentence that looks like it and must give no line of this pattern.
        slot: The place within the area where only one value holds at a time; none where several may hold.
        lists: Whether the value may name several things (``nuts, milk and eggs``).
        check: What a value must be: a short phrase, a capitalised name, a place, a number, or as the form has it.
        of_others: Whether it also reads what is said of a relative (``my sister lives in Rome``).
        confidence: How sure one statement is.
        sensitivity: Of the area itself.
    """

    name: str
    about: str
    form: str
    says: str
    yes: tuple[str, str]
    no: str
    slot: str = ""
    lists: bool = False
    check: Check = "phrase"
    of_others: bool = False
    confidence: float = 0.9
    sensitivity: Sensitivity = "personal"
    regex: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        form = self.form.replace("{v}", _VALUE)
        object.__setattr__(self, "regex", re.compile(form, re.IGNORECASE))


_END: Final = r"(?=\s*(?:$|[.,;:!)]|\band\b|\bbut\b|\bso\b|\bwho\b|\bwith\b|\bfor\b|\bby\b|\bat\b|\bin\b|\btoo\b|\bmyself\b|\bnow\b))"
_PLAY: Final = (
    r"(?:guitar|piano|violin|drums|cello|flute|bass|saxophone|trumpet|clarinet|ukulele|banjo|harp|tennis|golf|soccer|"
    r"football|basketball|baseball|volleyball|hockey|cricket|rugby|badminton|chess|poker|video ?games|board games|"
    r"table tennis|softball|lacrosse|squash|bridge|softball|bass guitar|the \w+)"
)
_OFTEN: Final = (
    r"(?:every (?:single )?(?:day|morning|evening|night|week|weekend|month|year|summer|winter|sunday|monday|tuesday|"
    r"wednesday|thursday|friday|saturday|other day)|(?:once|twice|\w+ times) (?:a|per) (?:day|week|month|year)|daily|on (?:"
    r"sun|mon|tues|wednes|thurs|fri|satur)days|on weekends|on the weekends?)"
)
_DOING: Final = (
    r"(?:go|run|swim|walk|jog|cycle|bike|ride|hike|read|write|paint|draw|cook|bake|meditate|exercise|work out|train|"
    r"practi[cs]e|play|eat|drink|watch|listen|take|make|get up|wake up|go to bed|sleep|sing|dance|knit|sew|garden|study|"
    r"commute|drive|volunteer|visit|call|meet|pray|journal|park|pay|wash|share|spend|stay|teach|sit|grab|feed|brush|join|attend|host|clean|mow|water|check|charge|jog|lift|row|climb|sail|ski|shop|send|phone|hang out|get|stretch|do|have|skip|fast|order|buy|carry|keep|wear|use)"
)
_AIM: Final = (
    r"(?:learn|become|visit|travel|move|buy|start|write|run|lose|get (?:a|an|into|better|in shape|fit|married)|open|quit|"
    r"stop|study|build|save|improve|retire|finish|adopt|own|climb|publish|train|apply|teach|live|be an?|work (?:as|at|for)|"
    r"have (?:a|my own|kids|children)|eat (?:less|more|healthier)|exercise|read more|sleep|play)"
)

PATTERNS: Final[tuple[Pattern, ...]] = (
    # who
    Pattern("name", "name", r"my (?:full |first )?name(?:'s| is) {v}", "Is called {v}",
            ("Hello, my name is Emily.", "Emily"), "My name is on the list.", "name", check="name"),
    Pattern("call me", "name", r"(?:please |just )?(?:call me|you can call me|i go by|people call me|everyone calls me) {v}",
            "Is called {v}", ("You can call me Sam.", "Sam"), "Call me when you are there.", "name", check="name"),
    Pattern("age", "age", r"i'm (?P<v>\d{2})(?: ?-?years?[ -]old\b| ?yo\b|(?=\s*(?:$|[.,;!)])))", "Is {v} years old",
            ("I'm 34.", "34"), "I'm 34 minutes late.", "age", check="number", of_others=True),
    Pattern("turned", "age", r"i (?:just |recently )?turned (?P<v>\d{2})\b(?! (?:pages|degrees|heads|corners))",
            "Is {v} years old", ("I turned 40 last week.", "40"), "I turned 40 pages.", "age", check="number", of_others=True),
    Pattern("born", "birth", r"i was born (?P<k>in|on) (?P<v>[^.;:!?()\n]{3,50})", "Was born {k} {v}",
            ("I was born in Naples.", "Naples"), "I was born to do this.", "birth:{k}", of_others=True, check="place"),
    Pattern("birthday", "birth", r"my birthday(?:'s| is) (?:on |the )*(?P<v>(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[^.;:!?()\n]{2,30})",
            "Has birthday on {v}", ("My birthday is on 5 May.", "5 May"), "My birthday is coming soon.", "birth:on", check="plain"),
    # home
    Pattern("lives in", "home", r"i(?:'m living| live|'m based|'ve lived|'ve been living) in {v}", "Lives in {v}",
            ("I live in Paris.", "Paris"), "I live in fear of spiders.", "home:place", check="place", of_others=True),
    Pattern("moved to", "home", r"i(?:'ve| have|'m)? (?:just |recently |moving |finally )*(?:moved|relocated)(?: here| back| away)? to {v}",
            "Lives in {v}", ("I moved to Berlin in May.", "Berlin"), "I moved to the next question.", "home:place",
            check="place", of_others=True),
    Pattern("from", "home", r"i(?:'m| come)(?: originally)? from {v}", "Comes from {v}",
            ("I'm from Brazil.", "Brazil"), "I'm from the future.", "home:origin", check="place", of_others=True),
    Pattern("grew up", "home", r"i (?:grew up|was raised) (?:in|on) {v}", "Grew up in {v}",
            ("I grew up in Ohio.", "Ohio"), "I grew up in a hurry.", "home:grew up", check="place", of_others=True),
    Pattern("dwelling", "home", r"i live (?P<v>(?:in|on|at|near) (?:an?|the|my) (?:[\w-]+ ){0,3}(?:house|apartment|flat|farm|cabin|studio|condo|trailer|"
            r"dorm|village|town|city|suburbs?|countryside|beach|mountains|ranch|ocean|country|basement|island|coast|country side))\b",
            "Lives {v}", ("I live in a small apartment.", "in a small apartment"), "I live in a dream.", check="plain"),
    Pattern("lives with", "home", r"i live (?P<v>(?:alone|by myself|with (?:my|two|three|four|a|an|the) [^.,;:!?()\n]{3,50}))", "Lives {v}",
            ("I live with my parents.", "with my parents"), "I live with it.", "home:with"),
    # work and study
    Pattern("works as", "work", r"i(?:'m working| work|'ve been working| have a job|'m employed) as an? {v}", "Works as a {v}",
            ("I work as a nurse.", "nurse"), "I work as hard as I can.", "work:as", of_others=True),
    Pattern("is a", "work", rf"i'm (?:an?|the) (?P<v>{JOB_BEFORE}{JOBS})\b{_END}", "Is a {v}",
            ("I'm a registered nurse.", "registered nurse"), "I'm a hard worker.", "work:as", check="plain", of_others=True),
    Pattern("works at", "work", r"i(?:'m working| work|'m employed|'ve been working)(?: part[- ]time| full[- ]time)? (?:at|for) (?!(?:my|the|this|our|a|another) (?:\w+ )?(?:company|firm|job|moment|same|boss|best|time|future)\b|now\b|living\b){v}",
            "Works at {v}", ("I work at Google.", "Google"), "I work for hours.", "work:at", of_others=True, confidence=0.85),
    Pattern("works in", "work", r"i(?:'m working| work)(?: part[- ]time| full[- ]time)? in (?!the (?:morning|evening|afternoon|same|middle|dark|end)\b|my\b|order\b|silence\b|shifts\b)(?!an? (?:office|team|group)\b){v}", "Works in {v}",
            ("I work in marketing.", "marketing"), "I work in the morning.", "work:in", of_others=True, confidence=0.85),
    Pattern("works with", "work", r"i work with (?P<v>(?:children|kids|animals|horses|dogs|computers|the elderly|the disabled|disabled \w+|"
            r"special needs \w+|wood|metal))\b", "Works with {v}", ("I work with children.", "children"),
            "I work with Bob on this.", check="plain", of_others=True),
    Pattern("teaches", "work", r"i teach (?P<v>(?!you|them|him|her|people|my)[^.,;:!?()\n]{3,40})", "Teaches {v}",
            ("I teach physics at a high school.", "physics at a high school"), "I teach you a trick.", of_others=True),
    Pattern("owns a business", "work", r"i (?:own|run|have) (?P<v>(?:an?|my own|our) (?:[\w'-]+ ){0,3}(?:business|company|shop|store|restaurant|bakery|"
            r"caf[eé]|farm|salon|agency|studio|bar|school|startup|bookstore|gym))\b", "Runs {v}",
            ("I run a small bakery.", "a small bakery"), "I run a marathon.", check="plain", of_others=True),
    Pattern("no work", "work", r"i'm (?P<v>retired|unemployed|self-employed|out of work|between jobs)\b", "Is {v}",
            ("I'm retired.", "retired"), "I'm tired.", "work:as", check="plain", of_others=True),
    Pattern("studies", "study", r"i(?:'m studying| study|'m majoring in|'m getting (?:a|my) degree in| major in|'m doing a phd in) {v}",
            "Studies {v}", ("I'm studying psychology.", "psychology"), "I study it every day.", of_others=True, confidence=0.85),
    Pattern("attends", "study", r"i(?:'m| am)? (?:go to|attend|'m attending|attending|in my \w+ year (?:at|of)) (?P<v>(?:[\w'-]+ ){0,4}"
            r"(?:university|college|high school|law school|medical school|med school|graduate school|grad school))\b", "Attends {v}",
            ("I go to Boston University.", "Boston University"), "I go to the park.", "study:at", check="plain", of_others=True),
    Pattern("has studies", "study", r"i have (?P<v>studies)\b", "Has studies", ("I have studies to finish.", "studies"), "I have studied the map.",
            check="plain"),
    Pattern("has a job", "work", r"i have a (?P<v>job)(?=\s*(?:$|[.,;!]| now| again))", "Has a job", ("I have a job.", "job"), "I have a job to do.",
            check="plain"),
    Pattern("works how", "work", r"i work (?P<v>from home|remotely|(?:the )?night shifts?|nights|(?:in )?shifts|part[- ]time|full[- ]time|from nine to five|"
            r"(?:about |around )?\d+ hours a week|(?:three|four|five|six) days a week)\b(?: (?:at|for|in)\b)?", "Works {v}", ("I work from home on Fridays.", "from home"),
            "I work from a list.", "work:how", check="plain", of_others=True),
    # family and partner
    Pattern("has family", "family", rf"i(?: have|'ve got|'ve)(?: got)? (?P<v>{_COUNT} (?:[\w-]+ ){{0,2}}?{MANY_FAMILY}(?: and {_COUNT} (?:[\w-]+ )?"
            rf"{MANY_FAMILY})?(?:,? (?:called|named) [A-Z]\w+(?: and [A-Z]\w+)?)?)\b(?!-|'s|ren\b| (?:company|in law|city|site|school|store|brand|project|book|toys|clothes|shoes|menu|friendly))", "Has {v}",
            ("I have two older brothers.", "two older brothers"), "I have a sister company.", check="plain", confidence=0.85),
    Pattern("no family", "family", rf"i don't have (?:any )?(?P<v>{MANY_FAMILY})\b(?!')", "Has no {v}",
            ("I don't have any kids.", "kids"), "I don't have kids' shoes.", check="plain"),
    Pattern("relative", "family", rf"my (?P<k>(?!partner|girlfriend|boyfriend|wife|husband|fianc|spouse)(?:(?:older|younger|little|big|eldest|oldest|youngest|twin|late) )?{FAMILY}),?(?:'s name is| is called| is named| called| named)? "
            r"(?P<v>(?-i:[A-Z][a-zà-ÿ]+))\b(?!')", "{k} is called {v}", ("My sister Anna lives in Rome.", "Anna"),
            "My sister is late.", check="name"),
    Pattern("partner's name", "family", r"my (?P<k>partner|girlfriend|boyfriend|wife|husband|fianc[eé]e?|spouse),?(?:'s name is| is called| is named| called| named)? "
            r"(?P<v>(?-i:[A-Z][a-zà-ÿ]+))\b(?!')", "{k} is called {v}", ("My wife Anna lives in Rome.", "Anna"),
            "My wife is late.", "family:partner", check="name"),
    Pattern("dating", "family", r"i'm (?:dating|seeing|going out with|in a relationship with) {v}", "Is together with {v}",
            ("I'm dating Anna.", "Anna"), "I'm seeing stars.", "family:partner", check="name"),
    Pattern("married to", "family", r"i'm (?:happily )?(?:married|engaged) to {v}", "Is married to {v}",
            ("I'm married to Paul.", "Paul"), "I'm married to my work.", "family:partner", check="name"),
    Pattern("married", "family", r"i'm (?:happily |recently |newly )?(?P<v>married|divorced|single|engaged|widowed|separated|a widow|a widower)\b(?! to| out| mind|-)",
            "Is {v}", ("I'm married.", "married"), "I'm single-minded.", "family:status", check="plain"),
    Pattern("parent", "family", r"i'm (?P<v>(?:an?|the) (?:(?:single|new|proud|working|young|first[- ]time) )*(?:mother|father|mom|mum|dad|parent|grandmother|grandfather|"
            r"grandma|grandpa)(?: (?:of|to|with) (?:an?|one|two|three|four|five|six|\d)(?: \w+){0,3})?)" + _END,
            "Is {v}", ("I'm a mother of two.", "a mother of two"), "I'm a mother hen.", check="plain"),
    # circumstances: what rests on a home, a job, a school
    Pattern("around home", "home", r"my (?P<k>(?:(?:new|local|usual|daily|nearest|favou?rite|upstairs|downstairs|next[- ]door|morning|old) )?(?:commute|rent|landlord|landlady|neighbou?rs?|flat|apartment|balcony|building|street|"
            r"neighbou?rhood|supermarket|bakery|gym|flatmates?|roommates?|housemates?|allotment|lease|walk to work|ride to work|bus|tram|train|running route|route|park|caf[eé]|pub|swimming pool|pool|barber|hairdresser|dentist|gp|doctor|library|choir|football team|book club)) "
            r"(?P<v>(?:is|are|takes?|costs?|has|have|runs?|lets?|looks? (?:out )?over|overlooks|faces|comes?|goes?|meets?|ends?|practi[cs]es|lives?|plays?) (?!called|named|not\b|a (?:bit|mess|nightmare|joke|pain)|so |very |really |great|fine|nice|good|bad|late|long|short|full|"
            r"closed|(?-i:[A-Z]))[^.;:!?()\n]{3,70})", "{k} {v}",
            ("My commute takes forty minutes by tram.", "takes forty minutes by tram"), "My commute is very long.", "home:{k}", check="plain", confidence=0.8),
    Pattern("around work", "work", r"my (?P<k>(?:new |old |current |direct |line |daily )?(?:office|desk|boss|manager|supervisor|shifts?|team|salary|work schedule|schedule|colleagues?|co-?workers?|lunch break|working hours|work laptop|parking (?:spot|space)|"
            r"badge|stand-?up|probation|notice period|pension|company car|office key|canteen)) (?P<v>(?:is|are|starts?|ends?|sits?|has|have|pays?|runs?|takes?|meets?|costs?|lives?|comes?|lets?|expires?) (?!called|named|not\b|a (?:bit|mess|nightmare|joke|pain)|so |very |really |great|fine|nice|good|bad|late|"
            r"(?-i:[A-Z])\w+ )[^.;:!?()\n]{3,70})", "{k} {v}",
            ("My office is on the third floor.", "is on the third floor"), "My office is nice.", "work:{k}", check="plain", confidence=0.8),
    Pattern("around study", "study", r"my (?P<k>(?:thesis|dorm(?: room)?|professor|lectures?|classes|exams?|campus|semester|student card|scholarship|lab|advisor|tuition|master'?s|phd)(?: \w+)?) (?P<v>(?:is|are|starts?|ends?|has|have|runs?|takes?|meets?|costs?|covers?) "
            r"(?!called|named|not\b|so |very |really |great|fine|nice|good|bad|late)[^.;:!?()\n]{3,70})", "{k} {v}",
            ("My thesis is about whales.", "is about whales"), "My thesis is late.", "study:{k}", check="plain", confidence=0.8),
    Pattern("one person around", "people", r"my (?P<k>(?:new |current )?(?:boss|manager|supervisor|landlord|landlady|advisor|gp|dentist|therapist|best friend))"
            r"(?:'s name is| is called| is named| is,?|,)? (?P<v>(?-i:[A-Z][a-zà-ÿ]+))\b(?!')", "{k} is called {v}",
            ("My boss is called Greta.", "Greta"), "My boss is late.", "people:{k}", check="name", confidence=0.8),
    Pattern("person around", "people", r"my (?P<k>(?:new )?(?:colleague|co-?worker|neighbou?r|roommate|flatmate|housemate|professor|"
            r"coach|trainer|vet|hairdresser|barber))(?:'s name is| is called| is named| is|,)? (?P<v>(?-i:[A-Z][a-zà-ÿ]+))\b(?!')", "{k} is called {v}",
            ("My coach is called Greta.", "Greta"), "My coach is late.", check="name", confidence=0.8),
    Pattern("commutes", "habits", r"i (?P<v>(?:commute|cycle|bike|walk|drive|ride|run|take the (?:bus|train|tram|metro|subway|tube|ferry|underground|u-bahn)|catch the (?:bus|train|tram|ferry)|get the (?:bus|train|tram)|go by (?:bus|train|tram|bike|car)) "
            r"(?:(?:by|from|into|along|over|across|\d+ minutes|my bike|there|to(?= work\b| the\b| school| campus| uni| my\b| (?-i:[A-Z])))\b ?)+[^.,;:!?()\n]{2,50})", "Habit: {v}", ("I cycle to the office along the river.", "cycle to the office along the river"),
            "I walk to think.", confidence=0.8),
    Pattern("dwells", "home", r"i (?:have|rent|own|share|'ve got) (?P<v>an? (?:[\w-]+ ){0,3}(?:flat|apartment|house|room|studio|condo|loft|townhouse|bungalow|cottage)\b(?! (?:for|to)\b)(?: (?:near|in|by|on|at|with|above|overlooking|next to|close to) [^.,;:!?()\n]{3,40})?)", "Has {v}",
            ("I have a flat near the river.", "a flat near the river"), "I have a room for improvement.", "home:dwelling"),
    # pets
    Pattern("has pets", "pets", rf"i(?: have|'ve got| own)(?: got)? (?P<v>{_COUNT} (?:[\w'-]+ ){{0,3}}?{ANIMALS}"
            rf"(?: and {_COUNT} (?:[\w'-]+ ){{0,2}}?{ANIMALS})?(?:,? (?:called|named) [A-Z]\w+(?: and [A-Z]\w+)?)?)\b(?! (?:person|food|allergy|hair|in my|show|lover|sitter|tattoo|\w+ business))",
            "Has {v}", ("I have a dog called Rex.", "a dog called Rex"), "I have a cat allergy.", check="plain"),
    Pattern("pet name", "pets", rf"my (?P<k>{ANIMALS})(?:'s name is| is called| is named| called| named)?,? (?P<v>(?-i:[A-Z][a-z]+))\b", "Has a {k} called {v}",
            ("My dog Rex is old.", "Rex"), "My dog is old.", check="name"),
    # body
    Pattern("allergic", "allergy", r"i'm (?:[a-z]+ly |very |so )?allergic to {v}", "Is allergic to {v}",
            ("I'm allergic to nuts.", "nuts"), "I'm allergic to his jokes.", lists=True, of_others=True, confidence=0.95,
            sensitivity="sensitive"),
    Pattern("has an allergy", "allergy", r"i(?: have|'ve got| suffer from) an? (?:[a-z]+ly |severe |bad |mild |serious )*(?P<v>(?!nasty|horrible|proper|lifelong|terrible|weird|new|rare|confirmed|known|food\b)[\w-]+(?: [\w-]+)?) allergy\b",
            "Is allergic to {v}", ("I have a peanut allergy.", "peanut"), "I have no allergies.", of_others=True, sensitivity="sensitive"),
    Pattern("allergy to", "allergy", r"i(?: have|'ve got) an? (?:[a-z]+ly |severe |bad |mild |serious )*allergy to {v}",
            "Is allergic to {v}", ("I have an allergy to cats.", "cats"), "I have an allergy test.", lists=True, of_others=True,
            sensitivity="sensitive"),
    Pattern("intolerant", "allergy", r"i'm (?P<v>(?:lactose|gluten|fructose|histamine)[ -]intolerant)\b", "Is {v}",
            ("I'm lactose intolerant.", "lactose intolerant"), "I'm intolerant of noise.", check="plain", of_others=True,
            sensitivity="sensitive"),
    Pattern("my allergy", "allergy", r"(?:[^.,;]{0,60}\b(?:because of|due to|with|for|about|of|have) )?my (?:severe |bad |mild |serious )?"
            r"(?P<v>(?!food\b|own\b|seasonal\b)[\w-]+(?<!'s)(?: nut)?) (?:allergy|intolerance)\b", "Is allergic to {v}",
            ("I read labels because of my nut allergy.", "nut"), "I told my friend's nut allergy to the cook.", sensitivity="sensitive"),
    Pattern("reacts to", "allergy", rf"i(?:'ve| have)? react(?:ed)? (?:very )?(?:badly|allergically) to (?P<v>(?:{_FOODS})s?)\b", "Is allergic to {v}",
            ("I react badly to soy.", "soy"), "I react badly to criticism.", check="plain", sensitivity="sensitive"),
    Pattern("diet", "diet", r"i(?:'m| became|'ve become|'ve been| went|'ve gone)(?: an?)? (?:strict(?:ly)? |mostly )?(?P<v>vegetarian|vegan|pescatarian|pescetarian|teetotal|teetotall?er|kosher|halal|"
            r"gluten[- ]free|dairy[- ]free)\b(?! (?:food|restaurant|recipes?|chef|cook(?:ing)?|shopping))", "Is {v}", ("I'm vegetarian.", "vegetarian"), "I'm looking for vegetarian food.",
            check="plain", of_others=True),
    Pattern("follows a diet", "diet", r"i(?:'m on| follow|'m following) an? (?P<v>(?:strict |low[- ]|high[- ])?[\w-]+(?: [\w-]+)?) diet\b", "Follows a {v} diet",
            ("I'm on a gluten-free diet.", "gluten-free"), "I'm on a break.", confidence=0.85),
    Pattern("does not eat", "diet", r"i (?:don't|can't|never|no longer|cannot|won't) (?:eat|drink|consume)(?: any)? {v}", "Does not have {v}",
            ("I don't eat pork.", "pork"), "I can't eat another bite.", lists=True, of_others=True, confidence=0.85),
    Pattern("stopped eating", "diet", r"i(?:'ve)? (?:stopped|quit|gave up|given up|avoid)(?: eating| drinking)? (?P<v>(?:red )?meat|pork|beef|chicken|fish|dairy|gluten|sugar|alcohol|coffee|caffeine|eggs|milk|carbs|bread|seafood|soda|cheese)\b",
            "Does not have {v}", ("I gave up meat.", "meat"), "I gave up.", lists=True, of_others=True, confidence=0.85),
    Pattern("condition", "health", rf"i(?: have|'ve got| suffer from|'m suffering from| was (?:just |recently )?diagnosed with|'ve been diagnosed with|'ve) (?:chronic |severe |mild |bad )*(?P<v>{CONDITIONS})\b"
            r"(?! (?:about|over|when|exam|attack))", "Has {v}",
            ("I have asthma.", "asthma"), "I have anxiety about the exam.", check="plain", of_others=True, sensitivity="sensitive"),
    Pattern("is ill", "health", r"i'm (?P<v>diabetic|asthmatic|epileptic|autistic|dyslexic|colou?r[- ]?blind|deaf|blind|bipolar|an?emic|"
            r"pregnant|co?eliac|hard of hearing|near-?sighted|far-?sighted)\b(?! (?:to|with|sided))", "Is {v}", ("I'm diabetic.", "diabetic"),
            "I'm blind to that.", check="plain", of_others=True, sensitivity="sensitive"),
    Pattern("medicine", "health", rf"i(?: take|'m taking|'m on|'ve been taking) (?:\w+ )?(?P<v>{MEDICINES})\b", "Takes {v}",
            ("I take metformin every morning.", "metformin"), "I take the bus.", check="plain", sensitivity="sensitive"),
    # likes
    Pattern("likes", "likes", r"i(?:'ve always (?:loved|liked|enjoyed)| (?:like|love|enjoy|adore)|'m loving) {v}", "Likes {v}",
            ("I love hiking and jazz.", "hiking"), "I love it when it rains.", lists=True, confidence=0.85),
    Pattern("fan of", "likes", r"i'm (?:an? )?(?:(?:big|huge|massive|great|real|total|lifelong|long-?time|avid|die-?hard|more|so|also) )?(?:fan of|fond of|obsessed with|crazy about|into|passionate about|addicted to) {v}", "Likes {v}",
            ("I'm a big fan of jazz.", "jazz"), "I'm into the second chapter.", lists=True, confidence=0.85),
    Pattern("hobby", "likes", r"(?:my (?:main |favou?rite )?(?:hobby is|hobbies are|hobbies include|passions? (?:is|are))|(?:one of my (?:favou?rite )?(?:hobbies|passions) is)) {v}", "Likes {v}",
            ("My hobbies are knitting and chess.", "knitting"), "My hobby is none of your business.", lists=True),
    Pattern("favourite", "likes", r"my (?:(?:all[- ]time|personal|absolute) )?fav(?:ou?rite|e)? (?P<k>(?!thing|part|one|ones|way)[\w'-]+(?: (?!is\b|are\b|was\b|has\b)[\w'-]+){0,3}) (?:is|are|'s|has to be|would be) (?!changed|now\b){v}",
            "Favourite {k}: {v}", ("My favourite colour is blue.", "blue"), "My favourite part is when he sings.",
            "favourite:{k}"),
    Pattern("is my favourite", "likes", r"(?P<v>(?!(?:it|that|this|he|she|they|which|what|who|one|those|these|both)\b)[\w'-]+(?: (?!is\b|are\b)[\w'-]+){0,4}) (?:is|are) my (?:all[- ]time )?fav(?:ou?rite|e)? (?P<k>(?!part\b|thing\b|one\b|too\b|also\b|of\b)[\w-]+(?: (?!too\b|also\b|of\b|ever\b|and\b)[\w-]+){0,2})\b"
            r"(?=\s*(?:$|[.,;!]|and\b|of\b|ever\b|too\b|also\b))", "Favourite {k}: {v}", ("Autumn is my favourite season.", "Autumn"),
            "That is my favourite song.", "favourite:{k}"),
    Pattern("prefers", "likes", r"i prefer (?P<v>[^.,;:!?()\n]{2,40}? (?:to|over|instead of|rather than) [^.,;:!?()\n]{2,40})", "Prefers {v}",
            ("I prefer tea to coffee.", "tea to coffee"), "I prefer to wait.", confidence=0.85),
    Pattern("dislikes", "dislikes", r"i (?:(?:don't|never) (?:like|enjoy|care for)|dislike|hate|detest|despise|can't stand|can't bear|loathe) {v}", "Does not like {v}",
            ("I don't like coriander.", "coriander"), "I hate to say it.", lists=True, confidence=0.85),
    Pattern("not a fan of", "dislikes", r"i'm not (?:an? )?(?:(?:big|huge|great|real|much of a|really|too|so|that|particularly) )?(?:fan of|fond of|into|keen on) {v}", "Does not like {v}",
            ("I'm not a fan of horror films.", "horror films"), "I'm not into the details yet.", lists=True, confidence=0.85),
    Pattern("fears", "fears", r"i(?:'m (?:afraid|scared|terrified|deathly afraid|petrified) of| have a (?:\w+ )?fear of| fear) {v}", "Is afraid of {v}",
            ("I'm terrified of spiders.", "spiders"), "I'm afraid of what they say.", lists=True, of_others=True),
    Pattern("interested", "interests", r"i(?:'m|'ve always been| have always been|'ve been) (?:interested in|fascinated by) {v}", "Is interested in {v}",
            ("I'm interested in astronomy.", "astronomy"), "I'm interested in hearing more.", lists=True, confidence=0.8),
    # habits
    Pattern("plays", "habits", rf"i(?:'ve played|'ve been playing| play|'m playing)(?: the)? (?P<v>{_PLAY})\b(?! (?:role|part|victim|game with))", "Plays {v}",
            ("I play the guitar.", "guitar"), "I play a role in this.", check="plain", of_others=True),
    Pattern("took up", "habits", r"i took up (?!my\b|the\b|a lot)(?P<v>[^.;:!?()\[\]\n]{2,60})", "Practises {v}", ("I took up climbing.", "climbing"), "I took up my bag and left."),
    Pattern("collects", "habits", r"i collect {v}", "Collects {v}", ("I collect stamps.", "stamps"),
            "I collect you at nine.", lists=True, of_others=True),
    Pattern("volunteers", "habits", r"i(?:'m| have been|'ve been)? volunteer(?:ing)? (?P<v>(?:at|with|for|in) [^.,;:!?()\n]{3,50})", "Volunteers {v}",
            ("I volunteer at a soup kitchen.", "at a soup kitchen"), "I volunteer you for it.", of_others=True),
    Pattern("regularly", "habits", rf"i (?P<v>{_DOING}\b[^.,;:!?()\n]{{0,60}}?\b{_OFTEN})\b", "Habit: {v}",
            ("I go for a run every morning.", "go for a run every morning"), "I go home now."),
    Pattern("usually", "habits", rf"i (?P<v>(?:usually|always|never|often|rarely|regularly|normally|typically|hardly ever) (?!have (?:fun|a good|a great|the best|to\b))(?:{_DOING})\b [^.,;:!?()\n]{{3,80}})(?=\W|$)", "Habit: {v}",
            ("I usually read before going to bed.", "usually read before going to bed"), "I never knew that.", confidence=0.8),
    Pattern("gave up", "habits", r"i(?:'ve)? (?:quit|stopped|gave up|given up) (?P<v>smoking|vaping|drinking|gambling)\b(?! (?:that|much|coffee|tea|milk|soda|water|juice|the|it|so))",
            "Gave up {v}", ("I quit smoking last year.", "smoking"), "I quit.", "habits:{v}", check="plain", of_others=True),
    Pattern("does not smoke", "habits", r"i (?P<v>(?:don't|never|no longer) smoke)\b(?! (?:meat|that|those|around|in|inside))", "Does not smoke",
            ("I don't smoke.", "don't smoke"), "I don't smoke meat.", "habits:smoking", check="plain", of_others=True),
    Pattern("smokes", "habits", r"i(?:'ve been)? (?P<v>smoke|smoking)\b(?! (?:meat|ribs|fish|salmon|brisket))", "Smokes", ("I smoke.", "smoke"), "I smoke meat.",
            "habits:smoking", check="plain", of_others=True),
    Pattern("sort of person", "habits", r"i'm (?:an?|more of an?) (?P<v>morning person|night owl|early bird|early riser|homebody|workaholic|bookworm|foodie|people person|introvert|extrovert|gamer|"
            r"movie buff|coffee addict|(?:huge |big |total |avid |real )*(?:\w+ )?(?:lover|enthusiast|buff|nerd|geek|reader|runner|hiker|cyclist|swimmer|collector|gardener))" + _END,
            "Is a {v}", ("I'm a night owl.", "night owl"), "I'm a bit late.", check="plain", of_others=True),
    # skills, things, looks
    Pattern("speaks", "languages", rf"i(?: can)? (?:speak|'m fluent in)(?: fluent| some| a little| a bit of| both)? (?P<v>{LANGUAGES}(?:(?:, and | and |, ){LANGUAGES})*)\b", "Speaks {v}",
            ("I speak Italian and French.", "Italian"), "I speak slowly.", lists=True, check="plain", of_others=True),
    Pattern("fluent", "languages", rf"i'm (?:fluent in|bilingual in) (?P<v>{LANGUAGES}(?:(?:, and | and |, ){LANGUAGES})*)\b", "Speaks {v}",
            ("I'm fluent in Spanish.", "Spanish"), "I'm fluent in sarcasm.", lists=True, check="plain", of_others=True),
    Pattern("learns", "habits", r"i(?:'m|'ve been) (?:learning|taking (?:lessons|classes) in|taking)(?: how)? (?P<v>(?:to (?:play|cook|drive|swim|code|dance|paint|speak|sew|knit|draw|ski|sing|bake)[^.,;:!?()\n]{0,40}"
            rf"|{LANGUAGES}|guitar|piano|programming|python|photography|yoga|karate|judo|(?!these|those|some|my|the|private|lots)\w+ (?:lessons|classes)))\b", "Is learning {v}",
            ("I'm learning to play the piano.", "to play the piano"), "I'm learning a lot.", check="plain", of_others=True, confidence=0.85),
    Pattern("drives", "things", r"i (?:drive|own|ride) (?P<v>an? (?:[\w-]+ ){0,3}(?:car|truck|motorcycle|motorbike|bike|bicycle|boat|van|suv|jeep|ford|honda|toyota|bmw|mercedes|audi|tesla|mustang|"
            r"harley|camaro|corvette|prius|civic|pickup|minivan|scooter|volkswagen|vespa))\b(?! for (?:a living|work))", "Has {v}", ("I drive a red Honda.", "a red Honda"), "I drive a hard bargain.",
            check="plain", of_others=True),
    Pattern("owns a thing", "things", r"i (?:own|have|'ve got) (?P<v>an? (?:[\w-]+ ){0,3}?(?:car|bike|bicycle|e-?bike|motorbike|motorhome|camper(?: ?van)?|caravan|boat|sailboat|kayak|canoe|laptop|macbook|tablet|ipad|kindle|smartwatch|"
            r"iphone|smartphone|camera|drone|telescope|microscope|tent|surfboard|skateboard|snowboard|guitar|piano|keyboard|violin|cello|ukulele|saxophone|drum kit|record player|sewing machine|espresso machine|coffee machine|bread machine|3d printer|"
            r"treadmill|rowing machine|playstation|xbox|nintendo switch|projector|greenhouse|hot tub|honda|toyota|ford|bmw|mercedes|audi|tesla|volvo|skoda|fiat|renault|peugeot|citro[eë]n|nissan|mazda|subaru|hyundai|kia|opel|vauxhall|mini|volkswagen|"
            r"vw|golf|civic|prius|corolla|polo|jeep|suv|van|pickup|moped|scooter|vespa|brompton)(?: \w*\d\w*)?)\b(?! (?:accident|crash|ride|tattoo|payment|loan|lesson|problem|show|case|dealer|park|door|key|insurance|business|shop))", "Has {v}",
            ("I have a telescope.", "a telescope"), "I have a car accident to report.", check="plain", of_others=True),
    Pattern("possesses", "things", r"i possess an? {v}", "Has a {v}", ("I possess a lute.", "lute"), "I possess nothing."),
    Pattern("has no", "things", r"i(?: don't (?:have|own) (?:an?|any)| have no| own no|'ve never (?:had|owned) an?) (?P<v>(?:[\w-]+ )?(?:car|bike|bicycle|motorbike|boat|van|driver'?s license|driving licen[cs]e|licen[cs]e|tv|television|"
            r"smartphone|phone|laptop|computer|camera|piano|guitar|house|garden|tattoos?|piercings?|debts?|mortgage|passport|credit card|dishwasher|instruments?))\b(?! (?:with me|here|anymore|any more|yet|right now|today))", "Has no {v}",
            ("I don't have a car.", "car"), "I don't have a car here.", "has no:{v}", check="plain", confidence=0.85),
    Pattern("has no pet", "pets", rf"i (?:don't (?:have|own|keep) (?:any|an?)|have no|own no) (?P<v>{ANIMALS})\b(?! (?:food|hair|allerg|here|with me))", "Has no {v}",
            ("I don't have any pets.", "pets"), "I don't have pets here.", "has no:{v}", check="plain", confidence=0.85),
    Pattern("has no allergy", "allergy", r"i (?:don't have any|have no) (?P<v>(?:food |known )?allergies)\b", "Has no {v}", ("I have no allergies.", "allergies"), "I have allergies.",
            "has no:{v}", check="plain", sensitivity="sensitive"),
    Pattern("looks", "looks", r"i have (?P<v>(?:[\w-]+,? ){1,3}(?:hair|eyes|skin|freckles|beard|tattoos?))\b(?! (?:cut|dresser|appointment|on|for|in))", "Has {v}",
            ("I have blue eyes.", "blue eyes"), "I have my hair cut.", check="phrase", of_others=True, confidence=0.85),
    Pattern("tall", "looks", r"i'm (?P<v>(?:\d(?:'\d{0,2}\"?)?|\d+ ?(?:cm|feet|foot|ft)|(?:four|five|six|seven) (?:feet|foot))(?: \w+)?) tall\b", "Is {v} tall",
            ("I'm six feet tall.", "six feet"), "I'm not that tall.", "looks:height", check="plain", of_others=True),
    # goals
    Pattern("goal", "goals", rf"i(?: want| plan|'m planning| hope|'m hoping| aim|'m trying| intend|'ve always wanted|'m going| dream of|'m saving up) to (?P<v>{_AIM}\b[^.,;:!?()\n]{{0,90}})(?=\W|$)", "Wants to {v}",
            ("I want to learn Japanese.", "learn Japanese"), "I want to tell you something.", confidence=0.75),
    Pattern("dream", "goals", r"my (?:\w+ )?(?:dream|goal|ambition)(?:'s| is| in life is) to {v}", "Wants to {v}",
            ("My dream is to open a bakery.", "open a bakery"), "My dream is gone."),
    # what the ways of :mod:`oneself` and :mod:`avoided` come to
    Pattern("child or sibling", "family", r"my (?P<k>child|sibling) (?P<v>(?-i:[A-ZÀ-Ý][\w'-]+)) is here", "{k} is called {v}", ("My child Arlo is here.", "Arlo"), "My child is here.", check="name", confidence=0.8),
    Pattern("living", "work", r"my living is (?:to )?{v}", "Earns a living: {v}", ("My living is to drive a forklift.", "drive a forklift"), "My living is hard.", "work:as", confidence=0.8),
    Pattern("pastime", "habits", r"my pastime is to {v}", "Habit: {v} in their spare time", ("My pastime is to restore radios.", "restore radios"), "My pastime is nothing.", confidence=0.8),
    Pattern("keen", "habits", r"i'm keen as a (?P<v>[\w-]+(?: [\w-]+)?)" + _END, "Is a keen {v}", ("I'm keen as a rower.", "rower"), "I'm keen to go.", check="plain", confidence=0.8),
    Pattern("medicine said otherwise", "health", r"my medicine is (?P<v>[\w ]{3,40})", "Takes {v}", ("My medicine is losartan.", "losartan"), "My medicine cabinet is full.", check="plain", sensitivity="sensitive", confidence=0.8),
    Pattern("gym", "habits", r"my gym is (?:called )?(?P<v>(?:the )?(?-i:[A-Z0-9])[\w'’&-]*(?: (?:of |the )?(?-i:[A-Z])[\w'’&-]*){0,3})", "Goes to the gym {v}", ("My gym is Fitness First.", "Fitness First"), "My gym is closed.", "habits:gym", check="plain", confidence=0.8),
    Pattern("phone", "things", r"my phone is (?:an? )?(?P<v>(?-i:[A-Zi])[\w]*(?: [\w+]+){0,3})", "Uses the phone {v}", ("My phone is Nokia 3310.", "Nokia 3310"), "My phone is dead.", "things:phone", check="plain", confidence=0.8),
    Pattern("who treats", "people", r"my (?P<k>doctor|dentist|therapist|psychologist|psychiatrist|physio|cardiologist|dermatologist|gyna?ecologist|midwife|optician|chiropractor|osteopath|paediatrician|neurologist|allergist|oncologist|specialist|consultant|orthodontist|"
            r"hairdresser|barber|personal trainer|vet|landlord|boss|manager|supervisor|nurse|surgeon|doctor for my [\w ]+?) is called (?P<v>(?:(?:Dr|Doctor|Mr|Mrs|Ms|Prof)\.? )?(?-i:[A-ZÀ-Ý])[\w'-]+)", "{k} is called {v}", ("My doctor is called Dr Patel.", "Dr Patel"), "My doctor is late.", "people:{k}", check="plain", confidence=0.8),
    Pattern("never wants", "dislikes", r"i never want (?:to )?{v}", "Never wants {v}", ("I never want karaoke.", "karaoke"), "I never want that.", lists=True, confidence=0.8),
    Pattern("nationality", "home", r"i'm (?P<v>[a-z]+) by nation", "Is {v}", ("I'm Danish by nation.", "Danish"), "I'm tired by now.", "home:nationality", check="plain", confidence=0.8),
    Pattern("does not drink", "diet", r"i don't (?P<v>drink) any of it", "Does not drink alcohol", ("I don't drink any of it.", "drink"), "I don't drink milk.", check="plain", confidence=0.8),
    Pattern("sober", "diet", r"i'm (?P<v>sober) these years", "Is sober", ("I'm sober these years.", "sober"), "I'm sober.", check="plain", confidence=0.8),
)  # fmt: skip
