# ruff: noqa: E501  (lists and expressions read best in one line)
"""Foods and what is touched: words by which a sentence is known to speak of food, or of what a skin or nose may not bear.

General lists of everyday foods, drinks, medicines and contact allergens; a thing that is not here is no food to the forms
that ask for one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from thyself.core.words import stem, words
from thyself.memory.extract.words import ALLERGENS, DIETS

_FOODS: Final = """
almond anchovy apple apricot artichoke asparagus aubergine avocado bacon bagel banana barley basil bean beef beer beetroot
berry biscuit blackberry blueberry bourbon bran brandy bread breadcrumb brie brioche brisket broccoli broth brownie buckwheat
bulgur burger butter buttermilk cabbage caffeine cake camembert candy caper caramel caraway carb cardamom carrot cashew
cauliflower caviar celeriac celery cereal champagne cheddar cheese cheesecake cherry chestnut chicken chicory chickpea chilli
chili chip chive chocolate chorizo cider cilantro cinnamon citrus clam clementine clove cocktail cocoa coconut cod coffee cola
coke coriander corn cornflake courgette couscous crab cracker cranberry cream crisp croissant cucumber cumin currant curry
custard dairy date dill donut doughnut duck dumpling edamame egg eggplant elderflower endive espresso falafel fat fennel feta
fig fish flour fructose fruit fry fudge game garlic gelatin gelatine gin ginger gluten goat goose gooseberry grain grape
grapefruit gravy groundnut guava haddock halibut ham hazelnut herring honey horseradish hummus icing jam jelly juice kale
ketchup kidney kiwi kohlrabi lactose lamb lager lard leek legume lemon lemonade lentil lettuce licorice lime liquor liquorice
liver lobster lupin lychee macadamia mackerel maize malt mandarin mango margarine marmalade marmite marshmallow marzipan mayo
mayonnaise meat melon milk milkshake millet mint molasses msg muesli mushroom mussel mustard mutton nectarine noodle nut
nutella nutmeg oat oatmeal octopus offal oil okra olive onion orange oregano oxtail oyster pancake paneer papaya paprika
parmesan parsley parsnip passionfruit pasta pastry pate pea peach peanut pear pecan pepper peppermint pepperoni pickle pie
pineapple pistachio pizza plum polenta pomegranate popcorn pork porridge potato poultry praline prawn protein prune pudding
pulse pumpkin quail quiche quinoa rabbit radish raisin raspberry rhubarb rice ricotta roe rosemary rum rye saffron salad salami
salmon salsa salt sandwich sardine sauce sauerkraut sausage scallop scampi seafood seaweed seed semolina sesame shellfish
sherry shrimp soda sorbet soup soy soya spelt spice spinach spirit sprout squash squid stilton steak strawberry stuffing sugar
sulphite sulfite sultana sushi sweet sweetcorn sweetener syrup tahini tangerine tannin tapioca taro tart tartrazine tea tequila
thyme toast tofu tomato treacle tripe trout truffle tuna turkey turmeric turnip vanilla veal vegetable venison vermouth vinegar
vodka waffle walnut wasabi watercress watermelon wheat whey whiskey whisky wine yam yeast yoghurt yogurt zucchini alcohol booze
aspartame additive sweetbread crayfish cuttlefish sourdough mozzarella parma prosciutto nougat yolk meringue histamine fodmap
"""
_TAKEN: Final = """
aspirin penicillin amoxicillin ibuprofen paracetamol codeine morphine sulfa antibiotic antihistamine statin steroid tetracycline
naproxen diclofenac tramadol anaesthetic anesthetic lidocaine iodine vaccine erythromycin cephalosporin nsaid opiate opioid
"""
_TOUCHED: Final = """
cat dog pet animal horse rabbit hamster bird feather fur wool dust mite mould mold pollen grass birch hazel ragweed hay ryegrass
tree flower lily latex rubber nickel metal gold cobalt chrome perfume fragrance scent aftershave cologne incense smoke smog
chlorine bleach detergent soap shampoo lanolin paraben formaldehyde resin glue paint varnish plaster adhesive henna dye sunscreen
wasp bee hornet mosquito ant insect sting bite venom cockroach sawdust wood ivy nettle leather polyester nylon cotton lavender
deodorant cosmetic makeup mascara powder chalk ink hairspray jewellery jewelry guinea reptile snake jellyfish sun sunlight
"""


@lru_cache(maxsize=1)
def _stems() -> tuple[frozenset[str], frozenset[str]]:
    known = [form for forms in (*ALLERGENS.values(), *DIETS.values()) for form in forms]
    eaten = {stem(word) for each in (_FOODS, _TAKEN, *known, *ALLERGENS) for word in words(each)}
    return frozenset(eaten), frozenset(stem(word) for word in words(_TOUCHED))


def is_food(text: str) -> bool:
    """Whether the words name something that is eaten, drunk or taken.

    >>> is_food("soft cheese"), is_food("roller coasters")
    (True, False)
    """
    eaten, _ = _stems()
    return any(stem(word) in eaten for word in words(text))


def is_borne(text: str) -> bool:
    """Whether the words name something that a body may not bear: food, or what is touched or breathed.

    >>> is_borne("birch pollen"), is_borne("Mondays")
    (True, False)
    """
    _, touched = _stems()
    return is_food(text) or any(stem(word) in touched for word in words(text))


#: Everybody is "allergic" to these.
_JOKES: Final = frozenset(
    stem(word)
    for word in """work working hard monday tuesday wednesday thursday friday morning meeting criticism people drama exercise housework
    commitment bullshit nonsense stupidity idiot fool small talk early spreadsheet math maths fun responsibility bad news boredom
    politics politician tax bill chore cleaning school homework effort authority compliment praise change winter boss email excuse
    lie liar jogging gym marketing paperwork admin ironing laundry dishes dust-up shopping queue crowd traffic alarm taxes dieting jargon deadline""".split()
)


def is_no_allergen(text: str) -> bool:
    """Whether the words name what nobody is allergic to but in jest: hard work, Mondays.

    >>> is_no_allergen("hard work"), is_no_allergen("hard cheese")
    (True, False)
    """
    found = {stem(word) for word in words(text)}
    return bool(found & _JOKES) and not is_borne(text)
