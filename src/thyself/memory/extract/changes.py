# ruff: noqa: E501  (forms read best in one line)
"""Changes: the many ways to say that something begins, ends or becomes something else, in the plain words of patterns.

"We switched jobs and I'm now with Globex" is read as "i work at Globex"; "sold the car" as "i own a car", which does
not hold any more; "we broke up" as "i have a partner", the same. A form names an end, where it does not name what ends
in full: what was known of that kind is closed by it (:func:`thyself.memory.extract.kinds.takes_in`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from thyself.memory.extract.clauses import Sentence, doubted
from thyself.memory.extract.records import Stance
from thyself.memory.extract.words import ANIMALS

_FILL: Final = r"(?:(?:just|recently|finally|officially|now|also|actually|already|since|have|had|only|both|eventually|even|then|suddenly|happily|sadly|unfortunately|basically) )*"
#: What is to come counts where its time is named: it holds from then on.
_SOON: Final = r"(?:'ll| will|'m going to| am going to|'re going to)(?: be)?(?=[^.;!?]*\b(?:next|from|in|on|this|tomorrow|starting|as of|soon as)\b)"
#: The one who tells: "I", "we", "my girlfriend and I", "Anna and I", or nobody, as in "Sold the car today".
_WHO: Final = rf"(?:(?:i|we|(?:my )?(?-i:[A-Z]?)[\w-]+ and (?:i|me))(?:'ve| have|'re| are|'m| am|'d| had| was| were|{_SOON})? )?{_FILL}"
_I: Final = rf"(?:i|we)(?:'ve| have|'m| am|'re| are|'d| had| was| were|{_SOON})? {_FILL}"
_V: Final = r"(?P<v>[^.;:!?()\[\]\n]{2,80})"
_CAP: Final = r"(?P<v>(?-i:[A-ZÀ-Ý])[^.;:!?()\[\]\n]{1,80})"
_NEW: Final = r"(?:(?:a|an|my|our|the|this|that|brand[- ]new|new|first|second|different|better|next|old|little|beloved|amazing|lovely|nice) )*"
_LOVE: Final = r"(?:partner|girlfriend|boyfriend|wife|husband|fianc[eé]e?|spouse)"
_OVER: Final = (
    r"(?:broke(?:n)? (?:up|it off)|split(?: up)?|separated|divorced|got(?:ten)? (?:a )?divorced?|getting (?:a )?divorced?|called it quits|parted ways|"
    r"ended (?:things|it|our relationship)|no longer together|not together any ?more|not a couple any ?more|through|called off (?:the|our) (?:engagement|wedding))"
)
_GOT_RID: Final = r"(?:sold|got rid of|getting rid of|gave away|given away|donated|scrapped|traded in|parted with|wrecked|totall?ed|junked|lost|returned|no longer (?:have|own)|let go of|said goodbye to)"
_THING: Final = r"(?:my|our|the|that) (?:old |trusty |beloved |poor |little |good old |dear )*"
#: A thing of one to four words, up to what is said of it.
_T: Final = (
    r"(?P<v>[\w'-]+(?: [\w'-]+){0,3}?)(?= (?:to|for|on|at|last|this|in|yesterday|today|because|since|and|so|when|after|"
    r"before|finally|recently|any ?more|already|now|two|three|a|but|or)\b|\s*(?:$|[.,;:!]))"
)


@dataclass(frozen=True, slots=True)
class Change:
    """A form of words, what it comes to in plain words (``{v}`` is the value), and whether that holds.

    Args:
        form: A regular expression for the start of a clause.
        plain: A clause that a pattern reads.
        stance: ``"is"``: it holds from now on; ``"not"``, ``"was"``: it holds no longer.
        example: A sentence that has the form.
    """

    form: str
    plain: str
    stance: Stance
    example: str
    regex: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "regex", re.compile(self.form, re.IGNORECASE))


CHANGES: Final[tuple[Change, ...]] = (
    Change(rf"{_WHO}(?:turned|turning) (?P<v>\d{{2}})\b(?! (?:pages|degrees|heads|corners|years))", "i turned {v}", "is", "Turned 30 yesterday!"),
    # home
    Change(rf"{_WHO}(?:moved?|relocated?|resettled|emigrated)(?: (?:here|out|back|over|away|down|up|house|home|apartments?|flats?|in|again|permanently|for good|all the way|(?:in|together) with \w+(?: \w+)?))*(?: from (?-i:[A-Z])[\w' -]*?)?,? (?:to|into) {_CAP}",
           "i live in {v}", "is", "We just moved from Rome to Berlin."),
    Change(rf"{_WHO}(?:moving|relocating|going to move|about to move)(?: (?:back|over|house|away|out))*(?: from (?-i:[A-Z])[\w' -]*?)? to (?P<v>(?-i:[A-Z])[\w' -]{{1,40}}?,? (?:next|tomorrow|in|on|this|at the end|by) [^.;:!?\n]+)",
           "i live in {v}", "is", "I'm moving to Berlin next month."),
    Change(rf"{_WHO}(?:based|settled|settling|living|live|staying|reside|residing|calling home)(?: down)?(?: now)? (?:in|out of) {_CAP}", "i live in {v}", "is", "I'm now based in Berlin."),
    Change(rf"(?:my|our) {_NEW}(?:home|place|flat|apartment|house|address|city|base)(?:'s| is)(?: now| currently| officially)*(?: in| at)? {_CAP}", "i live in {v}", "is", "Our new place is in Lyon."),
    Change(rf"home is (?:now |currently |officially )*(?:in )?{_CAP}", "i live in {v}", "is", "Home is now Lyon."),
    Change(r"(?P<v>(?-i:[A-ZÀ-Ý])[\w'-]*(?: (?-i:[A-ZÀ-Ý])[\w'-]*){0,2}) (?:is|has become|became) (?:now )?(?:my |our )?(?:new )?(?:home|hometown|city)(?: now| these days)?(?=\s*(?:$|[.,;!]))", "i live in {v}", "is", "Lyon is my new home."),
    Change(rf"{_WHO}(?:swapped|traded|left|exchanged|leaving) life in (?-i:[A-Z])[\w' -]*? (?:for|behind for) (?:life in )?{_CAP}", "i live in {v}", "is", "We left life in Rome for Berlin."),
    Change(rf"{_WHO}(?:got|picked up|have|signed) (?:the )?(?:keys|lease|contract) (?:to|for|on) {_NEW}(?:place|flat|apartment|house|home|studio|room) in {_CAP}", "i live in {v}", "is", "We got the keys to our new flat in Lyon."),
    Change(rf"{_WHO}(?:bought|rented|renting|found|took) {_NEW}(?:place|flat|apartment|house|home|studio|room) in {_CAP}", "i live in {v}", "is", "We rented a flat in Lyon."),
    Change(rf"{_WHO}(?:moved (?:out of|away from)|left|gave up on|don't live in|no longer live in|no longer in) (?![^.;!?]*\bfor (?:the|a|an|some|two|three|my) (?:\w+ )?(?:weekend|day|days|week|weeks|night|nights|while|holidays?|trip|funeral|wedding|conference|meeting|visit|month))(?![^.;!?]*\b(?:at|around) (?:\d|noon|dawn|midnight|six|seven|eight))(?![^.;!?]*\b(?:to (?:see|visit|meet)|this morning|early)\b){_CAP}", "i live in {v}", "not", "I moved out of Rome."),
    Change(rf"{_WHO}moved in with (?P<v>(?:my |a |some |two |three )?[\w' -]{{2,40}})", "i live with {v}", "is", "I moved in with my sister."),
    # work
    Change(rf"{_WHO}(?:switch(?:ed)?|chang(?:ed)?|swapped|jumped) (?:jobs?|employers?|compan(?:y|ies)|firms?|workplaces?)(?: again)?(?:,| and| to)+ (?:i )?(?:'m |am )?(?:now )?(?:(?:work(?:ing)?|employed|am|started|start|moved|went|joined|over)? ?(?:at|for|to|with|by)? ?){_CAP}",
           "i work at {v}", "is", "I switched jobs and now work at Globex."),
    Change(rf"{_WHO}(?:switched|moved|jumped|transferred|went) (?:over )?from (?-i:[A-Z])[\w&' -]*? to (?P<v>(?-i:[A-Z])[\w&' -]{{1,40}}?)(?: (?:for|as) (?:a |an |work|my).*)? (?:for work|for a (?:new )?job|as an? [\w -]+)", "i work at {v}", "is", "I moved from Acme to Globex for work."),
    Change(rf"{_WHO}(?:start(?:ed|ing|s)?|beg[au]n|beginning|took on|taking on|settl\w+ into|went (?:in)?to|returned to) {_NEW}(?:job|position|role|work|working|post|gig|career)(?: as an? [\w -]{{3,30}}?)? (?:at|with|for) {_V}", "i work at {v}", "is", "I started a new job at Globex."),
    Change(rf"{_WHO}(?:start(?:ed|ing|s)?|beg[au]n) (?:at|with) {_CAP}", "i work at {v}", "is", "Next month I start at Globex."),
    Change(rf"{_WHO}(?:join(?:ed|ing|s)?|signed (?:on )?with) (?!(?:The|A|An|My)\b)(?![^.;!?]*\b(?:gym|fitness|active|club|choir|team|band|orchestra|society|league|class|membership)\b){_CAP}", "i work at {v}", "is", "I joined Globex as an engineer."),
    Change(rf"{_WHO}(?:got|landed|took|taken|accepted|found|offered|scored|secured|have) {_NEW}(?:job|position|role|offer|post|gig)(?: offer)?(?: as an? [\w -]{{3,30}}?)? (?:at|with|from|by|for) {_V}", "i work at {v}", "is", "I got a job at Globex."),
    Change(rf"{_WHO}(?:got |been |being )*(?:hired|recruited|poached|headhunted|employed|taken on) (?:by|at) {_V}", "i work at {v}", "is", "I was hired by Globex."),
    Change(r"(?P<v>(?-i:[A-Z])[\w&'-]*(?: (?-i:[A-Z])[\w&'-]*){0,2}) (?:has |just |recently |finally )*(?:hired|recruited|poached|took) me\b", "i work at {v}", "is", "Globex hired me."),
    Change(rf"(?:my|our) (?:new|current|next) (?:job|employer|company|workplace|gig|position|firm)(?:'s| is)(?: now)?(?: at| with| called)? {_CAP}", "i work at {v}", "is", "My new employer is Globex."),
    Change(rf"my employer is now {_V}", "i work at {v}", "is", "My employer is now Globex."),
    Change(rf"{_I}(?:now )?(?:with|working (?:at|for|with)|work (?:at|for|with)|employed (?:at|by)|over at) (?!(?:Dr|Doctor|Mr|Mrs|Ms|Prof)\b){_CAP}", "i work at {v}", "is", "I'm now with Globex."),
    Change(rf"{_WHO}(?:promoted to|been made(?= (?:an? |the )?(?:head|team|senior|chief|lead|partner|manager|director|captain|supervisor|deputy|vice))|retrained as|qualified as|started (?:out )?(?:working )?as|start(?:ing)? as|working now as|hired as|now (?:work|working) as|switched to (?:being|working as)|went into|a job as|took over as)(?: an?| the)? {_V}", "i work as a {v}", "is", "I was promoted to head nurse."),
    Change(rf"{_WHO}became an? {_V}", "i'm a {v}", "is", "I became a nurse."),
    Change(rf"my (?:new|current|next) (?:role|title|position|job title|profession) is(?: now)?(?: that of)?(?: an?)? {_V}", "i work as a {v}", "is", "My new role is head nurse."),
    Change(rf"{_WHO}(?:quit|left|lost|leaving|resigned from|stopped|gave up|given up|handed in my notice at|walked out of) (?:my|the|our) (?:old |current )?(?:job|position|work|post|role|employer|company)(?! at)\b", "i have a job", "was", "I quit my job."),
    Change(rf"{_WHO}(?:quit|left|leaving|lost|resigned from|stopped working (?:at|for)|walked out of|handed in my notice at|retired from|fired (?:from|by)|let go (?:from|by)|laid off (?:from|by)|done (?:with|at)|no longer (?:at|with)|don't work (?:at|for)|no longer work (?:at|for)|resigned at|finished (?:at|with)|stopped at)(?: my (?:job|position|role|work) (?:at|with))? {_CAP}", "i work at {v}", "not", "I left Acme last week."),
    Change(rf"{_WHO}(?:quit|left|lost|resigned from|stopped) (?:my|the) (?:job|position|role|work) (?:at|with) {_V}", "i work at {v}", "not", "I quit my job at Acme."),
    Change(rf"{_WHO}(?:got |been |being )*(?:laid off|let go|fired|sacked|made redundant|dismissed|downsized|unemployed|out of (?:work|a job)|between jobs|jobless)\b", "i have a job", "was", "I got laid off."),
    Change(r"(?P<v>(?-i:[A-Z])[\w&'-]*(?: (?-i:[A-Z])[\w&'-]*){0,2}) (?:has |just |recently |finally )*(?:let me go|laid me off|fired me|made me redundant|sacked me|dismissed me)\b", "i work at {v}", "not", "Acme let me go."),
    Change(rf"my (?:last day|time|contract|job|work|stint|days) (?:at|with) {_V} (?:was|is|ended|are|has|ran|came|finished)\b", "i work at {v}", "not", "My last day at Acme was Friday."),
    Change(rf"{_WHO}retired\b(?! to)", "i'm retired", "is", "I retired in June."),
    # study
    Change(rf"{_WHO}(?:switched|changed|swapped|moved|transferred)(?: my| from)? (?:\w+ )?(?:majors?|courses?|degrees?|programmes?|programs?|subjects?|fields?)\b", "i have studies", "was", "I switched my major to biology."),
    Change(rf"{_WHO}(?:switched|changed)(?: my)? (?:majors?|courses?|degrees?|programmes?|programs?|subjects?|fields?)(?: from [\w ]+?)?(?: after [\w ]+)?,?(?: to| so now i'm doing| and now i'm doing| so i'm doing) {_V}", "i study {v}", "is", "I switched majors to biology."),
    Change(rf"{_WHO}(?:started|began|begun|starting) (?:to study|studying|my studies in|a (?:degree|master'?s|phd|course|bachelor'?s) in) {_V}", "i study {v}", "is", "I started studying biology."),
    Change(rf"{_WHO}(?:transferred to|got into|enrolled (?:at|in)|(?:was |been )?accepted (?:at|to|by|into)) (?P<v>(?:[\w'-]+ ){{0,4}}(?:university|college|school))\b", "i attend {v}", "is", "I transferred to Boston University."),
    Change(rf"{_WHO}(?:graduated|dropped out|finished (?:university|college|school|my (?:degree|studies|master'?s|phd|bachelor'?s))|got my (?:degree|diploma)|handed in my thesis)\b", "i have studies", "was", "I graduated last week."),
    # partner
    Change(rf"{_WHO}{_OVER}\b(?! (?:the|a|my|our|into|over|between|from work))", "i have a partner", "was", "We broke up."),
    Change(rf"my (?:\w+ )?{_LOVE}(?:,? (?-i:[A-Z])\w+,?)? (?:has |just |finally )*(?:broke up with me|dumped me|left me|walked out on me|divorced me|and i {_OVER})", "i have a partner", "was", "My girlfriend left me."),
    Change(r"(?-i:[A-Z])\w+ (?:has |just |finally )*(?:broke up with|dumped|left|divorced) me\b", "i have a partner", "was", "Anna broke up with me."),
    Change(rf"{_WHO}(?:broke(?:n)? up with|split (?:up )?(?:with|from)|separated from|divorced|dumped|ended things with|called it quits with) (?:my {_LOVE}|(?-i:[A-Z])\w+(?=\s*(?:$|[.,;!]|last|this|yesterday|in|on|after|today)))|{_WHO}left my {_LOVE}\b", "i have a partner", "was", "I broke up with Anna."),
    Change(rf"{_WHO}left (?P<v>(?-i:[A-Z])\w+)(?=\s*(?:$|[.,;!]|last|this|yesterday|in|on|after|today))", "i'm dating {v}", "not", "I left Paul."),
    Change(r"it(?:'s| is) over (?:between (?:us|\w+ and me)|with (?:my )?\w+)|things (?:are|were) over (?:with|between)|(?-i:[A-Z])\w+ is (?:now )?my ex\b|we(?:'re| are) (?:over|done|history)\b", "i have a partner", "was", "It's over between us."),
    Change(r"i'm (?:now )?(?:single|divorced|separated|widowed|a widow|a widower|unattached|on my own)(?: again| now)?\b(?!-)", "i have a partner", "not", "I'm single again."),
    Change(rf"{_WHO}(?:got(?:ten)?|getting|became|become) (?:married|hitched|wed) to {_V}", "i'm married to {v}", "is", "I got married to Paul."),
    Change(rf"{_WHO}(?:got(?:ten)? (?:married|hitched)|tied the knot|said \"?i do\"?|became (?:husband and wife|wife and husband)|married)(?! to)\b(?! (?:life|couple|people|men|women|my|(?-i:[A-Z])))", "i'm married", "is", "We got married in June."),
    Change(rf"{_WHO}married (?P<v>(?-i:[A-Z])\w+)", "i'm married to {v}", "is", "I married Paul."),
    Change(rf"{_WHO}(?:got(?:ten)? |are |am )?engaged(?! in| with| to (?-i:[a-z]))\b", "i'm engaged", "is", "We got engaged."),
    Change(rf"{_WHO}(?:started (?:dating|seeing|going out with)|dating|seeing|going out with|in a relationship with|together with|got together with|met someone(?: new)?,? (?:called|named)?|fell in love with) (?P<v>(?-i:[A-Z])\w+)(?! [\"'])", "i'm dating {v}", "is", "I started dating Anna."),
    Change(rf"my new {_LOVE}(?:'s name)?(?: is|,)(?: called| named)? (?P<v>(?-i:[A-Z])\w+)", "i'm dating {v}", "is", "My new boyfriend is Paul."),
    # things
    Change(rf"{_WHO}(?:traded(?: in)?|swapped|replaced|exchanged|switched from|upgraded from) {_THING}(?P<v>[\w' -]{{2,40}}?) (?:in )?(?:for|with|by|to) (?:an?|some|my|the) ", "i possess a {v}", "was", "I traded in my Honda for a Tesla."),
    Change(rf"{_WHO}(?:traded(?: in)?|swapped|replaced|exchanged|switched from|upgraded from) {_THING}[\w' -]{{2,40}}? (?:in )?(?:for|with|by|to) (?:an?|some|my|the) {_V}", "i own a {v}", "is", "I swapped my Honda for a Tesla."),
    Change(rf"{_WHO}(?:ended up |had to |decided to )?(?:selling |sell |donate |scrap |give away |get rid of |{_GOT_RID} ){_THING}{_T}", "i possess a {v}", "was", "Sold the car today."),
    Change(r"(?:(?:my|our)(?: old)?|the(?= (?:old )?(?:car|bike|boat|van|truck|motorbike|piano|guitar|caravan|camper|laptop)\b)) (?P<v>[\w'-]+(?: [\w'-]+)?) (?:is (?:sold|gone|no more)|was (?:stolen|sold|totall?ed|written off|scrapped)|got (?:stolen|sold|totall?ed|scrapped|written off)|has been (?:sold|stolen|scrapped)|went to a new owner)\b", "i possess a {v}", "was", "My bike was stolen."),
    Change(r"my new (?P<v>car|bike|boat|motorbike|motorcycle|van|truck|phone|laptop|camera|guitar|piano)(?:'s| is) (?:an?|the) ", "i possess a {v}", "was", "My new car is a Tesla."),
    Change(rf"my new (?:car|bike|boat|motorbike|motorcycle|van|truck|phone|laptop|camera|guitar|piano)(?:'s| is) (?:an?|the) {_V}", "i own a {v}", "is", "My new bike is a Brompton."),
    Change(rf"{_WHO}(?:bought|purchased|picked up|got|treated myself to|own|ordered|invested in)(?: myself| ourselves)? an? (?:brand[- ]new |new |used |second[- ]?hand |old )*{_V}", "i own a {v}", "is", "I bought a red Honda."),
    # pets
    Change(rf"{_WHO}(?:adopted|got|rescued|brought home|took in|welcomed|bought)(?: ourselves| myself)? (?P<v>(?:an?|two|three) (?:[\w'-]+ ){{0,4}}?{ANIMALS}\b(?:(?: from [\w' ]+?)?,? (?:called|named) (?-i:[A-Z])\w+)?)", "i have {v}", "is", "We adopted a puppy called Rex."),
    Change(rf"{_THING}(?P<v>{ANIMALS})(?:,? (?-i:[A-Z])\w+,?)? (?:has |just |sadly |finally |recently )*(?:died|passed(?: away)?|(?:had to be|was) (?:put (?:down|to sleep)|rehomed|euthani[sz]ed)|ran away|crossed the rainbow bridge|is gone|is dead|is no more|is no longer with us|didn't make it)", "i have a {v}", "was", "My dog Rex died."),
    Change(rf"(?P<v>(?-i:[A-Z])[a-z]+) is (?:my|our) (?P<k>{ANIMALS})\b", "my {k} is called {v}", "is", "Rex is my dog."),
    Change(rf"{_WHO}gave {_THING}(?P<v>{ANIMALS})\b.{{0,12}}(?:to|away)\b", "i have a {v}", "was", "I gave my dog to a farmer."),
    Change(rf"{_WHO}(?:had to |decided to )?(?:rehomed?|gave away|give away|lost|put down|said goodbye to|say goodbye to|buried) {_THING}(?P<v>{ANIMALS})\b", "i have a {v}", "was", "We had to rehome our dog."),
    Change(r"(?P<v>(?-i:[A-Z])[a-z]+) (?:has |just |sadly |recently )*(?:died|passed away|crossed the rainbow bridge|had to be put (?:down|to sleep)|is no longer with us|ran away)\b", "my pet is called {v}", "not", "Rex passed away."),
    # body, food, habits
    Change(rf"{_WHO}(?:gave up|given up|giving up|cut out|cutting out|stopped (?:eating|drinking|having)|quit(?: eating| drinking)?|swore off|sworn off|went off|gone off|off|done with|dropped|no longer (?:eat|drink|have|touch)|don't (?:eat|drink|touch)|stay(?:ing)? away from) (?:all )?(?P<v>(?:red )?meat|pork|beef|chicken|fish|seafood|dairy|gluten|sugar|alcohol|booze|wine|beer|coffee|caffeine|eggs|milk|carbs|bread|soda|cheese|chocolate|sweets|fast food)\b",
           "i don't eat {v}", "is", "I gave up meat."),
    Change(rf"{_WHO}(?:went|gone|going|turned|become|became|converted to being|decided to (?:go|become))(?: a| fully| completely)* (?P<v>vegan|vegetarian|pescatarian|teetotal|gluten[- ]free|dairy[- ]free)\b", "i'm {v}", "is", "I went vegan."),
    Change(rf"{_WHO}(?:eat(?:ing)?|started (?:eating|drinking)|back to (?:eating|drinking)|drink(?:ing)?|went back to|having) (?P<v>(?:red )?meat|pork|beef|chicken|fish|seafood|dairy|gluten|sugar|alcohol|coffee|caffeine|eggs|milk|carbs|bread|cheese)\b[\w ,]*? (?:again|now|these days)\b", "i don't eat {v}", "not", "I eat meat again."),
    Change(rf"{_WHO}(?:been |back )?(?:eating|having) (?:meat|pork|beef|chicken|steak|burgers|bacon)\b[\w ,]*? (?:ever since|since then|since)\b", "i'm vegetarian", "not", "I've been eating meat ever since."),
    Change(rf"{_WHO}(?:eat(?:ing)?|started eating|back to eating|went back to) (?:meat|pork|beef|chicken)\b[\w ,]*? (?:again|now|these days)\b", "i'm vegetarian", "not", "I started eating meat again."),
    Change(rf"{_WHO}(?:eat(?:ing)?|started eating|back to eating|went back to) (?:meat|pork|beef|chicken|dairy|cheese|eggs|fish)\b[\w ,]*? (?:again|now|these days)\b", "i'm vegan", "not", "I'm eating cheese again."),
    Change(rf"{_WHO}(?:gave up|given up|stopped being|no longer|quit being)(?: a| on being)? (?P<v>vegan|vegetarian|pescatarian|vegetarianism|veganism)\b", "i'm {v}", "not", "I stopped being vegan."),
    Change(rf"{_WHO}(?:started|took up|back to|picked up|fell back into)(?: the habit of)? smoking(?: again)?", "i smoke", "is", "I started smoking again."),
    Change(rf"{_WHO}(?:kicked the habit|haven't (?:had a cigarette|smoked)|gave up (?:cigarettes|the cigarettes)|smoke[- ]free|quit cigarettes)\b", "i don't smoke", "is", "I gave up cigarettes."),
    Change(rf"{_WHO}(?:took up|taken up|picked up|got into|getting into|started (?:doing|practi[cs]ing|learning|with)|signed up for) (?!smoking|the|a\b|some|my|your|it|that|this)(?P<v>[\w' -]{{3,40}})", "i took up {v}", "is", "I took up climbing."),
    Change(rf"{_WHO}(?:quit|dropped|gave up|given up|stopped(?: with| doing| going to| playing| practi[cs]ing| training)?|cancelled my|left|no longer do|packed in)(?: the| my)? (?P<v>(?!job\b|working\b|meat\b)[\w' -]{{3,40}})", "i took up {v}", "not", "I quit the choir."),
    Change(rf"{_WHO}(?:gave birth|had (?:the|our) baby|no longer pregnant|not pregnant any ?more|lost the baby)\b", "i'm pregnant", "not", "I gave birth yesterday."),
    Change(rf"{_WHO}(?:no longer (?:have|suffer from)|recovered from|got over|cured of|free of|beat) (?:my )?{_V}", "i have {v}", "not", "I've recovered from asthma."),
    Change(rf"{_WHO}(?:gave up on|given up on|abandoned|dropped|let go of|no longer have) (?:my|the|our) (?:dream|plan|plans|idea|goal) (?:of|to|for) {_V}", "i want to {v}", "not", "I gave up on my plan to learn Japanese."),
    # name, favourites
    Change(r"i'm (?:now )?called (?P<v>(?-i:[A-Z])[\w'-]+)|(?:(?:my |all my |most )?(?:friends|people|colleagues|family|folks)|every(?:body|one)) (?:now )?calls? me (?P<w>(?-i:[A-Z])[\w'-]+)", "my name is {v}{w}", "is", "I'm called Alex."),
    Change(r"the (?P<k>[\w-]+) i (?:like|love|prefer) (?:best|most|above all)(?: these days| now)?(?: is|'s) (?P<v>[^.;:!?()\n]{2,60})", "my favourite {k} is {v}", "is", "The colour I like best is green."),
    Change(rf"{_I}(?:started (?:to go|going|using the name)|going|go|use the name|known)(?: by| as)?(?: the name)? (?P<v>(?-i:[A-Z])[\w'-]+)(?: now| these days|$|[.,;!]| from| instead| at work| since| in)", "my name is {v}", "is", "I started going by Alex."),
    Change(r"(?P<v>(?-i:[A-Z])[\w'-]+) is my (?:\w+ )?name\b|(?:hi|hello|hey)[,!]? (?P<w>(?-i:[A-Z])[\w'-]+) here\b", "my name is {v}{w}", "is", "Alex is my name."),
    Change(r"(?:please )?(?:use|address me as|refer to me as|know me as) (?P<v>(?-i:[A-Z])[\w'-]+)(?: as my name|(?=\s*(?:$|[.,!]| from| now| instead)))|(?:i'd|i would) (?:like|prefer|rather|love)(?: to)? be called (?P<w>(?-i:[A-Z])[\w'-]+)", "my name is {v}{w}", "is", "I'd like to be called Alex."),
    Change(rf"{_I}(?:changed|legally changed|changing) my (?:first )?name to {_CAP}", "my name is {v}", "is", "I changed my name to Alex."),
    Change(r"(?:please )?(?:call me|use) (?P<v>(?-i:[A-Z])[\w'-]+) (?:from now on|now|instead|going forward|these days)", "my name is {v}", "is", "Call me Alex from now on."),
    Change(rf"my name(?:'s| is) (?:now|officially) {_CAP}", "my name is {v}", "is", "My name is now Alex."),
    Change(r"my (?:(?:new|current|latest|all[- ]time) )+fav(?:ou?rite|e)? (?P<k>[\w-]+(?: [\w-]+)?)(?:'s| is|,)(?: now| definitely)? (?P<v>[^.;:!?()\n]{2,60})", "my favourite {k} is {v}", "is", "My new favourite colour is green."),
    Change(r"my fav(?:ou?rite|e)? (?P<k>[\w-]+(?: (?!has\b|is\b)[\w-]+)?) (?:is now|has become|became|changed to|has changed to|these days is|has changed to|is currently) (?P<v>[^.;:!?()\n]{2,60})", "my favourite {k} is {v}", "is", "My favourite colour is now green."),
    Change(r"(?P<v>[\w'-]+(?: [\w'-]+){0,3}) (?:(?:is|has become|became) my new|has become my|became my|is now my) fav(?:ou?rite|e)? (?P<k>[\w-]+)", "my favourite {k} is {v}", "is", "Green is my new favourite colour."),
)  # fmt: skip

#: A sentence without any of these tells of no change.
_HINT: Final = re.compile(
    r"\b(?:turn(?:ed|ing)|mov|relocat|resettl|emigrat|based|settl|liv|stay|resid|home|new|swap|trad|left|leav|exchang|keys|lease|bought|rent|found|took|tak|"
    r"switch|chang|jump|start|beg[aiu]n|join|signed|got|land|accept|offer|hired|hire|recruit|poach|employ|work|promot|made|retrain|qualif|becam|"
    r"becom|role|quit|lost|resign|stopp|gave|giv|hand|walk|laid|let|fired|sack|redundan|last day|time at|retir|transfer|enrol|graduat|dropp|"
    r"finish|broke|split|separat|divorc|called|parted|ended|together|over|dump|single|widow|ex\b|done|marri|hitch|knot|engag|dating|seeing|sold|"
    r"sell|rid|donat|scrap|wreck|total|stol|gone|purchas|pick|adopt|rescu|brought|welcom|died|dead|dog|cat|passed|cross|rehom|put down|goodbye|cut|swore|sworn|"
    r"went|eat|drink|smok|cigar|birth|pregnan|recover|cured|free of|abandon|go(?:es|ing)? by|known|name|calls? me|best|most|above all|fav|with|longer|anymore|any more|don't have|don't own)",
    re.IGNORECASE,
)
#: Where a clause may begin.
STARTS: Final = re.compile(
    r"(?:^|[,;:(–—!]\s*(?:and |but |so |then |now )*| -+ |\b(?:and|but|because|so|that|as|now|then|today|since then|recently|finally|news|update|lately|"
    r"yesterday|week|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|20\d\d|well|actually|sadly|unfortunately|yes|ago|hey|hi|spring|summer|autumn|fall|winter|morning)\b,?\s+)(?=\S)",
    re.IGNORECASE,
)
_BEFORE_BARE: Final = re.compile(
    r"^[\s\W]*(?:(?:so|ok|okay|oh|well|hey|hi|news|update|big news|small update|quick update|guess what|btw|by the way|fyi|ps|and|but|just|"
    r"finally|officially|life update|good news|bad news|sad news|today|yesterday|[a-z]+ update)\b[\s\W]*)*$",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"(?:i|we|my|our|home|it|things|please|call|the|every(?:body|one)|friends|people|colleagues|(?-i:[A-Z])\w+ is (?:now )?(?:my|our|home)|hi|hello|hey|use|address|refer)\b|\w+ and (?:i|me)\b",
    re.IGNORECASE,
)
_NEXT: Final = re.compile(r"(?:[,;]|\s(?:and|but|so|because|while))\s+(?:i|we|my|it|he|she|they|the)\b", re.IGNORECASE)


def reworded(sentence: Sentence) -> Iterator[tuple[str, Stance, str]]:
    """The changes that a sentence tells of: each in plain words, whether that holds, and the clause it stands in.

    >>> list(reworded(Sentence("Sold the car today", 0, 18)))
    [('i own a car today', 'was', 'Sold the car today')]
    """
    text = sentence.text
    if _HINT.search(text) is None:
        return
    told: set[tuple[str, Stance]] = set()
    for begin in sorted({match.end() for match in STARTS.finditer(text)}):
        rest = text[begin:]
        goes_on = _AND.search(text[:begin]) is not None and (bool(told) or _ONE_WHO.match(text[:begin]) is not None)
        bare = _NAMED.match(rest) is None
        if doubted(text[:begin]) or (bare and not goes_on and not _may_be_bare(text[:begin], rest)):
            continue
        rest = SHORT.sub("i'm", rest)
        for change in CHANGES:
            if (match := change.regex.match(rest)) is None:
                continue
            groups = {key: found or "" for key, found in match.groupdict().items()}
            plain = change.plain.format(**({"v": "", "w": ""} | groups))
            if (plain, change.stance) not in told:
                told.add((plain, change.stance))
                yield plain, change.stance, clause_around(text, begin)


_AND: Final = re.compile(r"(?:,|\band|\bthen)\s+$", re.IGNORECASE)
#: "I've hung up the apron and …": the one who tells goes on.
_ONE_WHO: Final = re.compile(
    r"^\W*(?:so |well |and |but )*(?:i|we|i've|we've|i'm)\b(?!.*\b(?:he|she|they|it|you|who|that|which|because|when|(?:my|our|the|a) \w+ (?:is|was|has|said))\b).*\band\s+$",
    re.IGNORECASE,
)
SHORT: Final = re.compile(r"^(?:i am|im)\b", re.IGNORECASE)


def _may_be_bare(before: str, rest: str) -> bool:
    """Whether a clause without its subject ("sold the car") speaks of the person: it opens the sentence."""
    return _BEFORE_BARE.match(before) is not None and not rest[:1].isdigit()


def clause_around(text: str, begin: int) -> str:
    """The words around, for those of time: from the sentence's start, where nothing else is told there, to the next clause."""
    end = _NEXT.search(text, begin + 1)
    start = 0 if not re.search(r"\b(?:i|we|my)\b", text[:begin], re.IGNORECASE) else begin
    return text[start : end.start() if end is not None else len(text)]
