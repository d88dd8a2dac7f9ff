# ruff: noqa: E501  (lists)
"""Word lists that the patterns of stated facts need: relatives, jobs, animals, conditions, languages."""

from __future__ import annotations

from typing import Final


def _alternatives(words: str) -> str:
    """A regular expression for any of the words or phrases (separated by commas), the longest first."""
    each = sorted({" ".join(word.split()) for word in words.split(",") if word.strip()}, key=len, reverse=True)
    return "(?:" + "|".join(each) + ")"


#: People of the person's own; ``my sister Anna lives in Rome`` speaks of her.
RELATIVES: Final = _alternatives(
    "mother, father, mom, mum, dad, parents, sister, brother, son, daughter, kids, children, wife, husband, "
    "girlfriend, boyfriend, fianc[eé]e?, partner, spouse, ex-wife, ex-husband, grandmother, grandfather, grandma, "
    "grandpa, granddaughter, grandson, aunt, uncle, cousin, niece, nephew, stepmother, stepfather, stepsister, "
    "stepbrother, mother-in-law, father-in-law, sister-in-law, brother-in-law, twin sister, twin brother, twin, "
    "best friend, friend, roommate, flatmate, housemate, neighbou?r, boss, manager, colleague, co-?worker, "
    "supervisor, mentor, advisor, doctor, dentist, therapist, teacher, coach"
)

#: The same, as far as they are family.
FAMILY: Final = _alternatives(
    "mother, father, mom, mum, dad, parents, sister, brother, son, daughter, wife, husband, girlfriend, boyfriend, "
    "fianc[eé]e?, partner, spouse, ex-wife, ex-husband, grandmother, grandfather, grandma, grandpa, granddaughter, "
    "grandson, aunt, uncle, cousin, niece, nephew, stepmother, stepfather, stepsister, stepbrother, mother-in-law, "
    "father-in-law, sister-in-law, brother-in-law, twin, baby, toddler"
)

_FAMILY_PLURAL: Final = _alternatives(
    "sisters, brothers, sons, daughters, kids, children, boys, girls, grandchildren, grandkids, grandsons, "
    "granddaughters, siblings, nieces, nephews, cousins, twins, stepchildren, stepkids, babies"
)
MANY_FAMILY: Final = rf"(?:{_FAMILY_PLURAL}|{FAMILY}|kid|child|sibling|boy|girl)"

ANIMALS: Final = _alternatives(
    "cats?, dogs?, kittens?, pupp(?:y|ies), bird?s?, parrots?, hamsters?, rabbits?, bunn(?:y|ies), goldfish, fish, "
    "horses?, pon(?:y|ies), turtles?, tortoises?, snakes?, lizards?, iguanas?, geckos?, guinea pigs?, ferrets?, "
    "chickens?, ducks?, goats?, pigs?, cows?, sheep, rats?, mice, mouse, hedgehogs?, frogs?, tarantulas?, pets?, "
    "chinchillas?, canar(?:y|ies), budgies?, cockatiels?, poodles?, beagles?, corgis?, pugs?, huskies|husky, "
    "labradors?, labs?, golden retrievers?, german shepherds?, chihuahuas?, dachshunds?, bulldogs?, terriers?, "
    "dobermans?, collies?, macaws?, donkeys?, alpacas?, llamas?, cockatoos?, pit ?bulls?, greyhounds?, spaniels?, whippets?, dalmatians?, schnauzers?, shih ?tzus?, malteses?, rottweilers?, "
    "pup, hens?, cockerels?, geese, quails?, pigeons?, axolotls?, bearded dragons?, gerbils?, parakeets?, koi, rescue dogs?, spaniel mix"
)

