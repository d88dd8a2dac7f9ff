# ruff: noqa: E501  (forms read best in one line)
"""Avoided: the many ways to say what the body does not bear, what somebody never eats, and what they never want.

"Strawberries bring me out in a rash" is read as "i'm allergic to strawberries", "no mushrooms on mine" as "i don't eat
mushrooms", "never suggest a cruise to me" as "i never want a cruise". The forms ask for a word of the body, of refusal
or of disgust and for the person it is about; the rest of the sentence may be about anything.
"""

from __future__ import annotations

from typing import Final

from thyself.memory.extract.way import Way

_FILL: Final = r"(?:(?:really|even|also|just|always|only|still|all|absolutely|literally|honestly|sadly|quite|usually|badly|terribly|often|sometimes|now|actually|simply|totally|pretty much|nearly|almost|would|will|can|could|do|does|have to|tend to|basically) )*"
#: A thing of up to four words, and no word that stands for one, nor somebody's.
_NOT: Final = r"(?!(?:it|that|this|these|those|them|which|what|who|he|she|they|you|we|i|me|my|your|his|her|our|their|there|here|to|so|and|but|or|if|when|the (?!smell|taste|nuts?|cheese|onions?|fish|eggs?|milk|meat|butter|sauce|garlic|mayo|peanuts?)|everything|anything|something|nothing|more|no|not|too|work|school|people|life|monday\w*|yesterday|today|news|traffic|money|someone|somebody|everyone|enough|another|once|twice|being|still|how|why|where|stress|noise|exams?|meetings?|politics)\b)"
_W: Final = r"[\w'&-]+"
_EAT: Final = r"(?:(?:the )?(?:smell|taste|sight|idea|thought|texture) of |eating |drinking |having |too much |any |a bit of |a bite of |traces of |raw |most )*"
_V: Final = rf"{_EAT}{_NOT}(?P<v>{_W}(?: (?!make|makes|give|gives|and i\b|is\b|are\b){_W}){{0,2}}?)"
_L: Final = rf"(?:{_EAT}|any |all |the |some )*{_NOT}(?P<v>{_W}(?:,? (?:and |or )?(?!for\b|on\b|in\b|please\b|pls\b|because\b|so\b|out\b|from\b|at\b|to\b|since\b|with\b|off\b|again\b|it\b|and i\b|but\b|as\b|even\b|any ?more\b|unless\b|until\b|while\b|away\b|after\b|when\b|who\b|that\b|of\b){_W}){{0,3}})"
#: What stops a refusal from being one for good.
_ONCE: Final = r"(?![^.;!?]*\b(?:until|till|unless|yet|today|tonight|tomorrow|this (?:week|evening|morning|afternoon)|right now|again until|before (?:i|we|the|my)|at the moment)\b)"
_BODY: Final = r"(?:throat|lips?|tongue|face|eyes?|skin|stomach|tummy|belly|nose|mouth|gums?|chest|hands?|heart|head|guts?|airways?|insides?|bowels?)"
_ILL: Final = r"(?:very |really |so |violently |physically |horribly |properly )*(?:ill|sick|poorly|queasy|nauseous|itch\w*|sneez\w*|wheez\w*|swell(?: up)?|puff up|vomit|throw up|puke|gag|retch|heave|bloat\w*|come (?:out|up) in (?:hives|a rash|spots|welts)|break out(?: in (?:hives|a rash))?|cough|cramp|feel (?:sick|ill|awful|rough))"
_SIGN: Final = r"(?:terrible |awful |bad |nasty |horrible |the |an? |such |instant |painful |mouth |stomach |severe |itchy |really )*(?:hives|rash(?:es)?|cramps?|migraines?|headaches?|heartburn|reflux|eczema|ulcers?|stomach ?aches?|tummy ?aches?|diarrh?oea|diarrhea|indigestion|nausea|bloating|asthma|palpitations|wind|the runs|blisters|nosebleeds|anaphyla\w+|trots|itch(?:es|ing)?|sore throat|spots|welts)"
_RISK: Final = r"(?:asthma|allerg(?:y|ies)|migraines?|eczema|hay ?fever|ibs|reflux|psoriasis|hives|headaches?|stomach|vertigo|rosacea|gout|epilepsy|sinuses|symptoms)"
_NO: Final = r"(?:a |an |one )?(?:(?:hard|big|huge|firm|absolute|complete|total|definite|strict|clear|massive|real|flat) )*(?:no[- ]?go|no[- ]no|no|nope|deal ?breaker|off limits|off the (?:menu|table|list|cards)|out of bounds|banned|forbidden)"
_ASK: Final = r"(?:please |pls |kindly |and |so |but |just |can (?:you|u|we) |could (?:you|u|we) |would you |if you could |make sure (?:you|to|there's|there is) )*"

