# ruff: noqa: E501  (sentences)
"""The sentences of planted lives: each set says the same things in words of its own.

The forms of change were written on the first five sets, each new one after the forms for those before it; the last was
written after all, for measuring, and no form was touched since. ``{v}`` is the value, ``{old}`` the one before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Templates = Mapping[str, tuple[str, ...]]

#: What can be said of a slot: ``first`` (it holds), ``update`` (another value), ``end`` (it holds no longer).
SETS: Final[tuple[Mapping[str, Templates], ...]] = (
    {
        "home": {
            "first": (
                "I live in {v}.",
                "I'm based in {v}, by the way.",
                "It rains a lot here in autumn, I live in {v}.",
            ),
            "update": (
                "I moved to {v} last week.",
                "We just relocated to {v}!",
                "I'm now based in {v}.",
                "I've moved from {old} to {v}.",
            ),
            "end": ("I moved out of {old} yesterday.",),
        },
        "work": {
            "first": (
                "I work at {v}.",
                "I've been working for {v} for a while.",
                "I work for {v} and it keeps me busy.",
            ),
            "update": (
                "I switched jobs and now work at {v}.",
                "I started a new job at {v}.",
                "I got hired by {v}!",
                "I joined {v} this week.",
            ),
            "end": ("I quit my job at {old}.", "I no longer work at {old}.", "I got laid off."),
        },
        "role": {
            "first": ("I work as a {v}.", "I'm a {v} by profession."),
            "update": ("I was promoted to {v}.", "I retrained as a {v}.", "I now work as a {v}."),
            "end": ("I'm not a {old} anymore.", "I don't work as a {old} anymore."),
        },
        "partner": {
            "first": ("My girlfriend {v} loves cooking.", "I'm dating {v}.", "My girlfriend is called {v}."),
            "update": ("I started seeing {v}.", "My new girlfriend is called {v}."),
            "end": ("{old} and I broke up.", "We broke up.", "I'm single again."),
        },
        "car": {
            "first": ("I drive a red {v}.", "I own a {v}.", "I bought a {v} last year."),
            "update": ("I traded in my {old} for a {v}.", "I sold the {old} and bought a {v}."),
            "end": ("I sold the car.", "I sold my {old} last week.", "Got rid of the {old} today."),
        },
        "pet": {
            "first": ("I have a dog called {v}.", "My dog {v} is lovely.", "We adopted a puppy named {v}."),
            "update": (),
            "end": ("{old} died last week.", "My dog passed away.", "We had to rehome our dog."),
        },
        "diet": {
            "first": ("I'm {v}.", "I've been {v} for years."),
            "update": (),
            "end": ("I'm not {old} anymore.", "I eat meat and cheese again these days.", "I stopped being {old}."),
        },
        "colour": {
            "first": ("My favourite colour is {v}.",),
            "update": ("My favourite colour is now {v}.", "{V} is my new favourite colour."),
            "end": (),
        },
        "name": {
            "first": ("My name is {v}.", "You can call me {v}."),
            "update": ("I started going by {v}.", "Please call me {v} from now on.", "I changed my name to {v}."),
            "end": (),
        },
        "sport": {
            "first": ("I took up {v} recently.", "I really like {v}.", "I love {v}."),
            "update": (),
            "end": ("I gave up {old}.", "I don't like {old} anymore.", "I quit {old}."),
        },
    },
    {
        "home": {
            "first": (
                "Greetings from {v}, my home for the past few years.",
                "I've got a small place here in {v}.",
                "{v} is where I live.",
                "My flat in {v} is tiny but sunny.",
            ),
            "update": (
                "Guess who's finally living in {v}!",
                "The move went fine and I'm a resident of {v} now.",
                "Bye {old}, hello {v}: the last box is unpacked.",
                "As of this week my address is in {v}.",
            ),
            "end": ("I've left {old} for good.", "{old} is history, I handed back the keys."),
        },
        "work": {
            "first": (
                "My employer is {v}.",
                "I earn my living at {v}.",
                "Day job: I'm employed by {v}.",
                "I've got a job with {v}.",
            ),
            "update": (
                "First day at {v} today!",
                "I accepted an offer from {v} and said goodbye to {old}.",
                "{v} is my new employer.",
                "I've gone over to {v}, the pay is better.",
            ),
            "end": (
                "{old} let me go.",
                "I handed in my badge at {old}, that chapter is closed.",
                "I walked out of my job at {old} for good.",
            ),
        },
        "role": {
            "first": ("I make my living as a {v}.", "I'm employed as a {v}.", "Being a {v} is my profession."),
            "update": ("They made me {v}.", "My job title is {v} now.", "I've become a {v}."),
            "end": ("My days as a {old} are over.", "I've stopped working as a {old}."),
        },
        "partner": {
            "first": (
                "{v} and I have been a couple for two years.",
                "My better half, {v}, says hi.",
                "I'm in a relationship with {v}.",
            ),
            "update": (
                "There's someone new in my life, her name is {v}.",
                "{v} and I are an item now.",
                "I'm going out with {v} these days.",
            ),
            "end": ("{old} left me.", "It's over between {old} and me.", "{old} and I have gone our separate ways."),
        },
        "car": {
            "first": (
                "My {v} starts even in the cold.",
                "I've got a {v} in the garage.",
                "I get around in an old {v}.",
            ),
            "update": ("The {old} is gone, I drive a {v} now.", "I swapped the {old} for a {v}."),
            "end": (
                "Somebody bought my {old} yesterday, so I'm carless.",
                "My {old} was stolen.",
                "The {old} went to the scrapyard.",
            ),
        },
        "pet": {
            "first": (
                "{v}, our dog, chewed my shoes.",
                "I share my flat with a dog named {v}.",
                "Our dog is called {v}.",
            ),
            "update": (),
            "end": (
                "We had to say goodbye to {old} at the vet's.",
                "{old} is no longer with us.",
                "Our dog crossed the rainbow bridge.",
            ),
        },
        "diet": {
            "first": ("I follow a {v} diet.", "As a {v}, I cook at home a lot.", "I went {v} in my twenties."),
            "update": (),
            "end": (
                "I've given up on being {old}.",
                "My {old} days are over.",
                "I had a steak and an omelette and I'm no longer {old}.",
            ),
        },
        "colour": {
            "first": ("The colour I like best is {v}.", "{V} is my favourite colour."),
            "update": ("I've changed my mind, my favourite colour is {v}.", "These days my favourite colour is {v}."),
            "end": (),
        },
        "name": {
            "first": ("I'm called {v}.", "Everyone calls me {v}."),
            "update": ("I go by {v} now.", "From today my name is {v}.", "Everybody calls me {v} these days."),
            "end": (),
        },
        "sport": {
            "first": ("I've got into {v}.", "{V} is my hobby.", "I'm mad about {v}."),
            "update": (),
            "end": ("I'm done with {old}.", "{V} bores me now, I've dropped it.", "I've stopped {old}."),
        },
    },
    {
        "home": {
            "first": (
                "We've made {v} our home.",
                "Life in {v} is good, our street is quiet and my flat is warm.",
                "I call {v} home.",
                "I've had my apartment in {v} since college.",
            ),
            "update": (
                "So, big news: I packed up my life and went to live in {v}.",
                "Settling into my new apartment in {v}, boxes everywhere.",
                "{v} it is! I signed the lease on a flat there and moved yesterday.",
                "I swapped {old} for {v}, still looking for my kettle.",
                "I've been living in {v} since the start of the week.",
            ),
            "end": (
                "I gave up my flat in {old}.",
                "I don't live in {old} any longer.",
                "Today I moved away from {old}.",
            ),
        },
        "work": {
            "first": (
                "I'm on the payroll of {v}.",
                "My job at {v} keeps me on my toes.",
                "I've been with {v} for ages, they pay my bills.",
                "I'm on the staff at {v}.",
            ),
            "update": (
                "New chapter: I signed with {v} and start there straight away.",
                "Change of jobs: {v} has me now, they hired me on Monday.",
                "I've changed employers, it's {v} these days.",
                "After years at {old} I took a position at {v}.",
                "{v} offered me a job and I said yes, today I began.",
            ),
            "end": (
                "My contract at {old} was not renewed.",
                "I resigned from {old} this morning.",
                "{old} made me redundant.",
                "I've finished at {old}.",
            ),
        },
        "role": {
            "first": ("By trade I'm a {v}.", "I've been a {v} all my working life.", "I earn my money as a {v}."),
            "update": (
                "From now on I'm a {v}.",
                "I got the promotion, I'm a {v} now.",
                "I changed careers and work as a {v} now.",
                "I've been appointed {v}.",
            ),
            "end": ("I gave up being a {old}.", "I am a {old} no longer.", "I quit working as a {old}."),
        },
        "partner": {
            "first": (
                "{v} is my girlfriend, we met at a wedding.",
                "My girlfriend's name is {v}.",
                "{v} and I are together.",
                "I'm seeing a woman called {v}.",
            ),
            "update": (
                "I've fallen in love with {v} and we're a couple now.",
                "I have a new girlfriend, {v}.",
                "{v} said yes, she's my girlfriend now!",
            ),
            "end": (
                "{old} dumped me.",
                "{old} and I split up.",
                "I ended things with {old}.",
                "{old} and I aren't together anymore.",
            ),
        },
        "car": {
            "first": (
                "I own a second-hand {v}.",
                "My car is a {v}.",
                "I drove my {v} to the coast.",
                "There's a {v} in my driveway, I love that car.",
            ),
            "update": (
                "I replaced my {old} with a {v}.",
                "My new car is a {v}.",
                "I exchanged the {old} for a {v} at the dealer's.",
            ),
            "end": (
                "I finally got rid of my {old}.",
                "My {old} has been sold.",
                "I gave my {old} away, no more car for me.",
                "I no longer have the {old}.",
            ),
        },
        "pet": {
            "first": (
                "My dog is named {v}.",
                "I got a dog last year, {v}.",
                "{v} is my dog and he snores.",
                "I've got a little dog named {v}.",
            ),
            "update": (),
            "end": (
                "{old} passed away in his sleep.",
                "My dog {old} is dead.",
                "We lost {old} last night, I will miss that dog.",
                "I gave my dog to a family with a farm.",
            ),
        },
        "diet": {
            "first": (
                "I eat {v}.",
                "I turned {v} after a documentary.",
                "I live {v}.",
                "I've been a {v} since school.",
            ),
            "update": (),
            "end": (
                "I've quit being {old}.",
                "I used to be {old}, not any more.",
                "I'm not a {old} any longer.",
                "After six years I'm no longer {old}.",
            ),
        },
        "colour": {
            "first": ("I like {v} most of all colours, it is my favourite colour.", "My fav color is {v}."),
            "update": ("My new favourite colour is {v}.", "{V} has become my favourite colour."),
            "end": (),
        },
        "name": {
            "first": ("{v} is my name.", "Friends call me {v}.", "Hi, {v} here, that's my name."),
            "update": (
                "Please use {v} as my name from here on.",
                "My name is officially {v} now.",
                "I'd like to be called {v} from now on.",
                "I've started using the name {v}.",
            ),
            "end": (),
        },
        "sport": {
            "first": (
                "I go to {v} every week.",
                "{V} is what I do for fun.",
                "I enjoy {v} a lot.",
                "I do {v} in my free time.",
            ),
            "update": (),
            "end": (
                "I've quit {old}.",
                "No more {old} for me, I stopped.",
                "I don't do {old} any more.",
                "I lost interest in {old} and gave it up.",
            ),
        },
    },
    {
        "home": {
            "first": (
                "Over here in {v} where I live, spring has come early.",
                "My address is in {v}.",
                "I share a house in {v} with two students.",
                "These days {v} is home for me.",
            ),
            "update": (
                "Moving day is over, I'm officially a {v} person now and live downtown.",
                "Since Monday I live in {v}.",
                "We've left {old} and set up house in {v}.",
                "I'm writing this from my new kitchen in {v}, we moved.",
                "I got a transfer, so I've relocated to {v}.",
                "The new apartment is in {v} and I love it.",
            ),
            "end": (
                "I've moved out of my place in {old}.",
                "My time in {old} is over, I've given notice and left.",
                "I no longer live in {old}.",
            ),
        },
        "work": {
            "first": (
                "{v} employs me.",
                "I'm working for {v} at the moment.",
                "I have a steady job at {v}.",
                "My colleagues at {v} are fun to work with.",
            ),
            "update": (
                "I'm starting over at {v}, new job and all.",
                "I left {old} for {v}.",
                "My new workplace is {v}.",
                "I've been working at {v} since Monday, no more {old}.",
                "Good news, I got the position at {v}.",
                "I now have a desk at {v}, different job.",
            ),
            "end": (
                "I'm not with {old} anymore.",
                "{old} fired me.",
                "Yesterday was my last day at {old}.",
                "I've stopped working for {old}.",
            ),
        },
        "role": {
            "first": ("Professionally I'm a {v}.", "My occupation is {v}.", "I'm a trained {v} and work in that job."),
            "update": (
                "I switched professions, I'm a {v} now.",
                "They promoted me to {v}.",
                "I work as a {v} these days.",
                "I started working as a {v} this month.",
            ),
            "end": ("I no longer work as a {old}.", "I left my job as a {old}.", "I'm done being a {old}."),
        },
        "partner": {
            "first": (
                "I have a girlfriend, {v}.",
                "{v} is my partner.",
                "I've been with my girlfriend {v} for a year.",
                "{v} and I are in a relationship.",
            ),
            "update": (
                "I met somebody, {v}, and we're dating.",
                "{v} is my girlfriend now.",
                "I'm with {v} now, we're together.",
            ),
            "end": (
                "{old} broke up with me.",
                "I left {old}.",
                "{old} and I are over.",
                "We separated, {old} and I.",
                "I'm not with {old} anymore, it's finished.",
            ),
        },
        "car": {
            "first": (
                "We've got a {v}.",
                "I go everywhere in my {v}.",
                "My trusty {v} passed its inspection.",
                "I purchased a {v} in spring.",
            ),
            "update": (
                "I've upgraded from my {old} to a {v}.",
                "Instead of the {old} I have a {v} now.",
                "I bought a {v} because I sold the {old}.",
            ),
            "end": (
                "I've sold my {old}.",
                "My {old} got totalled.",
                "We don't have the {old} anymore.",
                "I donated my {old} to charity.",
            ),
        },
        "pet": {
            "first": (
                "I have a dog named {v}.",
                "My dog's name is {v}.",
                "We have a dog, {v}, who barks at the postman.",
                "I adopted {v}, a dog from the shelter.",
            ),
            "update": (),
            "end": (
                "My dog {old} passed away.",
                "We had {old} put down.",
                "{old} isn't with us anymore, that dog was my best friend.",
                "Our dog died on Friday.",
            ),
        },
        "diet": {
            "first": ("I'm a {v}.", "I became {v} last year.", "I've gone {v}.", "I keep to a {v} diet."),
            "update": (),
            "end": (
                "I gave up being {old}.",
                "I don't eat {old} anymore.",
                "Being {old} is over for me.",
                "I stopped eating {old} and had a burger.",
            ),
        },
        "colour": {
            "first": ("{V} is my favourite color.", "My favorite colour is {v}."),
            "update": ("My favourite colour has changed to {v}.", "I think {v} is my new favourite colour."),
            "end": (),
        },
        "name": {
            "first": ("The name's {v}.", "I go by {v}.", "People know me as {v}."),
            "update": (
                "I want to be called {v} from now on.",
                "I've changed my name, it's {v} now.",
                "My new name is {v}.",
                "Just call me {v} now.",
            ),
            "end": (),
        },
        "sport": {
            "first": ("I do {v} twice a week.", "My hobby is {v}.", "I'm into {v}.", "{V} is my passion."),
            "update": (),
            "end": (
                "I stopped doing {old}.",
                "I've given up {old}.",
                "{V} is over for me, my knees hurt.",
                "I no longer do {old}.",
            ),
        },
    },
    {
        "home": {
            "first": (
                "I've been in {v} for four years now and I know every corner of my street.",
                "I live and work in {v}.",
                "Our family home is in {v}.",
                "I rent a room in {v}.",
            ),
            "update": (
                "Hello from my new home, {v}!",
                "It took two vans, but we now live in {v}.",
                "I upped sticks and moved to {v}.",
                "I ended up buying a house in {v} and moved in on Friday.",
                "My postcode has changed: I'm in {v} for good now, living with a view.",
                "I traded {old} for {v} and don't regret the move.",
            ),
            "end": (
                "I handed over the keys to my flat in {old}.",
                "{old} is no longer my home.",
                "I've packed up and left {old}.",
            ),
        },
        "work": {
            "first": (
                "I work full time for {v}.",
                "I'm an employee of {v}.",
                "My workplace is {v}.",
                "{v} pays my salary.",
            ),
            "update": (
                "I've taken a new job, it's with {v}.",
                "{v} hired me last Monday.",
                "Next stop {v}: I signed the contract and start work today.",
                "I've moved on from {old} and work for {v} now.",
                "I'm working for {v} these days.",
            ),
            "end": (
                "{old} sacked me.",
                "I handed in my notice at {old} and left.",
                "They let me go at {old}.",
                "I don't work for {old} anymore.",
            ),
        },
        "role": {
            "first": ("I'm working as a {v}.", "I do {v} work for a living, I'm a {v}.", "My profession is {v}."),
            "update": (
                "I became a {v}.",
                "My new job title is {v}.",
                "I have retrained and now I'm a {v}.",
                "I've been made {v}.",
            ),
            "end": ("I stopped being a {old}.", "My career as a {old} is over.", "I'm no longer a {old}."),
        },
        "partner": {
            "first": (
                "I'm dating a girl named {v}.",
                "My girlfriend {v} is a night owl.",
                "{v} is the love of my life.",
                "I'm together with {v}.",
            ),
            "update": (
                "My new girlfriend, {v}, is lovely.",
                "I've got a new girlfriend called {v}.",
                "{v} and I started dating.",
            ),
            "end": (
                "I split up with {old}.",
                "{old} ended our relationship.",
                "{old} and I have broken up.",
                "{old} is my ex now.",
            ),
        },
        "car": {
            "first": (
                "My car, a {v}, needs new tyres.",
                "I'm a proud owner of a {v}.",
                "I have a {v}.",
                "I drive an old {v}.",
            ),
            "update": (
                "The {old} was replaced by a {v}, I drive it every day.",
                "I gave up my {old} and bought a {v}.",
                "I've got a new car, a {v}, the {old} is gone.",
            ),
            "end": (
                "I parted with my {old}.",
                "My {old} has a new owner, I sold it.",
                "I scrapped my {old}.",
                "I don't have the {old} any longer.",
            ),
        },
        "pet": {
            "first": (
                "This is my dog, {v}.",
                "I have a terrier called {v}.",
                "I own a dog called {v}.",
                "My dog {v} hates the rain.",
            ),
            "update": (),
            "end": (
                "My dog {old} ran away and never came back.",
                "{old} had to be put to sleep.",
                "I gave {old} to my parents, I have no dog now.",
                "We buried our dog {old}.",
            ),
        },
        "diet": {
            "first": ("I've turned {v}.", "I am a strict {v}.", "I eat a {v} diet.", "I'm {v} these days."),
            "update": (),
            "end": (
                "I've stopped being {old}.",
                "I'm back to eating meat and cheese, no longer {old}.",
                "I quit the {old} diet.",
                "I am not {old} any more.",
            ),
        },
        "colour": {
            "first": (
                "{V} is the colour I like most.",
                "My favourite colour has always been {v}.",
                "My favourite colour: {v}.",
            ),
            "update": (
                "My favourite colour is {v} nowadays.",
                "I've switched to {v} as my favourite colour.",
                "My new favorite color is {v}.",
            ),
            "end": (),
        },
        "name": {
            "first": ("I am {v}, nice to meet you.", "My first name is {v}.", "Call me {v}."),
            "update": (
                "I'm now called {v}.",
                "I'd rather go by {v}.",
                "From now on, call me {v}.",
                "My legal name is {v} now.",
            ),
            "end": (),
        },
        "sport": {
            "first": (
                "I practise {v}.",
                "I do {v} on Mondays.",
                "I have fallen for {v}, it's my new hobby.",
                "I'm passionate about {v}.",
            ),
            "update": (),
            "end": (
                "I don't practise {old} anymore.",
                "I'm over {old}.",
                "I've had enough of {old}.",
                "I dropped {old} for good.",
            ),
        },
    },
    {
        "home": {
            "first": (
                "Home is {v} for me.",
                "I live on the fourth floor of an old house in {v}.",
                "I've lived in {v} since my studies.",
                "We live in {v}, close to the station.",
            ),
            "update": (
                "I made the move to {v} at last.",
                "I've just settled in {v}.",
                "The removal van left, I am a citizen of {v} from today, my new home.",
                "I packed everything and moved over to {v}.",
                "I live in {v} now, not in {old}.",
                "My partner and I relocated to {v}.",
            ),
            "end": (
                "I terminated my lease in {old} and left.",
                "I am no longer living in {old}.",
                "Goodbye {old}, I've moved out.",
            ),
        },
        "work": {
            "first": (
                "I'm employed at {v}.",
                "I've got a position at {v}.",
                "I'm currently working for {v}.",
                "My job is at {v}.",
            ),
            "update": (
                "It's official: I work for {v} now.",
                "My first week at {v} went well.",
                "I changed jobs, {v} is my employer now.",
                "I got a better offer and now I'm at {v}, new job.",
                "Since this week I'm working at {v} instead of {old}.",
                "I've landed a job at {v}.",
            ),
            "end": (
                "I've been fired from {old}.",
                "I gave notice at {old}.",
                "My job at {old} is over.",
                "I left {old} last week.",
            ),
        },
        "role": {
            "first": (
                "I'm a {v} by training and that's my job.",
                "I've worked as a {v} for years.",
                "My line of work: I'm a {v}.",
            ),
            "update": (
                "I've just become a {v}.",
                "I've moved up and I'm now a {v}.",
                "My position is {v} now.",
                "I've started as a {v}.",
            ),
            "end": (
                "I don't want to be a {old} anymore, I quit.",
                "I'm not working as a {old} any more.",
                "I finished my last day as a {old}.",
            ),
        },
        "partner": {
            "first": (
                "My partner is called {v}.",
                "I go out with {v}.",
                "{v} and I live together as a couple.",
                "I'm in love with my girlfriend {v}.",
            ),
            "update": (
                "I'm dating someone new, her name is {v}.",
                "My girlfriend now is {v}.",
                "{v} and I got together.",
            ),
            "end": (
                "{old} and I separated.",
                "My girlfriend {old} and I broke up.",
                "{old} walked out on me.",
                "I'm no longer with {old}.",
            ),
        },
        "car": {
            "first": (
                "I've bought a {v}.",
                "My {v} is parked outside.",
                "I'm driving a {v}.",
                "I have a {v} for the commute.",
            ),
            "update": (
                "I sold my {old} and now drive a {v}.",
                "I switched from the {old} to a {v}.",
                "A {v} replaced my {old}, and I love my new car.",
            ),
            "end": (
                "My {old} is sold.",
                "I sold the {old} to a colleague.",
                "I let go of my {old}.",
                "The {old} broke down and I scrapped it.",
            ),
        },
        "pet": {
            "first": (
                "I have a beagle named {v}.",
                "Our dog {v} loves the snow.",
                "My dog is {v}.",
                "We got a dog and named him {v}.",
            ),
            "update": (),
            "end": (
                "My old dog {old} died.",
                "We had to put {old} to sleep.",
                "{old} passed away on Monday.",
                "Sadly our dog {old} is gone.",
            ),
        },
        "diet": {
            "first": ("I've been living {v} since college.", "I'm {v}, so no meat for me.", "I decided to go {v}."),
            "update": (),
            "end": (
                "I'm eating meat and eggs again, so I'm not {old} now.",
                "I've quit {old} food and I'm no longer {old}.",
                "I have finished with being {old}.",
            ),
        },
        "colour": {
            "first": ("My all-time favourite colour is {v}.", "{V} is my favourite color of all."),
            "update": ("My favourite colour changed, it's {v} now.", "My current favourite colour is {v}."),
            "end": (),
        },
        "name": {
            "first": ("My name's {v}.", "I'm known as {v}.", "Hello, my name is {v}."),
            "update": (
                "I've decided to go by {v}.",
                "Everyone calls me {v} now.",
                "I officially changed my name to {v}.",
            ),
            "end": (),
        },
        "sport": {
            "first": (
                "I've discovered {v} and I love it.",
                "I play {v} or train for it every Monday, I like {v}.",
                "In my free time I do {v}.",
            ),
            "update": (),
            "end": (
                "I've quit doing {old}.",
                "I don't enjoy {old} any more.",
                "I have given {old} up.",
                "I stopped {old} because of my knee.",
            ),
        },
    },
)

#: What rests on a slot: the sentence, and a question about it; it is said while the base holds.
DEPENDENTS: Final[tuple[Mapping[str, tuple[tuple[str, str], ...]], ...]] = (
    {
        "home": (
            ("My gym is two streets away from my flat.", "Where is my gym?"),
            ("My commute takes forty minutes by tram.", "How long is my commute?"),
            ("I have a flat near the river.", "Where is my flat?"),
            ("My neighbour Otto waters my plants.", "Who is my neighbour?"),
        ),
        "work": (
            ("I cycle to {v} every morning.", "How do I get to work?"),
            ("My boss is called Greta.", "Who is my boss?"),
            ("My office is on the third floor.", "Where is my office?"),
        ),
        "partner": (
            ("I live with my girlfriend.", "Who do I live with?"),
            ("My girlfriend {v} works as a nurse.", "What does {v} do for work?"),
        ),
        "pet": (
            ("I walk the dog every morning.", "Do I walk a dog?"),
            ("I take {v} to the park every Sunday.", "Where do I take {v} on Sundays?"),
        ),
        "car": (("I drive to the lake every weekend.", "Where do I drive at weekends?"),),
    },
    {
        "home": (
            ("There's a bakery round the corner where I buy rolls every Saturday.", "Where do I buy rolls?"),
            ("My landlady lives upstairs from us.", "Where does my landlady live?"),
            ("I swim in the municipal pool every Tuesday.", "Where do I swim?"),
            ("I sing in the neighbourhood choir every week.", "Where do I sing?"),
            ("My rent is nine hundred a month.", "How much is my rent?"),
        ),
        "work": (
            ("I have lunch with the {v} crowd every Friday.", "Who do I have lunch with?"),
            ("My shift starts at six in the morning.", "When does my shift start?"),
            ("I take the bus to the {v} building every day.", "How do I get to work?"),
            ("My manager wants weekly reports.", "What does my manager want?"),
        ),
        "partner": (
            ("I spend every weekend at {v}'s place.", "Where do I spend my weekends?"),
            ("Our anniversary with {v} is on the fifth of May.", "When is our anniversary?"),
        ),
        "pet": (
            ("I play fetch with {v} every evening.", "What do I play in the evening?"),
            ("I buy dog food every month.", "What do I buy every month?"),
        ),
        "car": (("I wash the {v} every Saturday.", "What do I wash on Saturdays?"),),
    },
    {
        "home": (
            ("My landlord fixes everything himself.", "What does my landlord do?"),
            (
                "The tram to my office stops right outside my door, it takes ten minutes.",
                "How long does the tram take?",
            ),
            ("I jog along the canal behind my house every morning.", "Where do I jog?"),
            ("I rent a garage near my flat.", "What do I rent near my flat?"),
            ("My dentist is just across the street.", "Where is my dentist?"),
            ("I know the baker downstairs, I get bread there every day.", "Where do I get bread?"),
        ),
        "work": (
            ("I share an office with Pavel.", "Who do I share an office with?"),
            ("I play football with my colleagues from {v} every Thursday.", "Who do I play football with?"),
            ("My supervisor is strict about hours.", "Who is strict about hours?"),
            ("I work from home on Wednesdays.", "When do I work from home?"),
            ("{v} pays for my train ticket.", "Who pays for my train ticket?"),
        ),
        "partner": (
            ("I cook for {v} every Friday.", "Who do I cook for?"),
            ("My girlfriend's parents invite us every Christmas.", "Who invites us at Christmas?"),
            ("I share a flat with my girlfriend.", "Who do I share a flat with?"),
        ),
        "pet": (
            ("I go to the dog park every evening.", "Where do I go every evening?"),
            ("{v} sleeps on my sofa every night.", "Who sleeps on my sofa?"),
            ("The vet sees {v} twice a year.", "How often does the vet see {v}?"),
        ),
        "car": (
            ("I park on the pavement every night.", "Where do I park?"),
            ("I pay a lot for car insurance every month.", "What do I pay a lot for?"),
        ),
    },
    {
        "home": (
            ("My flatmate Ines pays half of the rent.", "Who pays half of the rent?"),
            ("I buy my vegetables at the market on our square every Saturday.", "Where do I buy my vegetables?"),
            ("It takes me fifteen minutes to walk to the office from my place.", "How long do I walk to the office?"),
            ("My apartment has a balcony with a view of the harbour.", "What does my apartment have?"),
            ("I run around the lake near home every morning.", "Where do I run?"),
            ("The people next door are my neighbours Karl and Uta.", "Who are my neighbours?"),
        ),
        "work": (
            ("I'm on the night shift every other week.", "When am I on the night shift?"),
            ("My boss lets us leave early on Fridays.", "When does my boss let us leave early?"),
            ("I eat in the {v} canteen every day.", "Where do I eat every day?"),
            ("My team has a meeting every Monday.", "When does my team meet?"),
            ("I get a discount because I work at {v}, so I buy coffee there.", "Why do I get a discount?"),
        ),
        "partner": (
            ("I meet {v}'s parents every Sunday.", "Whose parents do I meet?"),
            ("My girlfriend and I go dancing every Friday.", "Who do I go dancing with?"),
            ("I wear the ring that {v} gave me every day.", "What do I wear every day?"),
        ),
        "pet": (
            ("I get up at six because the dog needs a walk.", "Why do I get up at six?"),
            ("{v} goes to obedience school every Saturday.", "Where does {v} go on Saturdays?"),
            ("I spend fifty a month on dog food.", "What do I spend on dog food?"),
        ),
        "car": (
            ("I drive to work every morning.", "How do I get to work?"),
            ("I take the {v} to the car wash every month.", "What do I take to the car wash?"),
        ),
    },
    {
        "home": (
            ("My neighbours play the drums at night.", "What do my neighbours play?"),
            ("The supermarket is just below my flat.", "Where is the supermarket?"),
            ("I walk along the harbour every evening.", "Where do I walk in the evening?"),
            ("My rent went up to a thousand.", "How much is my rent?"),
            ("I belong to a local running club.", "Which club do I belong to?"),
            ("My commute is an hour by train.", "How long is my commute?"),
        ),
        "work": (
            ("I carpool to {v} with Jonas every day.", "Who do I carpool with?"),
            ("My colleagues take me bowling every month.", "Who takes me bowling?"),
            ("My office has a view of the park.", "What view does my office have?"),
            ("I start work at seven every day.", "When do I start work?"),
            ("My boss is called Agnes.", "Who is my boss?"),
        ),
        "partner": (
            ("{v} and I play cards every Sunday.", "Who do I play cards with?"),
            ("I visit my girlfriend's grandmother every month.", "Whom do I visit every month?"),
            ("I call {v} every night.", "Who do I call every night?"),
        ),
        "pet": (
            ("My dog sleeps at the foot of my bed.", "Where does my dog sleep?"),
            ("I brush {v} every weekend.", "Who do I brush?"),
            ("I go to puppy school with {v} every Monday.", "Where do I go on Mondays?"),
        ),
        "car": (
            ("I fill up the {v} every week.", "What do I fill up every week?"),
            ("I drive my mother to the market every Saturday.", "Who do I drive to the market?"),
        ),
    },
    {
        "home": (
            ("My neighbour feeds my cat when I travel.", "Who feeds my cat?"),
            ("I play basketball at the court behind our building every Sunday.", "Where do I play basketball?"),
            ("My gym opens at six.", "When does my gym open?"),
            ("I take the tram to the office every morning.", "How do I get to the office?"),
            ("My flat has two rooms.", "How many rooms does my flat have?"),
            ("My landlady is called Rosa.", "Who is my landlady?"),
        ),
        "work": (
            ("My boss is strict about deadlines.", "What is my boss strict about?"),
            ("I work night shifts.", "Do I work at night?"),
            ("I have a parking spot at {v}.", "Where do I have a parking spot?"),
            ("My coworker Dana brings cake every Friday.", "Who brings cake?"),
            ("I wear a {v} badge every day.", "What badge do I wear?"),
        ),
        "partner": (
            ("{v}'s mother calls us every Sunday.", "Who calls us every Sunday?"),
            ("I live with my girlfriend.", "Who do I live with?"),
            ("I have dinner with {v} every Friday.", "Who do I have dinner with?"),
        ),
        "pet": (
            ("I take {v} to the vet every spring.", "Where do I take {v}?"),
            ("I walk my dog every night.", "What do I do every night?"),
            ("My dog eats twice a day.", "How often does my dog eat?"),
        ),
        "car": (
            ("I drive to my parents every Sunday.", "How do I get to my parents?"),
            ("I clean the {v} every month.", "What do I clean every month?"),
        ),
    },
)

#: Facts that rest on nothing: they stand after every change.
STANDING: Final[tuple[tuple[tuple[str, str, str], ...], ...]] = (
    (
        ("I'm allergic to peanuts.", "What am I allergic to?", "peanuts"),
        ("I was born in Naples.", "Where was I born?", "Naples"),
        ("My sister Bea lives in Oslo.", "Where does my sister live?", "Oslo"),
        ("I speak Portuguese.", "Which languages do I speak?", "Portuguese"),
        ("I'm afraid of spiders.", "What am I afraid of?", "spiders"),
        ("I love jazz.", "Do I like jazz?", "jazz"),
    ),
    (
        ("Walnuts are off the menu, I have a walnut allergy.", "What am I allergic to?", "walnut"),
        ("I grew up in Naples.", "Where did I grow up?", "Naples"),
        ("My brother Gil works as a pilot.", "What does my brother do?", "pilot"),
        ("I can speak Portuguese.", "Which languages do I speak?", "Portuguese"),
        ("I'm terrified of spiders.", "What am I afraid of?", "spiders"),
        ("I'm a huge fan of jazz.", "Do I like jazz?", "jazz"),
    ),
    (
        ("I can't have shellfish, I'm badly allergic to shellfish.", "What am I allergic to?", "shellfish"),
        ("I come from Naples originally.", "Where do I come from?", "Naples"),
        ("My sister Bea is a vet.", "What does my sister do for work?", "vet"),
        ("I'm fluent in Portuguese.", "Which languages do I speak?", "Portuguese"),
        ("Spiders scare me, I'm scared of spiders.", "What am I scared of?", "spiders"),
        ("I adore jazz.", "Do I like jazz?", "jazz"),
    ),
    (
        ("I have an allergy to strawberries.", "What am I allergic to?", "strawberr"),
        ("I was raised in Naples.", "Where was I raised?", "Naples"),
        ("My brother Gil lives in Utrecht.", "Where does my brother live?", "Utrecht"),
        ("I speak fluent Portuguese.", "Which languages do I speak?", "Portuguese"),
        ("I have a fear of spiders.", "What am I afraid of?", "spiders"),
        ("I enjoy jazz.", "Do I like jazz?", "jazz"),
    ),
    (
        ("I'm allergic to bee stings.", "What am I allergic to?", "bee"),
        ("I'm from Naples.", "Where am I from?", "Naples"),
        ("My mother lives in Utrecht.", "Where does my mother live?", "Utrecht"),
        ("Portuguese is easy for me, I speak Portuguese.", "Which languages do I speak?", "Portuguese"),
        ("I am petrified of spiders.", "What am I afraid of?", "spiders"),
        ("I've always loved jazz.", "Do I like jazz?", "jazz"),
    ),
    (
        ("I can't eat sesame, I'm allergic to sesame.", "What am I allergic to?", "sesame"),
        ("I was born in Naples in a small clinic.", "Where was I born?", "Naples"),
        ("My aunt Vera lives in Utrecht.", "Where does my aunt live?", "Utrecht"),
        ("I speak Portuguese at home.", "Which languages do I speak?", "Portuguese"),
        ("I'm scared of spiders.", "What am I scared of?", "spiders"),
        ("I really love jazz.", "Do I like jazz?", "jazz"),
    ),
)

QUESTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "home": ("Where do I live?", "Which city do I live in?"),
    "work": ("Where do I work?", "Which company do I work for?"),
    "role": ("What do I do for a living?", "What is my job?"),
    "partner": ("Who is my girlfriend?", "Who am I dating?"),
    "car": ("What car do I drive?", "Do I own a car?"),
    "pet": ("Do I have a dog?", "What is my dog called?"),
    "diet": ("Am I {old}?",),
    "colour": ("What is my favourite colour?",),
    "name": ("What is my name?", "What should you call me?"),
    "sport": ("Do I do {old}?", "Do I like {old}?"),
}

#: Of whom the same is said: it must never be taken for the person's own.
OTHERS: Final[Mapping[str, tuple[str, ...]]] = {
    "home": ("My friend Tom moved to {v}.", "Tom says he lives in {v} now.", "My cousin relocated to {v}."),
    "work": ("My friend Priya started a new job at {v}.", "My brother works at {v}.", "Priya told me she joined {v}."),
    "role": ("My friend Omar works as a {v}.", "Omar became a {v}."),
    "partner": ("My friend Tom is dating {v}.",),
    "car": ("My neighbour drives a {v}.", "My dad bought a {v}."),
    "pet": ("My aunt has a dog called {v}.",),
    "colour": ("My sister's favourite colour is {v}.",),
    "name": ("My colleague goes by {v} now.",),
}
#: What somebody else says of themselves, or an assistant guesses.
SPOKEN: Final[Mapping[str, tuple[str, ...]]] = {
    "home": ("I live in {v}, you should visit!", "I moved to {v}!"),
    "work": ("I work at {v} now.", "I got a job at {v}."),
    "role": ("I'm a {v}.",),
    "car": ("I drive a {v}.",),
    "pet": ("I have a dog called {v}.",),
    "colour": ("My favourite colour is {v}.",),
}

#: Things to ask for that a life may never speak of: the question, and words of which none may stand in an own text.
ABSENT: Final[tuple[tuple[str, str], ...]] = (
    ("Do I own a motorcycle?", "motorcycle motorbike scooter vespa harley"),
    ("Have I ever been to Japan?", "japan tokyo kyoto osaka"),
    ("Do I have a tattoo?", "tattoo ink"),
    ("Do I play the violin?", "violin fiddle orchestra"),
    ("Do I have a twin?", "twin"),
    ("Did I ever go skydiving?", "skydive skydiving parachute"),
    ("Do I have diabetes?", "diabetes diabetic insulin"),
    ("Have I had surgery?", "surgery operation surgeon"),
    ("Do I own a boat?", "boat yacht sail"),
    ("What did I say about Iceland?", "iceland reykjavik"),
    ("Do I speak Finnish?", "finnish finland"),
    ("Am I a member of a chess club?", "chess"),
    ("Did I run a marathon?", "marathon"),
    ("Do I have a swimming pool?", "swimming pool"),
    ("Have I been to the opera?", "opera aria"),
    ("Do I keep bees?", "bee hive honey"),
    ("When did I visit Peru?", "peru lima"),
    ("Do I have a pilot licence?", "pilot licence license fly"),
    ("What is my cat called?", "cat kitten"),
    ("Did I ever mention a lottery?", "lottery jackpot"),
    ("Do I wear glasses?", "glasses spectacles lenses"),
    ("Do I own a telescope?", "telescope astronomy"),
    ("Did I break my leg?", "leg broke fracture cast"),
    ("Do I collect stamps?", "stamp collect"),
)

#: Things that a life does speak of, in other words than the question has: "never mentioned" would be wrong.
MENTIONED: Final[tuple[tuple[tuple[str, str], ...], ...]] = (
    (
        ("I rode my Vespa along the coast.", "Do I own a motorcycle?"),
        ("Tokyo was the best trip of my life.", "Have I ever been to Tokyo?"),
        ("My brother visited again.", "Do I have any siblings?"),
        ("I practise the cello on Sundays.", "Do I play an instrument?"),
        ("I had a glass of wine at dinner.", "Do I drink alcohol?"),
        ("My kitten scratched the sofa.", "Do I have a pet?"),
        ("I went swimming at the lake.", "Do I swim?"),
        ("My laptop broke again.", "Do I own a computer?"),
    ),
    (
        ("The surgeon said my knee will heal.", "Have I had surgery?"),
        ("I did twenty lengths at the baths before work.", "Do I swim?"),
        ("Our mum called, she wants all three of her kids home for Christmas.", "Do I have a mother?"),
        ("I was at mass on Sunday.", "Am I religious?"),
        ("My daughter lost her first tooth.", "Do I have children?"),
        ("Duolingo reminded me of my Italian again.", "Am I learning a language?"),
        ("My inhaler is empty again.", "Do I have asthma?"),
        ("My PlayStation overheats.", "Do I own a PlayStation?"),
        ("We planted tomatoes on the balcony.", "Do I grow tomatoes?"),
        ("I finished the half marathon in two hours.", "Did I run a marathon?"),
    ),
    (
        ("The kids drew on the wall again.", "Do I have children?"),
        ("I smoked my last cigarette at noon.", "Do I smoke?"),
        ("The drummer in my band is ill, so I had to sing.", "Am I in a band?"),
        ("Kyoto in spring was lovely, I took so many photos.", "Have I ever been to Kyoto?"),
        ("My wheelchair got stuck in the snow.", "Do I use a wheelchair?"),
        ("My saxophone needs new reeds.", "Do I play an instrument?"),
        ("The hives are humming, my bees survived the winter.", "Do I keep bees?"),
        ("I passed my French exam.", "Do I speak French?"),
        ("My tabby knocked over a vase.", "Do I have a cat?"),
        ("I renewed my boat licence.", "Do I have a boat licence?"),
        ("I sprained my ankle on the ski slope.", "Do I ski?"),
        ("My grandmother taught me to bake.", "Do I bake?"),
    ),
    (
        ("My son starts school in autumn.", "Do I have any kids?"),
        ("I had my appendix out in March.", "Have I had surgery?"),
        ("Our choir sings at the cathedral tomorrow.", "Do I sing?"),
        ("The Alps were full of snow and my skis were fast.", "Do I ski?"),
        ("My contact lens fell out.", "Do I wear glasses?"),
        ("I took insulin before lunch.", "Do I have diabetes?"),
        ("My twin sister phoned.", "Do I have a sister?"),
        ("I baked a sourdough loaf.", "Do I bake bread?"),
        ("My motorbike needs oil.", "Do I own a motorcycle?"),
        ("I prayed at the mosque with my uncle.", "Am I religious?"),
        ("I flew to Reykjavik for the long weekend.", "Did I ever travel to Iceland?"),
        ("My mortgage is finally paid.", "Do I own a house?"),
    ),
    (
        ("My toddler said his first word.", "Do I have a child?"),
        ("The dentist pulled two of my teeth.", "Have I been to a dentist?"),
        ("I lit a cigar after dinner.", "Do I smoke?"),
        ("I bowed to the sensei after judo.", "Do I do a martial art?"),
        ("I carried the kayak to the shore.", "Do I own a boat?"),
        ("My spectacles broke.", "Do I wear glasses?"),
        ("The conductor shouted at us second violins.", "Do I play the violin?"),
        ("I broke my wrist on the ice.", "Did I break a bone?"),
        ("I went to Osaka for a wedding.", "Have I ever been to Japan?"),
        ("I planted roses behind the house.", "Do I have a garden?"),
        ("My older brothers are coming.", "Do I have siblings?"),
        ("I had two beers at the pub.", "Do I drink alcohol?"),
    ),
    (
        ("The baby kept us up all night.", "Do I have a child?"),
        ("I got inked on my shoulder.", "Do I have a tattoo?"),
        ("My yacht is in the harbour.", "Do I own a boat?"),
        ("I sang in the cathedral with the choir.", "Do I sing in a choir?"),
        ("My cello lesson was moved.", "Do I play an instrument?"),
        ("I swam across the bay.", "Do I swim?"),
        ("My wisdom teeth were removed by a surgeon.", "Have I had surgery?"),
        ("I prayed for rain.", "Do I pray?"),
        ("My husky pulled me over.", "Do I have a dog?"),
        ("I jumped with a parachute once.", "Did I ever go skydiving?"),
        ("Our grandma turned ninety.", "Do I have a grandmother?"),
        ("My insulin pump beeped.", "Do I have diabetes?"),
    ),
)

#: Small talk that tells nothing lasting.
SMALL: Final[tuple[str, ...]] = (
    "Good morning!", "How was your day?", "That sounds fun.", "Haha, true.", "What do you think about that?", "Thanks, that helps.", "It's raining again.",
    "Did you see the news?", "See you later!", "Sounds good to me.", "What a week.", "Do you know a good recipe for soup?", "Okay, noted.", "That film was too long.",
    "The weather is finally nice.", "Any plans for the weekend?", "I had pasta for lunch today.", "I slept badly last night.", "I watched a documentary yesterday.",
    "I need to buy a present.", "The meeting ran late today.", "I cleaned the kitchen this morning.", "I am so tired today.", "Can you explain how magnets work?",
    "I read half a novel on the train today.", "Tell me a joke.", "I forgot my umbrella.", "I made soup tonight.", "What time is it in Sydney?", "I met Lena for coffee today.",
)  # fmt: skip

VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "home": (
        "Berlin",
        "Rome",
        "Lisbon",
        "Madrid",
        "Vienna",
        "Dublin",
        "Prague",
        "Athens",
        "Chicago",
        "Toronto",
        "Oslo",
        "Warsaw",
        "Lyon",
        "Boston",
    ),
    "work": (
        "Acme",
        "Globex",
        "Initech",
        "Umbrella Foods",
        "Stark Labs",
        "Wayne Logistics",
        "Hooli",
        "Vandelay",
        "Soylent",
        "Cyberdyne",
    ),
    "role": (
        "nurse",
        "carpenter",
        "translator",
        "graphic designer",
        "software engineer",
        "librarian",
        "chef",
        "electrician",
        "journalist",
        "accountant",
    ),
    "partner": ("Anna", "Clara", "Julia", "Nora", "Emma", "Sofia", "Maya", "Ruth"),
    "car": ("Honda", "Tesla", "Volvo", "Toyota", "Audi", "Mazda", "Skoda", "Fiat"),
    "pet": ("Rex", "Bruno", "Luna", "Biscuit", "Fido", "Nala"),
    "diet": ("vegetarian", "vegan"),
    "colour": ("green", "blue", "purple", "orange", "yellow", "red"),
    "name": ("Sam", "Alex", "Robin", "Charlie", "Jamie", "Kim"),
    "sport": ("climbing", "tennis", "yoga", "rowing", "karate", "badminton"),
}