#: Jobs; a word for a trait ("a hard worker", "a dreamer") is none of them.
JOBS: Final = _alternatives(
    "nurse, doctor, physician, surgeon, dentist, veterinarian, vet, vet tech, paramedic, emt, pharmacist, "
    "pharmacy technician, psychologist, psychiatrist, therapist, physical therapist, occupational therapist, "
    "counsell?or, social worker, midwife, caregiver, carer, nanny, babysitter, teacher, tutor, professor, lecturer, "
    "researcher, scientist, biologist, chemist, physicist, mathematician, statistician, economist, historian, "
    "archaeologist, geologist, astronomer, engineer, developer, programmer, software engineer, software developer, "
    "web developer, data scientist, data analyst, analyst, architect, designer, graphic designer, web designer, "
    "interior designer, fashion designer, ui designer, ux designer, product manager, project manager, manager, "
    "store manager, office manager, supervisor, director, consultant, accountant, bookkeeper, banker, bank teller, "
    "teller, broker, stockbroker, real estate agent, realtor, estate agent, insurance agent, salesman, salesperson, "
    "saleswoman, sales representative, sales associate, sales rep, cashier, clerk, receptionist, secretary, "
    "administrative assistant, personal assistant, assistant, executive assistant, administrator, librarian, "
    "archivist, lawyer, attorney, paralegal, judge, police officer, cop, detective, firefighter, fireman, soldier, "
    "marine, veteran, pilot, flight attendant, air hostess, stewardess, driver, truck driver, bus driver, "
    "taxi driver, cab driver, uber driver, delivery driver, mechanic, car mechanic, electrician, plumber, carpenter, "
    "roofer, welder, construction worker, builder, painter, contractor, landscaper, gardener, florist, farmer, "
    "rancher, fisherman, butcher, baker, chef, cook, line cook, sous chef, pastry chef, waiter, waitress, server, "
    "bartender, barista, dishwasher, janitor, cleaner, housekeeper, maid, custodian, hairdresser, hair ?stylist, "
    "stylist, barber, beautician, makeup artist, tattoo artist, artist, illustrator, sculptor, photographer, "
    "filmmaker, video editor, editor, journalist, reporter, writer, author, novelist, poet, blogger, copywriter, "
    "translator, interpreter, musician, singer, songwriter, guitarist, pianist, drummer, violinist, composer, "
    "conductor, dj, producer, music producer, actor, actress, dancer, ballet dancer, comedian, clown, magician, "
    "model, athlete, football player, basketball player, baseball player, soccer player, boxer, wrestler, coach, "
    "personal trainer, trainer, fitness instructor, yoga teacher, yoga instructor, instructor, lifeguard, "
    "dog walker, dog trainer, dog groomer, zookeeper, marine biologist, entrepreneur, business owner, ceo, cto, "
    "founder, freelancer, investor, trader, marketer, recruiter, security guard, guard, postman, mail carrier, "
    "mailman, seamstress, tailor, jeweler, antique dealer, travel agent, tour guide, pastor, priest, minister, "
    "monk, nun, rabbi, imam, missionary, politician, diplomat, technician, lab technician, it technician, "
    "factory worker, warehouse worker, postdoc, phd student, graduate student, grad student, student, "
    "medical student, law student, college student, university student, high school student, nursing student, "
    "homemaker, housewife, stay[- ]at[- ]home (?:mom|mum|dad|mother|father|parent|wife), retiree, intern, apprentice, "
    "game designer, game developer, gamer by profession, truck ?er, miner, sailor, ship captain, civil servant, "
    "government worker, park ranger, ranger, park guide, preacher, youtuber, streamer, vlogger, "
    "actuary, head ?teacher, headmaster, headmistress, principal, teaching assistant, glazier, locksmith, bricklayer, plasterer, "
    "stonemason, scaffolder, joiner, cabinet maker, decorator, tiler, electrician's mate, gas engineer, locum, general practitioner, "
    "gp, radiographer, radiologist, sonographer, an(?:a)?esthetist, cardiologist, oncologist, neurologist, p(?:a)?ediatrician, "
    "physio, physiotherapist, chiropractor, osteopath, optician, optometrist, dental nurse, dental hygienist, dietitian, nutritionist, "
    "speech therapist, podiatrist, phlebotomist, health visitor, care worker, support worker, youth worker, childminder, au pair, "
    "court stenographer, court clerk, barrister, solicitor, notary, auditor, tax advisor, tax adviser, underwriter, loan officer, "
    "financial advisor, financial adviser, quantity surveyor, surveyor, town planner, civil engineer, sound engineer, test engineer, "
    "software tester, tester, devops engineer, sysadmin, system administrator, network engineer, web master, machine learning engineer, "
    "ux researcher, product designer, piano tuner, piano teacher, music teacher, luthier, watchmaker, goldsmith, silversmith, jeweller, "
    "potter, glassblower, blacksmith, farrier, upholsterer, saddler, bookbinder, printer, typesetter, proofreader, curator, "
    "conservator, museum guide, stage manager, set designer, costume designer, lighting technician, choreographer, opera singer, "
    "cellist, organist, session musician, stand-up comedian, voice actor, animator, cartoonist, concept artist, wedding planner, "
    "event manager, event planner, hotel manager, concierge, porter, chambermaid, sommelier, brewer, cheesemonger, fishmonger, "
    "greengrocer, shop assistant, shopkeeper, store clerk, stock clerk, forklift driver, lorry driver, van driver, tram driver, "
    "train driver, train conductor, courier, cyclist by trade, driving instructor, swimming teacher, ski instructor, climbing instructor, "
    "air traffic controller, aircraft mechanic, ship's cook, deckhand, skipper, harbour master, dock worker, crane operator, "
    "prison officer, probation officer, customs officer, traffic warden, paratrooper, army officer, naval officer, forester, "
    "tree surgeon, arborist, beekeeper by trade, shepherd, dairy farmer, vet nurse, veterinary nurse, dog sitter, kennel worker, "
    "ecologist, botanist, zoologist, geographer, meteorologist, oceanographer, linguist, anthropologist, sociologist, "
    "political scientist, philosopher, theologian, vicar, chaplain, deacon, undertaker, funeral director, gravedigger, street cleaner, "
    "bin man, window cleaner, chimney sweep, pest controller, call centre agent, call center agent, telemarketer, sales manager, "
    "account manager, marketing manager, brand manager, shift manager, shift lead, team lead, tech lead, project lead, head nurse, head chef, "
    "head of \\w+, hr manager, hr officer, purchaser, buyer, logistician, dispatcher, operations manager, chief of staff, lobbyist, "
    "speechwriter, ghostwriter, screenwriter, playwright, columnist, newsreader, radio presenter, tv presenter, podcaster, influencer, "
    "tattooist, piercer, nail technician, masseuse, massage therapist, acupuncturist, yoga therapist, life coach, career coach"
)