#: What the body does not bear.
BODY: Final[tuple[Way, ...]] = (
    Way(
        rf"(?:no|hold|skip|leave out) (?:the |any )?{_L}(?: for me| on mine)?(?: please| pls| thanks)?(?:,| -|;| because| as|:) (?:i|they|it)(?:'d|'ll|'m)? (?:will |would |always |just )?(?:swell|come out|break out|wheeze|makes? me|make my|end up in (?:hospital|a&e)|get (?:hives|a rash)|react)",
        "i'm allergic to {v}",
        "No crab for me, I come out in welts.",
    ),
    Way(rf"{_V} {_FILL}makes? me {_ILL}\b", "i'm allergic to {v}", "Kiwis make me itch all over.", of="eaten or touched"),
    Way(rf"{_V} {_FILL}(?:makes?|leaves?) my {_BODY}\b", "i'm allergic to {v}", "Mango makes my lips tingle.", of="eaten or touched"),
    Way(rf"{_V} {_FILL}gives? me {_SIGN}", "i'm allergic to {v}", "Oranges give me a rash.", of="eaten or touched", cues=" me "),
    Way(rf"{_V} {_FILL}brings? me (?:out|up) in\b", "i'm allergic to {v}", "Wool brings me out in a rash.", of="eaten or touched"),
    Way(rf"{_V} {_FILL}(?:triggers?|sets? off|flares? up|aggravates?) my (?:\w+ )?{_RISK}", "i'm allergic to {v}", "Dust triggers my asthma."),
    Way(rf"{_V} (?:is|are) (?:an?|my|one of my|the worst|also an?) (?:\w+ )?(?:triggers?|allerg\w+)\b(?: for me| of mine)?", "i'm allergic to {v}", "Red cabbage is a migraine trigger for me.", cues="trigger|allerg"),
    Way(rf"{_V} {_FILL}(?:sends?|sent|puts?|landed|lands?) me (?:straight |right )?(?:to|into?|in) (?:the )?(?:hospital|a ?& ?e|er|emergency|(?:anaphylactic )?shock|anaphyla\w+|casualty)\b", "i'm allergic to {v}", "Wasp stings put me in hospital."),
    Way(rf"{_V} {_FILL}(?:kills?|poisons?|wrecks?|floors?|bloats?|upsets?|cripples?|destroys?|knocks?) (?:me\b(?! (?:with|at|every monday))|my (?:stomach|tummy|guts?|digestion|insides))", "i'm allergic to {v}", "Cabbage bloats me.", of="eaten or touched"),
    Way(rf"{_V} (?:goes?|went|runs?) (?:right |straight )?through me\b", "i'm allergic to {v}", "Cream goes right through me.", of="eaten or touched", cues="through me"),
    Way(rf"{_V} (?:(?:does not|doesn't|do not|don't|never|has never|have never|didn't) {_FILL}(?:agreed? with|sit well with|suit) (?:me|my (?:stomach|tummy))|(?:repeats?|disagrees?) (?:on|with) me)\b", "i'm allergic to {v}", "Raw onion disagrees with me.", of="eaten or touched"),
    Way(rf"{_V} (?:gets? me|does me in|messes (?:me|with (?:me|my (?:stomach|gut))))\b", "i'm allergic to {v}", "Birch pollen gets me.", of="eaten or touched"),
    Way(rf"i {_FILL}(?:get|got|break out in|come out in|came out in|come up in|develop|end up with|have) {_SIGN} (?:from|with|after|off|whenever i (?:eat|touch|have)|when i (?:eat|touch|have)|if i (?:eat|touch|have)) {_L}", "i'm allergic to {v}", "I get a rash from latex.", cues="from|with|after|off|when|if "),
    Way(rf"i {_FILL}(?:swell up|wheeze|itch|sneeze|vomit|throw up|go into shock|puff up|blow up like a balloon) (?:from|with|after|around|near|at|whenever i (?:eat|touch|have)|when i (?:eat|touch|have)|if i (?:eat|touch|have)) {_L}", "i'm allergic to {v}", "I sneeze around rabbits."),
    Way(rf"i (?:always )?(?:carry|need|have|keep|own) (?:an? |my |two )?(?:epi-? ?pens?|adrenaline pens?|auto-?injectors?)(?: with me| around| handy| on me)? (?:because of|for|due to|in case (?:of|i eat|there(?:'s| is| are)?)) {_L}", "i'm allergic to {v}", "I carry an epipen because of wasps."),
    Way(rf"i(?:'ve| have)? {_FILL}react(?:ed)? (?:so |very |really |quite |pretty )?(?:badly|allergically|violently|horribly|strongly) to (?!critici|news|change|stress|being|people|losing|bad|surprise|pressure){_L}", "i'm allergic to {v}", "I react really badly to tannins."),
    Way(rf"i'm (?:\w+ly |hyper|very |quite |so |really |a bit )*(?:sensitive|reactive) to (?!critici|feedback|other|light\b|nois|sound|feeling|what|mood|tone|reject|cold|heat|chang|being|it|people|the\b){_L}", "i'm allergic to {v}", "I'm sensitive to sulphites."),
    Way(rf"i'm (?:\w+ly |very |quite |so |really |a bit )*intolerant (?:to|of) (?!noise|people|fools|nonsense|stupid){_L}", "i'm allergic to {v}", "I'm intolerant to oats."),
    Way(r"(?:i (?:have|also have|suffer from|live with|developed|was born with|was diagnosed with|got diagnosed with|tested positive for)|i've (?:got|had|developed|been diagnosed with|always had)|diagnosed with|thanks to|because of|it's|with) (?:an? |my |this |that )?(?:(?:\w+ly|severe|bad|mild|serious|proper|nasty|confirmed|life-?threatening|horrible|terrible|lifelong|deadly|weird|slight|rare|new|known|massive|major|strong) )*(?P<v>(?!food\b|own\b|seasonal\b|of\b|severe|nasty|bad\b|the\b|an?\b|his\b|her\b|their\b|your\b)[\w-]+(?: (?:nut|pollen|sting|dust|mite|milk|fruit|meat))?) (?:allergy|intolerance)\b(?! test)", "i'm allergic to {v}", "I was diagnosed with a mustard allergy.", cues="allergy|intolerance"),
    Way(rf"i (?:have|'ve got|suffer from|developed)|i've (?:got|developed|had) (?:an? |my |this )?(?:(?:\w+ly|severe|bad|mild|serious|proper|nasty|horrible|lifelong|deadly|weird|slight|rare) )+(?:allergy|intolerance) to {_L}", "i'm allergic to {v}", "I've got a nasty allergy to nickel."),
    Way(r"(?:(?:severe|bad|mild|serious|nasty|major|life-?threatening|deadly|known|proper) )+(?P<v>[\w-]+(?: (?:nut|pollen|sting|dust))?) (?:allergy|intolerance)(?: here| over here| on board| alert|(?=\s*(?:$|[.,;!])))", "i'm allergic to {v}", "Severe sesame allergy here."),
    Way(rf"(?:(?:severely|very|highly|badly|deadly|deathly|mildly|massively|seriously|am|also|slightly|horribly) )*allergic to {_L}", "i'm allergic to {v}", "Allergic to latex, so please use other gloves."),
    Way(rf"{_V} (?:is|are) (?:what|something|the (?:thing|one|food)|one thing|one of the things) (?:that )?i'm (?:\w+ly )?(?:allergic|intolerant|sensitive) to\b", "i'm allergic to {v}", "Lupin is what I'm allergic to."),
    Way(rf"{_ASK}(?:leave (?:out )?|skip |hold |no |without |not? put |drop |take (?:out |off )?)(?:any |the )?(?P<v>{_W}(?: {_W})?)(?: out| off)?(?:,| -| because| as| since| coz| cos|:) (?:i'm |am |im )?(?:\w+ly )?allergic\b", "i'm allergic to {v}", "Leave out the walnuts, I'm allergic."),
    Way(rf"{_V} [^.;!?]{{2,40}}, ?(?:and |because |since |as )?(?:i'm|am|im) (?:\w+ly |very |so |really )*allergic(?: to (?:them|it|those))?(?=\s*(?:$|[.,;!]))", "i'm allergic to {v}", "Hornets scare me to death, I'm badly allergic.", of="eaten or touched"),
    Way(rf"{_NOT}(?P<v>{_W}(?: {_W})?) (?:is|are) my (?:\w+ )?(?:nemesis|kryptonite|arch ?enemy|downfall)\b(?=.*\b(?:allerg|react|itch|sneez|rash|doctor|test))", "i'm allergic to {v}", "Dust mites are my nemesis, the allergy test says."),
    Way(r"(?:the |my |an? )?(?:allergy|skin|blood|prick|patch) tests? (?:\w+ )?(?:confirmed|showed|says|said|found|came back (?:positive )?(?:for|with))(?: i'm allergic to| an allergy to)? (?P<v>(?!it\b|that\b|this\b|nothing\b|no\b)[\w'-]+(?: [\w'-]+)?)", "i'm allergic to {v}", "The allergy test came back positive for hazel.", of="eaten or touched"),
    Way(r"(?:i'm|im|we're|being|as) (?:an? )?(?:\w+ )?(?P<v>co?eliac)s?\b", "i'm {v}", "Being coeliac I bring my own bread."),
    Way(r"[^.;!?]{0,60}\b(?:my|got (?:the|a|my)|since (?:the|my)|after (?:the|my)) (?P<v>co?eliac)(?: disease)? (?:diagnosis|disease)\b", "i'm {v}", "Since my coeliac diagnosis I bake at home.", cues="eliac"),
)  # fmt: skip

