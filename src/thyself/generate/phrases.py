"""Phrases: plain sentences for what a short text is to do, from stiff to warm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Where words are wanted that only the person knows.
_GAP: Final = "[{0}]"
_WHO: Final = _GAP.format("who they are, and why you should know each other")
_I: Final = _GAP.format("who you are, and what you do")

#: Ways to say each act: first as somebody says it who knows nobody, then from plain to warm. ``act/sort`` is for a
#: sort of things. ``{what}``, ``{more}`` and ``{because}`` stand for the wish's own words, ``{rest}`` for what follows
#: the first of them.
SENTENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "decline": (
        "I have to decline {what}{because}.",
        "Unfortunately, I have to decline {what}{because}.",
        "I'm sorry, but I can't take {what} this time{because}.",
        "I am sorry, but I have to decline {what}{because}. I hope that you understand.",
    ),
    "decline/invitation": (
        "I have to decline {what}{because}.",
        "Thank you for {what}. Unfortunately, I will not be able to come{because}.",
        "Thanks for {what}! I'm sorry, but I can't make it this time{because}.",
        "Thank you very much for {what}. I am afraid that I cannot come{because}, but I hope that it goes well.",
    ),
    "decline/event": (
        "I have to decline {what}{because}.",
        "Unfortunately, I will not be able to come to {what}{because}.",
        "I'm sorry, but I can't make it to {what}{because}.",
        "I am sorry that I cannot come to {what}{because}. I hope that it goes well.",
    ),
    "decline/offer": (
        "I have to decline {what}{because}.",
        "Thank you for {what}. Unfortunately, I have to decline{because}.",
        "Thanks for {what}! I'm sorry, but I have to say no{because}.",
        "Thank you very much for {what}. After some thought, I have decided to decline{because}.",
    ),
    "decline/request": (
        "I have to decline {what}{because}.",
        "Thank you for {what}. Unfortunately, I have to decline{because}.",
        "Thanks for asking! I'm sorry, but I have to say no to {what}{because}.",
        "Thank you for thinking of me. I am afraid that I have to decline {what}{because}, but I wish you success.",
    ),
    "decline/": (
        "I have to decline.",
        "Unfortunately, I have to decline.",
        "I'm sorry, but I have to say no this time.",
        "I am sorry, but I have to decline. I hope that you understand.",
    ),
    "accept/": (
        "I accept.",
        "I am happy to accept.",
        "Yes, with pleasure!",
        "It would be a pleasure, and I am very happy to accept.",
    ),
    "accept": (
        "I accept {what}.",
        "I am happy to accept {what}.",
        "Yes to {what}, with pleasure!",
        "It would be a pleasure, and I am very happy to accept {what}.",
    ),
    "accept/invitation": (
        "I accept {what}.",
        "Thank you for {what}. I will be happy to come.",
        "Thanks for {what}! I'd love to come.",
        "Thank you very much for {what}. I will be happy to come, and I look forward to it.",
    ),
    "accept/offer": (
        "I accept {what}.",
        "Thank you for {what}. I am happy to accept.",
        "Thanks for {what}! I'm happy to accept.",
        "Thank you very much for {what}. I really appreciate it, and I am very happy to accept.",
    ),
    "thank": (
        "Thank you for {what}.",
        "Thank you for {what}, I really appreciate it.",
        "Thanks for {what}!",
        "Thank you very much for {what}. I really appreciate it.",
    ),
    "thank/": (
        "Thank you.",
        "Thank you, I really appreciate it.",
        "Thanks a lot!",
        "Thank you very much. I really appreciate it.",
    ),
    "ask to": (
        "Please {what}.",
        "Could you please {what}?",
        "Could you {what}? Thanks!",
        "I wanted to ask if you could {what}. Thank you very much in advance.",
    ),
    "ask": (
        "I would like to ask {what}.",
        "I wanted to ask {what}.",
        "Could I ask {what}? Thanks!",
        "I wanted to ask {what}. Thank you very much in advance.",
    ),
    "ask/clause": (
        "I would like to ask {what}.",
        "Could you let me know {what}?",
        "Could you tell me {what}? Thanks!",
        "I wanted to ask {what}. Thank you very much in advance.",
    ),
    "ask/about": (
        "I would like to ask {what}.",
        "I have a question {what}.",
        "Could you tell me more {what}? Thanks!",
        "I wanted to ask {what}. Could you please tell me more? Thank you very much in advance.",
    ),
    "ask/for": (
        "I would like to ask {what}.",
        "Could I ask you {what}?",
        "Could I ask you {what}? Thanks!",
        "I wanted to ask you {what}. Thank you very much in advance.",
    ),
    "request": (
        "I would like to request {what}.",
        "I would like to ask for {what}.",
        "Could I please have {what}? Thanks!",
        "I am writing to ask for {what}. Thank you very much in advance.",
    ),
    "favour": (
        "I would like to ask a favour: please {what}.",
        "Could I ask you for a favour? Could you {what}?",
        "I have a favour to ask: could you {what}? Thanks!",
        "I wanted to ask you for a favour. Would it be possible for you to {what}? I would really appreciate it.",
    ),
    "favour/": (
        "I would like to ask a favour: [what it is].",
        "Could I ask you for a favour? [What it is.]",
        "I have a favour to ask: [what it is]. Thanks!",
        "I wanted to ask you for a favour: [what it is]. I would really appreciate it.",
    ),
    "appoint": (
        "I request {what}.",
        "Could we find {what}? Please let me know what would suit you.",
        "Could we find {what}? Let me know what works for you!",
        "I would like to find {what}. Could you let me know when it would suit you best?",
    ),
    "appoint/appointment": (
        "I request {what}.",
        "I would like to make {what}. Could you please let me know if that is possible?",
        "Could I get {what}? Thanks!",
        "I would like to make {what}. Could you please let me know if that would suit you? Thank you very much.",
    ),
    "remind": (
        "This is a reminder {what}.",
        "I wanted to remind you {what}.",
        "Just a quick reminder {what}. Thanks!",
        "Just a short reminder {what}. Please let me know if there is any problem.",
    ),
    "apologise": (
        "I apologise {what}.",
        "I am sorry {what}.",
        "Sorry {what}!",
        "I am very sorry {what}. Thank you for your patience.",
    ),
    "apologise/": (
        "I apologise.",
        "I am sorry [for what].",
        "Sorry [for what]!",
        "I am very sorry [for what]. Thank you for your patience.",
    ),
    "condole": (
        "Please accept my condolences on {what}.",
        "I am very sorry to hear about {what}. My thoughts are with you.",
        "I am so sorry about {what}. I am thinking of you.",
        "I was very sad to hear about {what}. Please accept my sincere condolences. My thoughts are with you and your"
        " family.",
    ),
    "condole/": (
        "Please accept my condolences.",
        "I am very sorry for your loss. My thoughts are with you.",
        "I am so sorry for your loss. I am thinking of you.",
        "I am very sorry for your loss. Please accept my sincere condolences. My thoughts are with you and your"
        " family.",
    ),
    "complain": (
        "I complain {what}.",
        "I am writing to complain {what}. Could you please look into this?",
        "I have to complain {what}. Please let me know what you can do about it.",
        "I am sorry to have to complain {what}. Could you please look into this and let me know how it can be put"
        " right?",
    ),
    "complain/that": (
        "I complain {what}.",
        "Unfortunately, {rest}. Could you please look into this?",
        "I have to tell you that {rest}. Please let me know what you can do about it.",
        "I am sorry to have to write that {rest}. Could you please look into this and let me know how it can be put"
        " right?",
    ),
    "invite": (
        "I invite you {what}.",
        "I would like to invite you {what}. Please let me know if you can come.",
        "Would you like to come {what}? Let me know!",
        "I would like to invite you {what}. It would be great to have you there. Please let me know if you can come.",
    ),
    "invite/do": (
        "I invite you {what}.",
        "I would like to invite you {what}. Please let me know what you think.",
        "Would you like {what}? Let me know!",
        "I would like to invite you {what}. It would be great if you could. Please let me know what you think.",
    ),
    "introduce": (
        "I introduce you to {what}.",
        f"I would like to introduce you to {{what}}: {_WHO}.",
        f"I'd like you to meet {{what}}: {_WHO}!",
        f"I would like to introduce you to {{what}}: {_WHO}. I hope that this is of use to both of you.",
    ),
    "introduce/": (
        "I introduce you to each other.",
        f"I would like to introduce you to each other: {_WHO}.",
        f"I'd like you to meet each other: {_WHO}!",
        f"I would like to introduce you to each other: {_WHO}. I hope that this is of use to both of you.",
    ),
    "introduce/myself": (
        "I introduce myself.",
        f"I would like to introduce myself: {_I}.",
        f"Just a quick hello to introduce myself: {_I}. Looking forward to meeting you!",
        f"I would like to introduce myself: {_I}. I look forward to getting to know you.",
    ),
    "follow up": (
        "I am following up on {what}.",
        "I wanted to follow up on {what}. Is there any news?",
        "Just following up on {what}. Any news? Thanks!",
        "I wanted to follow up on {what}. Could you please let me know where things stand? Thank you very much.",
    ),
    "follow up/": (
        "I am following up on my last message.",
        "I wanted to follow up on my last message. Is there any news?",
        "Just following up on my last message. Any news? Thanks!",
        "I wanted to follow up on my last message. Could you please let me know where things stand? Thank you very"
        " much.",
    ),
    "reschedule": (
        "I have to move {what} to {more}{because}.",
        "Could we move {what} to {more}{because}?",
        "Sorry, could we move {what} to {more}{because}? Thanks!",
        "I am sorry, but I have to move {what}{because}. Would {more} suit you?",
    ),
    "reschedule/": (
        "I have to move {what}{because}.",
        "Could we find another time for {what}? Please let me know what would suit you.",
        "Sorry, could we find another time for {what}? Let me know what works for you!",
        "I am sorry, but I have to move {what}{because}. Could you please let me know which other time would suit you?",
    ),
    "away": (
        "I am out of the office {what}.",
        "Thank you for your message. I am out of the office {what} and will answer after that.{more}",
        "Thanks for your message! I'm out of the office {what} and will get back to you after that.{more}",
        "Thank you for your message. I am out of the office {what}, and will answer as soon as I can after that.{more}",
    ),
    "away/": (
        "I am out of the office.",
        "Thank you for your message. I am out of the office until [day] and will answer after that.{more}",
        "Thanks for your message! I'm out of the office until [day] and will get back to you after that.{more}",
        "Thank you for your message. I am out of the office until [day], and will answer as soon as I can after that."
        "{more}",
    ),
    "feedback": (
        "My feedback on {what}: {more}.",
        "Here is my feedback on {what}: {more}.",
        "Thanks for {what}! My feedback: {more}.",
        "Thank you for sharing {what} with me. Here is my feedback: {more}. I hope that it helps.",
    ),
    "order": (
        "I order {what}.",
        "I would like to order {what}. Could you please confirm the order?",
        "Could I order {what}? Thanks!",
        "I would like to order {what}. Could you please confirm the order? Thank you very much.",
    ),
    "cancel": (
        "I cancel {what}{because}.",
        "I would like to cancel {what}{because}. Could you please confirm this?",
        "I'm sorry, but I have to cancel {what}{because}.",
        "Unfortunately, I have to cancel {what}{because}. I am sorry about this, and thank you for your understanding.",
    ),
    "confirm": (
        "I confirm {what}.",
        "I am happy to confirm {what}.",
        "I can confirm {what}, thanks!",
        "I am happy to confirm {what}. Thank you very much.",
    ),
    "congratulate": (
        "Congratulations on {what}.",
        "Congratulations on {what}!",
        "Congratulations on {what}, that is great news!",
        "Many congratulations on {what}! I was very happy to hear it.",
    ),
    "congratulate/": (
        "Congratulations.",
        "Congratulations!",
        "Congratulations, that is great news!",
        "Many congratulations! I was very happy to hear it.",
    ),
    "wish": (
        "I wish you {what}.",
        "I wish you {what}!",
        "Just wanted to wish you {what}!",
        "I wanted to send you a few words, and to wish you {what}!",
    ),
    "wish/birthday": (
        "I wish you {what}.",
        "Happy birthday, and all the best!",
        "Happy birthday! Have a great day!",
        "Happy birthday! I hope that you have a wonderful day, and I wish you all the best for the year to come.",
    ),
    "welcome": (
        "Welcome to {what}.",
        "Welcome to {what}! Please let me know if there is anything that you need.",
        "Welcome to {what}! Great to have you here!",
        "Welcome to {what}! We are very happy to have you here. Please let me know if there is anything that you need.",
    ),
    "recommend": (
        "I recommend {what}.",
        "I can recommend {what}.",
        "I can really recommend {what}!",
        "I wanted to recommend {what} to you. I think that you would like it.",
    ),
    "goodbye": (
        "I say goodbye.",
        "I wanted to say goodbye, and to thank you for everything.",
        "Just a quick note to say goodbye. Thanks for everything, and let's stay in touch!",
        "I wanted to say goodbye, and to thank you for the time together. I wish you all the best, and I hope that we"
        " stay in touch.",
    ),
    "suggest": (
        "I suggest {what}.",
        "I would suggest {what}. What do you think?",
        "How about {what}?",
        "I would like to suggest {what}. Please let me know what you think.",
    ),
    "suggest/that": (
        "I suggest {what}.",
        "I would suggest {what}. What do you think?",
        "I'd suggest {what}. What do you think?",
        "I would like to suggest {what}. Please let me know what you think.",
    ),
    "offer to": (
        "I offer to {what}.",
        "I would be happy to {what}.",
        "I'd be happy to {what}!",
        "I would be happy to {what}. Please let me know if that would help.",
    ),
    "offer": (
        "I offer you {what}.",
        "I would like to offer you {what}.",
        "I'd like to offer you {what}. Let me know!",
        "I would like to offer you {what}. Please let me know what you think.",
    ),
    "apply": (
        "I apply for {what}.",
        "I would like to apply for {what}. Please find my documents attached.",
        "I'd like to apply for {what}. My documents are attached.",
        "I am writing to apply for {what}. Please find my documents attached. I look forward to hearing from you.",
    ),
    "sick": (
        "I am ill {what}.",
        "I am sorry, but I am ill {what} and cannot come in.",
        "I'm sorry, but I'm ill {what} and can't come in.",
        "I am sorry, but I am ill {what} and will not be able to come in. I will let you know when I am better.",
    ),
    "sick/": (
        "I am ill.",
        "I am sorry, but I am ill and cannot come in.",
        "I'm sorry, but I'm ill and can't come in.",
        "I am sorry, but I am ill and will not be able to come in. I will let you know when I am better.",
    ),
    "send": (
        "I send you {what}.",
        "Please find {what} attached.",
        "I'm sending you {what}, see attached.",
        "Please find {what} attached. Please let me know if you have any questions.",
    ),
    "tell": (
        "{What}.",
        "{What}.",
        "I wanted to let you know that {what}.",
        "Just a quick note that {what}.",
    ),
    "tell/word": ("{What}.", "{What}.", "{What}!"),
    "tell about": (
        "I wanted to tell you about {what}.",
        "I wanted to tell you about {what}: [what there is to tell].",
        "Just a quick note about {what}: [what there is to tell].",
        "I wanted to let you know about {what}: [what there is to tell].",
    ),
    "want": (
        "I would like to {what}.",
        "I would like to {what}.",
        "I wanted to {what}.",
        "I am writing to {what}.",
    ),
}  # fmt: skip