#: Words that stand before a job and belong to it.
JOB_BEFORE: Final = r"(?:(?!(?:big|huge|better|bad|terrible|great|good|avid|keen|passionate|amateur|enthusiastic|little|bit|such|real|hard|fan|lover)\b)[\w-]+ ){0,3}?"

LANGUAGES: Final = _alternatives(
    "english, french, spanish, german, italian, portuguese, dutch, swedish, norwegian, danish, finnish, icelandic, "
    "polish, czech, slovak, hungarian, romanian, bulgarian, greek, turkish, russian, ukrainian, arabic, hebrew, "
    "persian, farsi, hindi, urdu, bengali, punjabi, tamil, telugu, chinese, mandarin, cantonese, japanese, korean, "
    "vietnamese, thai, malay, indonesian, tagalog, swahili, latin, irish, welsh, gaelic, catalan, basque, croatian, "
    "serbian, slovenian, lithuanian, latvian, estonian, afrikaans, esperanto, sign language, american sign language"
)

CONDITIONS: Final = _alternatives(
    "(?:type (?:1|2|one|two) )?diabetes, asthma, adhd, add, autism, epilepsy, cancer, migraines?, arthritis, "
    "rheumatoid arthritis, hypertension, high blood pressure, low blood pressure, high cholesterol, insomnia, "
    "sleep apn(?:ea|oea), depression, anxiety, social anxiety, an anxiety disorder, bipolar disorder, ptsd, ocd, "
    "anorexia, bulimia, an eating disorder, crohn'?s(?: disease)?, colitis, ulcerative colitis, ibs, celiac(?: disease)?, "
    "coeliac(?: disease)?, eczema, psoriasis, lupus, fibromyalgia, multiple sclerosis, parkinson'?s(?: disease)?, "
    "endometriosis, pcos, an?emia, a heart condition, a heart murmur, heart disease, hypothyroidism, "
    "a thyroid (?:condition|problem), hay ?fever, gout, osteoporosis, scoliosis, tinnitus, dyslexia, vertigo, "
    "acid reflux, gerd, kidney disease, chronic pain, chronic fatigue(?: syndrome)?, back pain, a bad back, a bad knee, "
    "hiv, hepatitis, leuk(?:a)?emia, sciatica, narcolepsy, a pacemaker, panic attacks, a peanut allergy"
)

