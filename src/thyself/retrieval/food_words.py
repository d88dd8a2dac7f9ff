"""Food words: short forms of the USDA's table, everyday names for its rows, and words that say little."""

from __future__ import annotations

from typing import Final

#: Short forms in the names of the table, written out.
SHORT: Final = {
    "bttr": "butter", "pnut": "peanut", "choc": "chocolate", "chs": "cheese", "crm": "cream", "ckd": "cooked",
    "bld": "boiled", "bkd": "baked", "brld": "broiled", "rstd": "roasted", "tstd": "toasted", "brsd": "braised",
    "cnd": "canned", "frz": "frozen", "drnd": "drained", "dehyd": "dehydrated", "frsh": "fresh", "swt": "sweet",
    "swtnd": "sweetened", "unswtnd": "unsweetened", "grn": "green", "yel": "yellow", "wht": "white",
    "veg": "vegetable",
    "chick": "chicken", "bf": "beef", "tky": "turkey", "whl": "whole", "wheat": "wheat", "flr": "flour",
    "pdr": "powder",
    "lofat": "lowfat", "nonfat": "nonfat", "red": "red", "na": "sodium", "lo": "low", "hi": "high", "hvy": "heavy",
    "lt": "light", "pln": "plain", "reg": "regular", "sau": "sauce", "sausag": "sausage", "juc": "juice",
    "jce": "juice",
    "bev": "beverage", "rte": "ready", "rts": "ready", "mxd": "mixed", "sp": "species", "skn": "skin",
    "sknls": "skinless",
    "bnless": "boneless", "brst": "breast", "grnd": "ground", "ln": "lean", "drsng": "dressing", "mayo": "mayonnaise",
    "cocnt": "coconut", "bttrmlk": "buttermilk", "soybn": "soybean", "soybns": "soybeans", "bns": "beans",
    "enr": "enriched",
    "unenr": "unenriched", "fort": "fortified", "smmr": "summer", "wntr": "winter", "stmd": "steamed",
    "scrmbld": "scrambled",
    "imitn": "imitation", "cond": "condensed", "evap": "evaporated", "conc": "concentrate", "comm": "commercial",
    "prep": "prepared", "unprep": "unprepared", "cttg": "cottage", "parbld": "parboiled", "msh": "mashed",
    "mshd": "mashed",
    "fr": "french", "var": "variety", "vit": "vitamin", "sd": "seed", "sub": "substitute", "prot": "protein",
    "h2o": "water", "sol": "solids", "dk": "dark", "lrg": "large", "med": "medium", "gran": "granulated",
    "crl": "cereal",
    "flav": "flavor", "shldr": "shoulder", "liq": "liquid", "inst": "instant", "med-grain": "medium",
    "chile": "chili", "raw": "fresh",
    "cos": "romaine", "sweetpotato": "sweet potato", "hummus": "hummus", "chickpeas": "chickpeas",
    "crimini": "cremini",
    "marshmllw": "marshmallow", "dssrt": "dessert", "cttnsd": "cottonseed", "dmnd": "diamond", "hydr": "hydrogenated",
}  # fmt: skip