#: What somebody does not eat, drink or take.
DIET: Final[tuple[Way, ...]] = (
    Way(rf"i {_FILL}(?:can't|cannot|cant|can not|mustn't|must not|shouldn't|may not) {_FILL}(?:have|do|tolerate|digest|stomach|process|touch|take|go near|be (?:around|near)) (?!too much|a \w+ (?:with|without)|(?:breakfast|lunch|dinner|dessert|fun|children|kids|both|visitors|guests|time|it|everything|people)\b){_L}{_ONCE}", "i don't eat {v}", "I can't have peanuts.", of="food"),
    Way(rf"i {_FILL}(?:can't|cannot|cant|can not|mustn't|must not|never|don't|no longer|won't) {_FILL}(?:eat|drink|consume|touch) (?:anything|food|stuff|products?|things?|meals?|dishes) (?:with|containing|that (?:has|have|contains?)|made (?:with|of|from)) {_L}", "i don't eat {v}", "I can't eat anything with gluten in it."),
    Way(rf"my (?:stomach|tummy|gut|body|digestion|system|belly) {_FILL}(?:can't|cannot|cant|won't|doesn't|does not|refuses to) {_FILL}(?:cope with|handle|take|tolerate|digest|stand|deal with|process|do|like) {_L}", "i don't eat {v}", "My stomach can't handle beans."),
    Way(rf"i(?:'m|'ve been| have been| was)? {_FILL}not (?:supposed|allowed|meant) to (?:eat|drink|have|take|touch) {_L}{_ONCE}", "i don't eat {v}", "I'm not supposed to eat salt."),
    Way(rf"(?:i|we)(?:'ve|'m| have)? {_FILL}(?:not|n't|haven't|never) {_FILL}(?:eaten|touched|had|drunk|tasted|drank) (?:any |a drop of |a bite of )?{_L} (?:since|for|in)\b", "i don't eat {v}", "I haven't eaten pork since 2011.", of="food"),
    Way(rf"(?:i|we)(?:'m|'ve been| have been|'re) {_FILL}(?:off|staying off|laying off|keeping off|cutting out|done with) (?!the\b)(?:all )?{_L}(?=\s*(?:$|[.,;!]|since|for|because|now|on|these|after))", "i don't eat {v}", "I've been off dairy since spring.", of="food"),
    Way(rf"(?:i|we)(?:'ve|'m)? {_FILL}(?:stay|keep|steer|stayed|steered|kept|staying|steering|keeping) (?:well |right |far )?(?:off|clear of|away from) (?:the |all )?{_L}", "i don't eat {v}", "I steer clear of caffeine.", of="food"),
    Way(rf"(?:i|we) {_FILL}avoid(?:ed|ing)? (?!my\b|people|the (?!nuts)|talk|eye|confl|cliche){_L}", "i don't eat {v}", "I avoid dairy.", of="food"),
    Way(rf"(?:the |my )?(?:doc|doctor|gp|dietician|dietitian|allergist|cardiologist|consultant|nutritionist|dentist|midwife|specialist|nurse)(?: \w+)? (?:has |have |just )?(?:told|asked|ordered|advised|wants|warned|said (?:i|for me)) ?(?:me )?(?:to |not to |i )?(?:have to |must |should |need to )?(?:stay|keep|steer|stay well)? ?(?:avoid|off|clear of|away from|cut out|give up|lay off|drop|stop (?:eating|drinking)|eat|have|skip|quit) (?:the |all )?{_L}", "i don't eat {v}", "My doctor told me to cut out coffee.", of="food"),
    Way(rf"{_V} (?:makes?|gives?|does|bloats?|upsets?|wrecks?|repeats?|burns?|causes?)\b[^.;!?]{{2,60}}\bi {_FILL}(?:avoid|stay (?:off|away|clear)|steer clear|keep (?:off|away|clear)|leave|skip|never (?:eat|have|touch|drink)|don't (?:eat|have|touch|drink))(?: from| of)?(?: it| them| that| those)?\b", "i don't eat {v}", "Bread makes me tired so I stay off it.", of="food"),
    Way(rf"{_ASK}(?:no|zero|not any) (?!more|problem|thanks|thank|need|idea|doubt|one\b|rush|worries|way\b|matter|pressure|news|hurry|chance|point|time\b|luck|clue|plans?\b|questions?|comment|surprise){_L}(?: please| pls| thanks)? (?:for (?:me|us)|on (?:mine|my \w+)|in (?:mine|my \w+))\b(?! (?:today|tonight|yet|this))", "i don't eat {v}", "No mushrooms on mine, please.", of="food"),
    Way(rf"{_ASK}(?:hold|skip|leave|keep|omit) (?:out )?(?:the |any |all )?{_L}(?: out| off)?(?: of| on| from)?(?: (?:mine|my \w+|the (?:salad|pizza|burger|sandwich|curry)))?(?: for me)?,? (?:please|pls|thanks|i (?:never|don't|can't|won't)|they|it)\b", "i don't eat {v}", "Hold the onions please.", of="food"),
    Way(rf"{_ASK}(?:don't|do not|never|dont)(?: ever)? (?:put|add|use|serve|give|cook|order|bring|feed|buy|offer|pour|mix)(?: me| us)? (?:me )?(?:any )?{_L}(?: (?:on|in|to|for|with|at|near)\b|,|\s*$)", "i don't eat {v}", "Don't ever put raisins in my muesli.", of="food"),
    Way(rf"(?:[^.;!?]{{0,60}}, ?)?(?:and |so |please )?(?:keep|get) (?:the |any |that |all )?{_L} (?:well |far )?(?:away from (?:me|my plate)|off my (?:plate|pizza|food|menu)|out of my (?:food|kitchen|sight|diet))\b", "i don't eat {v}", "Keep the champagne away from me.", of="food"),
    Way(rf"{_ASK}keep me (?:well |far )?away from (?:the |any |all )?{_L}", "i don't eat {v}", "Keep me away from bananas.", of="food"),
    Way(rf"{_V} (?:is|are) (?:all |totally |completely |strictly |also )?{_NO}\b(?: for (?:me|us)| from me| with me| in (?:our|my) (?:house|diet))?(?=\s*(?:$|[.,;!]|because|since|for|as|due))", "i don't eat {v}", "Pork is off limits for me.", of="food"),
    Way(r"(?:i'm|im|we're|being|as an?|as|i eat|i keep|i only eat|we keep|we eat|our (?:house|household|family|kitchen) is)(?: an?| all| only| mostly)*(?: (?:strict(?:ly)?|lifelong|committed|proud|long-?time|keen|recent|new|practising|fully|totally|whole|100%))* (?P<v>vegan|vegetarian|veggie|pescatarian|pescetarian|teetotal(?:ler)?|kosher|halal|gluten[- ]free|dairy[- ]free)s?\b(?! (?:food|restaurant|recipes?|chef|cook(?:ing)?|shop|friend|options?|menu|place|dish|meal|burger|cheese|cake|stuff|sausages?|week|month|phase))", "i'm {v}", "As a vegetarian I get asked a lot."),
    Way(r"(?:we're|i'm in|ours is|it's|in) (?:an?|our|my) (?:strictly |fully |mostly )?(?P<v>vegan|vegetarian|kosher|halal|gluten[- ]free|dairy[- ]free) (?:household|family|home|kitchen|house)\b", "i'm {v}", "We're a strictly kosher household."),
    Way(r"(?P<v>vegan|vegetarian|pescatarian|veggie|teetotal|coeliac|celiac|lactose intolerant|gluten[- ]free)(?= (?:here|myself|for \w+ years|since \w+|by the way|btw)\b|\s*(?:,| and) (?:allergic|so\b|if you|in case|and))", "i'm {v}", "Vegetarian here, so I'd skip the steak house."),
    Way(r"(?:i|we) (?:don't|do not|dont|never|no longer) (?:really |ever |actually )?drink(?: any ?more| at all| ever)?(?=\s*(?:$|[.,;!]|because|since|so\b|and\b|any ?more|at all))", "i don't drink any of it", "I don't drink."),
    Way(r"(?:i'm |i've been |been |am )?(?:sober)(?: for| now)* (?:for |since |now )?(?:an?|\w+|\d+)? ?(?:years?|months?|\d{4}|last|january|february|march|april|may|june|july)\b", "i'm sober these years", "Sober for four years."),
    Way(r"i only (?:eat|drink|have) (?P<v>halal|kosher|vegan|vegetarian|plants|gluten[- ]free)\b", "i'm {v}", "I only eat halal."),
    Way(r"i'm on (?:an? )?(?:strict )?(?P<v>keto|paleo|low[- ]fodmap|low[- ]carb|carnivore|dash|mediterranean|atkins|weight ?watchers|ketogenic)(?: diet| now)?\b", "i'm on a {v} diet", "I'm on keto."),
    Way(r"(?:i'm|we're|i've been|i) (?:doing|do|following|follow|trying|started) (?:the )?(?P<v>keto|paleo|low[- ]fodmap|low[- ]carb|carnivore|mediterranean|atkins|weight ?watchers|intermittent fasting|dry january)(?: diet)?\b", "i'm on a {v} diet", "We're doing keto together."),
)  # fmt: skip

