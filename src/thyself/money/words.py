# ruff: noqa: E501  (lists)
"""Words of payees that say what most people would call a payment; the person's own names of categories win at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _of(words: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in words.split(",") if each.strip())


#: Common words by what they mean; chains only where nearly everybody knows them.
COMMON: Final[Mapping[str, tuple[str, ...]]] = {
    "Groceries": _of("grocery, groceries, supermarket, market, grocer, butcher, bakery, deli, farm shop, tesco, aldi, lidl, rewe, edeka, sainsbury, waitrose, carrefour, kroger, safeway, whole foods, trader joe, walmart, spar, coop, migros"),
    "Restaurants": _of("restaurant, diner, grill, steakhouse, pizza, pizzeria, sushi, bistro, kitchen, cafeteria, trattoria, bbq, seafood, ramen, brasserie, food truck, brunch, tavern, taqueria, noodle, thai, indian, greek"),
    "Fast Food": _of("mcdonald, burger, wendy, chick fil, kfc, subway, taco bell, drive in, five guys, bojangles, domino, kebab, fries"),
    "Coffee Shops": _of("coffee, starbucks, espresso, roaster, cafe, costa, dunkin, tea room"),
    "Alcohol & Bars": _of("bar, pub, brewing, brewery, liquor, wine, spirits, taproom, beer, cocktail, brewing company"),
    "Gas & Fuel": _of("gas station, fuel, petrol, shell, exxon, chevron, bp, esso, aral, total energies, conoco, valero, sheetz, circle k, quiktrip, go mart, charging station"),
    "Transport": _of("train, rail, metro, bus, taxi, uber, lyft, tram, parking, toll, airline, airways, flight, ferry, transit"),
    "Utilities": _of("power company, power, electric, electricity, water, gas company, energy, sewage, waste, utility, city water"),
    "Internet": _of("internet, broadband, internet service, fiber, cable company, isp"),
    "Mobile Phone": _of("phone company, phone, mobile, wireless, verizon, vodafone, t mobile, telecom"),
    "Mortgage & Rent": _of("mortgage, rent, landlord, lease, housing"),
    "Insurance": _of("insurance, state farm, geico, allianz, assurance, insurer"),
    "Shopping": _of("amazon, ebay, target, department store, clothing, fashion, shoes, ikea, mall, etsy, zalando"),
    "Electronics & Software": _of("best buy, electronics, apple store, software, computer, mediamarkt, steam games"),
    "Home Improvement": _of("hardware store, hardware, home depot, lowe, garden center, plumbing, construction, builders"),
    "Music": _of("spotify, music, itunes, concert, deezer"),
    "Movies & DVDs": _of("netflix, movie, cinema, hulu, disney, theater, video"),
    "Haircut": _of("barber, barbershop, hairdresser, salon, haircut"),
    "Health": _of("pharmacy, doctor, dentist, hospital, clinic, apotheke, chemist, optician, physio"),
    "Sport": _of("gym, fitness, yoga, sports club, climbing, swimming pool"),
    "Education": _of("school, university, tuition, course, books, bookstore"),
    "Travel": _of("hotel, hostel, airbnb, booking com, resort, travel"),
    "Credit Card Payment": _of("credit card payment, card payment, card bill"),
    "Paycheck": _of("paycheck, salary, wage, payroll, gehalt, lohn, biweekly paycheck"),
    "Fees": _of("fee, interest charge, overdraft, charge"),
    "Gifts": _of("gift, donation, charity, florist"),
}  # fmt: skip
#: Those of them that come in.
INCOME: Final = frozenset({"Paycheck", "Credit Card Payment", "Gifts"})