#: What people call something that the table calls otherwise.
EVERYDAY: Final = {
    "green onions": "scallions spring onions", "green onion": "scallions spring onions",
    "spring onions": "scallions spring onions", "scallions": "scallions spring onions",
    "scallion": "scallions spring onions", "coriander leaves": "cilantro", "courgette": "zucchini summer squash",
    "zucchini": "zucchini summer squash", "aubergine": "eggplant", "rocket": "arugula", "rucola": "arugula",
    "bell pepper": "sweet peppers", "bell peppers": "sweet peppers", "capsicum": "sweet peppers",
    "black pepper": "pepper black", "ground pepper": "pepper black", "pepper": "pepper black",
    "peppercorns": "pepper black", "kosher salt": "salt table", "sea salt": "salt table", "fine salt": "salt table",
    "coarse salt": "salt table", "salt": "salt table", "prawns": "shrimp", "prawn": "shrimp",
    "double cream": "heavy whipping cream fluid", "heavy cream": "heavy whipping cream fluid",
    "whipping cream": "heavy whipping cream fluid", "skim milk": "milk nonfat fluid",
    "skimmed milk": "milk nonfat fluid",
    "fat free milk": "milk nonfat fluid", "whole milk": "milk whole 3 25 milkfat", "milk": "milk whole 3 25 milkfat",
    "coconut milk": "coconut milk canned", "oat milk": "oat milk", "almond milk": "almond milk", "soy milk": "soymilk",
    "soya milk": "soymilk", "rice milk": "rice milk", "goat milk": "milk goat",
    "chocolate milk": "milk chocolate fluid",
    "buttermilk": "milk buttermilk fluid", "egg whites": "egg white raw fresh", "egg white": "egg white raw fresh",
    "egg yolks": "egg yolk raw fresh", "egg yolk": "egg yolk raw fresh", "fried egg": "egg whole cooked fried",
    "boiled egg": "egg whole cooked hard boiled", "eggs": "egg whole raw fresh", "egg": "egg whole raw fresh",
    "all purpose flour": "wheat flour white all purpose", "plain flour": "wheat flour white all purpose",
    "flour": "wheat flour white all purpose", "brown sugar": "sugars brown", "powdered sugar": "sugars powdered",
    "icing sugar": "sugars powdered", "maple syrup": "syrups maple", "sugar": "sugars granulated",
    "unsalted butter": "butter without salt", "peanut butter": "peanut butter smooth",
    "almond butter": "almond butter",
    "butter": "butter with salt", "soy sauce": "soy sauce shoyu wheat", "tamari": "soy sauce tamari",
    "white rice": "rice white long grain raw", "long grain rice": "rice white long grain raw",
    "jasmine rice": "rice white long grain raw", "basmati rice": "rice white long grain raw",
    "brown rice": "rice brown long grain raw", "rice": "rice white long grain raw", "green beans": "beans snap green",
    "garbanzo beans": "chickpeas", "spaghetti": "spaghetti dry", "pasta": "pasta dry", "oats": "oats",
    "oatmeal": "oats", "porridge": "oats", "mayonnaise": "salad dressing mayonnaise",
    "mayo": "salad dressing mayonnaise",
    "chicken stock": "soup stock chicken home", "chicken broth": "soup chicken broth ready", "broth": "soup broth",
    "dijon mustard": "mustard prepared yellow", "mustard": "mustard prepared yellow", "ketchup": "catsup",
    "parmesan": "cheese parmesan", "mozzarella": "cheese mozzarella whole milk", "cheddar": "cheese cheddar",
    "feta": "cheese feta", "ricotta": "cheese ricotta whole milk", "goat cheese": "cheese goat soft",
    "cream cheese": "cheese cream", "cottage cheese": "cheese cottage", "yoghurt": "yogurt plain",
    "greek yogurt": "yogurt greek plain nonfat", "yogurt": "yogurt plain whole", "beer": "beer regular all",
    "red wine": "wine table red", "white wine": "wine table white", "coffee": "coffee brewed prepared tap water",
    "tea": "tea brewed prepared tap water", "water": "water tap drinking", "minced beef": "beef ground",
    "hamburger meat": "beef ground", "mince": "beef ground", "potato": "potatoes white flesh skin raw",
    "cooked rice": "rice white long grain regular cooked", "cooked white rice": "rice white long grain regular cooked",
    "cooked brown rice": "rice brown long grain cooked", "cooked potatoes": "potatoes boiled cooked skin flesh",
    "cooked pasta": "pasta cooked", "cooked spaghetti": "spaghetti cooked",
    "potatoes": "potatoes white flesh skin raw",
    "boiled potatoes": "potatoes boiled cooked skin flesh", "bacon": "pork cured bacon", "baguette": "bread french",
    "toast": "bread white toasted", "panko": "bread crumbs dry grated plain",
    "breadcrumbs": "bread crumbs dry grated plain", "bread": "bread wheat", "cream": "cream fluid light",
    "vegetable oil": "oil soybean salad", "raisins": "raisins seedless", "tofu": "tofu raw firm",
    "romaine lettuce": "lettuce romaine", "sweet potatoes": "sweet potato raw",
    "white wine vinegar": "vinegar distilled",
    "apple cider vinegar": "vinegar cider", "rice vinegar": "vinegar distilled",
    **dict.fromkeys(
        ("tomato", "tomatoes", "grape tomatoes", "cherry tomatoes", "plum tomato", "plum tomatoes"),
        "tomatoes red ripe raw year round average",
    ),
    "crabmeat": "crab blue", "jalapeno pepper": "peppers jalapeno", "serrano chile pepper": "peppers serrano",
    "onion": "onions raw", "onions": "onions raw", "garlic": "garlic raw", "cumin": "cumin seed",
    "wine vinegar": "vinegar red wine",
}  # fmt: skip

#: Words that a cook says and a table does not.
PLAIN: Final = dict.fromkeys(
    """fresh freshly ripe chopped minced sliced diced grated shredded crushed peeled baby thin thick thinly kosher
    coarse
    fine extra virgin unsweetened organic good quality boneless skinless lean frozen raw plain cold hot warm cooked
    dried
    dry packed heaped heaping level leaves leaf toasted melted softened cubed quick cooking rolled crusty country style
    ground whole light lite low sodium refrigerated smoked sharp mild fat free reduced part skim instant canned boiled
    roasted grated seedless persian smoky dark to taste as needed optional for divided yellow white red""".split(),
    0.15,
) | {
    "fresh": 0.4,
    "raw": 0.4,
    "red": 0.4,
    "white": 0.4,
    "yellow": 0.4,
    "ground": 0.3,
    "canned": 0.5,
    "dried": 0.5,
    "frozen": 0.4,
}

#: What goes without saying counts little where a row says it (1 is the usual).
UNSAID: Final = {
    "fresh": 0.05, "regular": 0.1, "plain": 0.1, "whole": 0.2, "without": 0.2, "salt": 0.3, "skin": 0.3,
    "flesh": 0.2, "salad": 0.2, "cooking": 0.2, "table": 0.2, "ripe": 0.1, "year": 0.1, "round": 0.1, "average": 0.1,
    "red": 0.5, "white": 0.4, "green": 0.5, "all": 0.1, "commercial": 0.2, "variety": 0.2, "varieties": 0.2,
    "vitamin": 0.1, "added": 0.1, "d": 0.05, "enriched": 0.1, "species": 0.2, "mixed": 0.3, "cooked": 0.8,
    "canned": 1.3,
    "dried": 1.5, "dehydrated": 1.8, "frozen": 1.2, "powder": 1.5, "imitation": 2.0, "juice": 1.8, "mix": 1.8,
    "substitute": 2.0, "oil": 3.0, "small": 0.1, "extra": 0.1, "large": 0.1, "jumbo": 0.1, "baby": 1.5, "soup": 1.8,
    "human": 3.0, "cake": 1.5, "pie": 1.5, "leaves": 0.6,
    "fried": 1.2, "roasted": 0.8, "peel": 0.6, "seeds": 0.6, "unprepared": 0.1, "ready": 0.2, "prepared": 0.3,
}  # fmt: skip