#: What somebody never wants, or cannot stand.
NEVER: Final[tuple[Way, ...]] = (
    Way(rf"{_ASK}(?:never,? ever|never|don't ever|do not ever|dont ever|stop|quit|no need to ever) (?:again )?(?:suggest|recommend|offer|propose|send|book|buy|get|give|show|order|invite me to|sign me up for|put me down for|bring|make me (?:do|go|watch|eat)|take me (?:to|on)|drag me (?:to|on|into))(?:ing)?(?: me| us)? {_L}", "i never want {v}", "Never suggest a cruise to me."),
    Way(rf"{_ASK}(?:stop|quit) (?:suggesting|recommending|offering|sending|proposing|buying|booking|giving|showing|inviting me to|signing me up for)(?: me| us)? (?!me\b|the\b){_L}", "i never want {v}", "Please stop recommending podcasts."),
    Way(rf"{_ASK}(?:don't|do not|dont) (?:suggest|recommend|propose|book|sign me up for|put me down for|invite me to|take me (?:to|on)|send me|show me|buy me) (?!me\b|the\b|that\b){_L}{_ONCE}", "i never want {v}", "Please don't recommend horror films."),
    Way(rf"i (?:refuse|decline) to (?P<v>(?!be\b|do\b|believe|accept|let\b|give\b|pay\b|apolog|answer|comment|say\b|go\b|think|leave|take\b|help|stay|work\b)[\w'-]+(?: (?!so\b|and\b|because\b|with\b|until\b|if\b|when\b|till\b|any ?more\b)[\w'-]+){{0,3}}){_ONCE}", "i never want to {v}", "I refuse to fly."),
    Way(rf"i(?:'d| would|'ll| will)? ?(?:won't|will not|never|would never|refuse to) {_FILL}(?:ever )?(?:set foot (?:in|on)|go near|go on|wear|touch|buy(?: anything)?(?: from)?|shop at|ride|board|get on|get in|get into|sit through|go to|stay in|sleep in|watch|step into) (?!again|anything from you|the same|any ?more|on\b|out\b){_L}{_ONCE}", "i never want {v}", "I won't set foot in a casino.", of="never bought"),
    Way(rf"i (?:boycott|am boycotting|'m boycotting|can do without|could do without) {_L}|i'm boycotting (?P<w>{_W}(?: {_W})?)", "i never want {v}{w}", "I boycott fast fashion."),
    Way(r"i (?:never|don't ever) want (?:to )?(?P<v>(?!it\b|that\b|this\b|to\b|you\b|know\b|be (?:that|a|like)\b|see (?:you|him|her|that|it|the)\b|hear\b|leave\b|forget\b|lose\b|miss\b|stop\b|grow)[\w'-]+(?: (?!again\b|so\b|and i\b|because\b|but\b|once\b)[\w'-]+){0,3})", "i never want {v}", "I never want to go camping again."),
    Way(rf"i don't (?:ever )?(?:want|need|wish)(?: to (?:see|hear about|watch|get|read about|be sent|receive))? (?:any |more )(?!more\b|of\b|help|trouble|excuses|part|time|pressure|fuss|misunder){_L}{_ONCE}", "i never want {v}", "I don't want any gifts."),
    Way(rf"i don't (?:ever )?want to (?:see|watch|hear about|read about) (?!you|him|her|them|the\b|it|that|this|what|how|my\b|any){_L}{_ONCE}", "i never want {v}", "I don't want to see spiders."),
    Way(rf"i {_FILL}(?:don't|do not|dont|never) do (?!it|that|this|much|well|things|anything|everything|enough|a lot|so|too|very|any|my\b|the\b|what|drugs? test|\d){_L}{_ONCE}", "i dislike {v}", "I don't do karaoke."),
    Way(rf"{_ASK}(?:no|zero) (?!more|problem|thanks|thank|need|idea|doubt|one\b|rush|worries|way\b|matter|pressure|news|hurry|chance|point|time\b|luck|clue|plans?\b|questions?|comment|surprise){_L}(?: please| pls| thanks)?(?:,? (?:for|with) (?:me|us)\b(?! (?:today|tonight|yet))|,? (?:please|pls|ever)\b(?=[^.;!?]*\bi(?:'ve|'m|'d| )))", "i never want {v}", "No roller coasters for me.", of="no food"),
    Way(rf"(?:[^.;!?]{{0,60}}, ?)?(?:and |so |please )?keep me (?:well |far )?away from (?:the |any |all )?{_L}", "i never want {v}", "Keep me away from karaoke bars.", of="no food"),
    Way(rf"{_V} (?:is|are) (?:all |totally |completely |strictly |also )?{_NO}\b(?: for (?:me|us)| from me| with me)(?=\s*(?:$|[.,;!]|because|since|for|as|due|sadly))", "i never want {v}", "Karaoke is a hard no from me.", of="no food"),
    Way(rf"(?:[^.;!?]{{0,60}}\b(?:i|my|me)\b[^.;!?]{{0,60}} so )?{_V} (?:is|are) (?:all |totally |completely |right |definitely )?out(?: for (?:me|us))?(?=\s*(?:$|[.,;!]))", "i never want {v}", "I get seasick so boats are out.", of="not mornings", cues=" out"),
    Way(rf"{_V} {_FILL}(?:freaks?|creeps?|grosses?|weirds?|stresses) me (?:out|right out)\b", "i dislike {v}", "Clowns freak me out."),
    Way(rf"{_V} (?:terrif(?:y|ies)|petrif(?:y|ies)|scares?|disgusts?|bores?|irritates?|annoys?|repulses?) me\b(?! (?:that|when|how|into|off))", "i dislike {v}", "Puppets terrify me.", cues=" me"),
    Way(rf"{_V} (?:is|are|tastes?|smells?) {_FILL}(?:absolutely |truly |just |utterly |so |plain |like )*(?:disgusting|vile|revolting|repulsive|gross|soap|yuck(?:y)?|foul|the devil's work|grim)\b(?=.*\b(?:i|me|my)\b)", "i dislike {v}", "Olives are disgusting, keep them off my plate."),
    Way(rf"{_V} (?:isn't|aren't|is not|are not|was never|were never|has never been|have never been|really isn't|really aren't|just isn't|just aren't) {_FILL}(?:my (?:thing|cup of tea|bag|jam|scene|idea of fun|style)|for me)\b", "i dislike {v}", "Musicals aren't my thing."),
    Way(rf"(?:not|never) (?:really |exactly |such |much of )?(?:an? )?(?:big |huge |great |massive |real )?(?:fan of|keen on|into|one for|fond of) {_L}", "i dislike {v}", "Not a fan of horror films.", of="bare"),
    Way(rf"i(?:'ve| have) never (?:really |much |ever )?(?:liked|enjoyed|cared for|been (?:an? )?(?:big |huge |great |massive |real )?(?:fan of|keen on|into|one for|fond of)|got on with|seen the point of|understood the appeal of) {_L}", "i dislike {v}", "I've never liked opera."),
    Way(rf"i (?:could|can) never (?:really )?(?:get into|warm to|stand|bear|get on with|see the point of) {_L}|i (?:couldn't|can't) (?:really )?(?:get into|warm to|abide|bear|handle|stomach|get on with|see the point of|deal with|be doing with) (?P<w>{_NOT}{_W}(?: (?!so\b|and\b|but\b|because\b|any ?more\b|at\b|of\b){_W}){{0,3}})", "i dislike {v}{w}", "I could never get into jazz."),
    Way(rf"(?:anything|anywhere|any \w+|whatever) but {_L}(?:,? (?:please|pls|thanks|for me)|,? i)\b", "i never want {v}", "Anything but karaoke please."),
    Way(rf"i get (?:really |so |terribly |very |badly )?(?:seasick|carsick|airsick|travel sick|sick|dizzy|claustrophobic|panicky|panic attacks|vertigo) (?:on|in|at|from|around) {_L}", "i dislike {v}", "I get dizzy on ladders."),
    Way(rf"i(?:'d| would) (?:rather|sooner) (?:die|starve|eat my own \w+|eat \w+|chew \w+|walk|stay home|be shot|stick pins in my eyes|pull out my \w+) than (?:eat |go to |do |watch |have |drink |spend [\w ]+ (?:at|in|on) )?{_L}", "i never want {v}", "I'd rather starve than eat tripe."),
)  # fmt: skip
AVOIDED: Final = (*BODY, *DIET, *NEVER)