MEDICINES: Final = (
    r"(?:[a-z]+(?:formin|pril|sartan|statin|olol|azole|cillin|mycin|oxetine|alopram|traline|azepam|azolam|idone|"
    r"apine|tidine|gliptin|glutide|thyroxine|profen|setron|triptan|dronate|parin|barbital)|insulin|aspirin|"
    r"paracetamol|acetaminophen|prednisone|warfarin|lithium|adderall|ritalin|prozac|zoloft|lexapro|xanax|"
    r"antidepressants?|antihistamines?|beta blockers?|blood thinners?|birth control|the pill|vitamin [a-e]\d*|"
    r"iron (?:tablets|pills|supplements)|melatonin|(?:sleeping|blood pressure) (?:pills|tablets|medication)|"
    r"medication for [\w ]+)"
)

#: What a diet forbids; the forms by which an item would name it.
DIETS: Final = {
    "vegetarian": ("meat", "beef", "pork", "chicken", "turkey", "lamb", "bacon", "ham", "fish", "tuna", "salmon", "steak",
                   "sausage", "shrimp", "prawn", "duck", "veal", "seafood", "anchovy"),
    "vegan": ("meat", "beef", "pork", "chicken", "turkey", "lamb", "bacon", "ham", "fish", "tuna", "salmon", "steak",
              "sausage", "shrimp", "prawn", "duck", "veal", "seafood", "anchovy", "egg", "milk", "cheese", "butter",
              "cream", "yogurt", "yoghurt", "honey", "dairy"),
    "pescatarian": ("meat", "beef", "pork", "chicken", "turkey", "lamb", "bacon", "ham", "steak", "sausage", "duck", "veal"),
    "kosher": ("pork", "bacon", "ham", "shrimp", "prawn", "lobster", "crab", "shellfish"),
    "halal": ("pork", "bacon", "ham", "alcohol", "wine", "beer", "lard"),
    "gluten-free": ("gluten", "wheat", "barley", "rye"),
    "teetotal": ("alcohol", "wine", "beer", "vodka", "whisky", "whiskey", "rum", "gin"),
    "drink": ("alcohol", "wine", "beer", "vodka", "whisky", "whiskey", "rum", "gin"),
    "sober": ("alcohol", "wine", "beer", "vodka", "whisky", "whiskey", "rum", "gin", "champagne"),
    "lactose intolerant": ("lactose", "milk", "cream", "dairy", "cheese", "yogurt", "butter"),
}  # fmt: skip

#: What belongs to a named allergen, beside the word itself.
ALLERGENS: Final = {
    "nut": ("nut", "almond", "hazelnut", "walnut", "cashew", "pecan", "pistachio", "macadamia", "peanut", "praline",
            "marzipan"),
    "tree nut": ("almond", "hazelnut", "walnut", "cashew", "pecan", "pistachio", "macadamia"),
    "peanut": ("peanut", "groundnut"),
    "shellfish": ("shellfish", "shrimp", "prawn", "crab", "lobster", "mussel", "oyster", "clam", "crayfish", "scallop"),
    "seafood": ("seafood", "fish", "shellfish", "shrimp", "prawn", "crab", "lobster", "mussel", "oyster", "clam", "tuna",
                "salmon", "cod", "squid"),
    "fish": ("fish", "tuna", "salmon", "cod", "anchovy", "trout", "mackerel", "sardine"),
    "dairy": ("dairy", "milk", "cheese", "butter", "cream", "yogurt", "yoghurt"),
    "milk": ("milk", "dairy", "cheese", "butter", "cream", "yogurt"),
    "lactose": ("lactose", "milk", "dairy", "cream", "cheese", "yogurt"),
    "gluten": ("gluten", "wheat", "barley", "rye"),
    "wheat": ("wheat", "gluten"),
    "egg": ("egg", "mayonnaise", "meringue"),
    "soy": ("soy", "soya", "tofu", "edamame"),
    "meat": ("meat", "beef", "pork", "chicken", "turkey", "lamb", "bacon", "ham", "steak", "sausage", "veal", "duck"),
    "alcohol": ("alcohol", "wine", "beer", "vodka", "whisky", "whiskey", "rum", "gin"),
    "red meat": ("beef", "lamb", "pork", "veal", "steak"),
}  # fmt: skip

#: Words that are no topic, however often somebody uses them.
NO_TOPIC: Final = frozenset(
    """after again against ago almost alone along already although always among amount another anymore anyone anything
    anyway anywhere apart around ask asked asking away back bad because become becoming been before began begin beginning
    behind being below best better between beyond big bit both bring bringing brought call called calling came can cannot
    carefully case certain certainly change changed clear clearly close come comes coming companion companionship complete
    completely confused consider considered could couple course currently day days deal decide decided definitely describe
    described despite did different difficult discuss discussed does doing done down due during each earlier early easily
    easy effect effective either else end ended enough especially even eventually ever every everyone everything exactly
    example except excited experience expect expected explain extremely fact far feel feeling feelings feels fell felt few
    final finally find finding fine finish finished first follow following forget forgot forward found from front full
    further gave general generally get gets getting give given giving glad goes going gone good got great guess had half
    hand happen happened happening happens happy hard hardly has have having hear heard hearing held help helped helpful
    helping helps here high hold hope hoping hour hours how however huge idea ideas imagine immediately important improve
    improved including indeed inspire inspired instead interest interested interesting into issue issues itself just keep
    keeping kept kind kinds knew know knowing known lack large last late lately later latest lead learn learned learning
    least leave leaving left less let life like likely little live lives living local long longer look looked looking looks
    lose lost lot lots loud love lovely made main mainly make makes making manage managed many matter maybe mean meaning
    means meant meet meeting mention mentioned met method methods might mind minute minutes moment moments month months mood
    more morning most mostly move moved moving much must myself name named near nearly need needed needs never new next nice
    night normal nothing notice noticed now number occasionally often okay once one ones only open opened opinion opportunity
    option options order other others otherwise ourselves out outside over overall own part particular particularly past
    pay people perfect perhaps period person personal place places plan planned planning plans please plus point points
    possible pretty previous previously probably problem problems process properly provide put question questions quick
    quickly quite rather reach read reading ready real realize realized really reason reasons receive received recent
    recently recommend recommendation recommendations recommended regarding regards remember remembered reply response rest
    result results return right run running said same save saw say saying says second see seeing seem seemed seems seen send
    sent set several shall share shared sharing short should show showed showing shown side similar simple simply since
    single situation slightly slow slowly small some somebody someone something sometimes somewhat somewhere soon sorry sort
    sound sounded sounds special specific spend spent start started starting still stop stopped stuff such suddenly suggest
    suggested suggestion suggestions advice suitable support supposed sure surprised take taken takes taking talk talked
    talking tell telling tend than thank thankful thanks that the their them then there therefore these they thing things
    think thinking third this those though thought thoughts three through throughout till time times tip tips tired today
    together told tomorrow tonight too took topic total totally touch toward towards tried truly try trying turn turned two
    type types under understand understood unfortunately unless until upon use used useful using usual usually various very
    view wait waiting walk want wanted wants was watch watching way ways week weeks weekend well went were whatever when
    whenever where whether which while who whole whom whose why will wish with within without wonder wondering wonderful
    word words worked works worth would write writing wrong yeah year years yesterday yet you your yours yourself attached
    email mail mails message dear hello best cheers regards sincerely hugs chat user assistant www http https com org html
    activity activities practical practice skill skills goodbye bye care comfort comforted difficulty difficulties bits
    conversation conversations chatting chats suggesting thinks please our ours her him his she besides luck miss present update confirm detail details reminder extend abs actually sorry yep yup btw biz gonna remind reminded reminds tough positive impact journey
    determined motivate motivated motivation accept accepted pics congrats okay determination remembering happier spread key push
    wanna gotta stuffs guys photo pic
    propose proposed proposes proposing proposal version versions afternoon pass passed available availability correct corrected corrections updated
    updates updating hosted hosting upload uploaded missed missing address addressed attachment attachments file files link links document documents
    draft drafts schedule scheduled scheduling discussed discussion submit submitted submitting submission approve approved process processed attend
    attending additional request requested requests form forms sign signed signing application applications available confirm confirmed deadline
    deadlines fix fixed note noted copy copied version concern concerns
    monday tuesday wednesday thursday friday saturday sunday""".split()
)
