"""Attributes: how people come to tell what a question asks for, since hardly anybody says "my favourite drink is".

Who is asked "What do I do for a living?" finds "a project at work", not "what I do for a living": the question is
compared with such sayings too (a made-up answer finds better than its question; Gao et al., HyDE, 2023), but they are
written once, in general, and no model is called.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

#: What a question asks for, by its words, and how it is told; the first that fits counts.
_TOLD: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        r"relationship to me|in relation to me|how am i related|who is .* to me|related to me|know each other",
        (
            "she is my sister",
            "he is my friend and we spend time together",
            "we know each other from work",
            "my brother and I grew up together",
            "my husband",
            "my neighbour",
        ),
    ),
    (
        r"who in my family|who is my (brother|sister|mother|father|wife|husband|spouse|friend|colleague|neighbou?r)",
        ("my sister came to visit", "my brother called me", "my family", "growing up together with our parents"),
    ),
    (
        r"previous|used to (do|work)|former|past job|before.*(work|job)",
        ("I used to work as", "back in my old job", "in my previous role", "when I worked there, years ago"),
    ),
    (
        r"school.*(kind|classify|type)|(kind|classify|type).*school",
        ("when I was at university", "my college days", "at my high school"),
    ),
    (
        r"school|educated|college|university|alma mater",
        ("when I was a student at the university", "back in college at", "my old campus", "my professors there"),
    ),
    (
        r"stud(y|ied)|major|degree.*field|field of study",
        ("I majored in", "I studied it in college", "the courses of my degree", "my lectures back in college"),
    ),
    (
        r"degree|education level|qualification",
        ("when I finished my studies", "my master's thesis", "my dissertation", "I got my bachelor's degree"),
    ),
    (
        r"graduated|still studying",
        ("after I graduated", "since graduation", "I am still a student", "my classes this semester"),
    ),
    (
        r"age|how old|birthday|year.*born",
        ("I am as old as", "my birthday", "another birthday", "at my age", "the year I was born"),
    ),
    (
        r"born|birth ?place|hometown",
        (
            "the city where I was born",
            "growing up in my hometown",
            "my childhood there",
            "going back to where I grew up",
        ),
    ),
    (
        r"country of origin|nationality|citizen|heritage",
        ("the country that I come from", "my nationality", "my home country", "my heritage and culture", "my passport"),
    ),
    (
        r"country.*(live|reside)|(live|reside).*country",
        ("living in this country", "life in this country", "people in this country"),
    ),
    (
        r"city.*(live|reside)|(live|reside)|home address|my address|where is my home",
        ("here in my city", "around my neighbourhood", "living here in town", "my apartment", "my street"),
    ),
    (
        r"work (location|address)|office|workplace.*(where|address|located)|address of my work|my work.*locat",
        ("at my office downtown", "the commute to work", "on campus where I work", "near my workplace"),
    ),
    (
        r"employed or not|employment status|professional standing|job status",
        (
            "my full-time job",
            "I work for myself",
            "my own business as a freelancer",
            "I am looking for a job",
            "since I lost my job",
            "my boss at work",
        ),
    ),
    (
        r"employed|employer|company|who do i work for|where do i work|place of work|organi[sz]ation",
        ("the company I work for", "my team at work", "at the firm", "my colleagues at the institute", "my employer"),
    ),
    (
        r"dream job|dream|aspir|career goal|ambition|goal",
        ("my dream is to one day", "I hope to achieve it someday", "I have always wanted to become", "my goal is to"),
    ),
    (
        r"for a living|occupation|profession|job|\bwork\b|career",
        ("my work as a", "in my job I", "my clients and projects", "a project at work", "what I do at work"),
    ),
    (
        r"look like|appearance|height|eye|hair|physical",
        ("I am tall", "my eyes", "my hair", "for someone of my height", "I look good in this color"),
    ),
    (r"cars?\b|vehicles?|drive", ("my car", "driving my truck", "my car needs an oil change", "I drove my new car")),
    (r"pets?\b|animals? do i (have|keep)", ("my pet", "walking my dog", "feeding my hamster", "my pet at the vet")),
    (
        r"animals?|creatures|wildlife",
        ("my favourite animal", "such beautiful animals", "I love that animal", "seeing animals at the zoo"),
    ),
    (
        r"skills?|talents?|capabilit|abilit|good at|strengths",
        (
            "I am good at",
            "I have a knack for",
            "learning a new skill",
            "I want to get better at",
            "I managed to fix it myself",
            "it comes easily to me",
        ),
    ),
    (
        r"colou?rs?|shades?|palette|hues?",
        (
            "I love that color",
            "painted it in a bright color",
            "a dress in a warm tone",
            "that shade",
            "the color suits me",
        ),
    ),
    (
        r"drinks?|beverages?",
        ("a warm cup of", "I had a glass of", "something to drink in the morning", "sipping a drink", "my go-to drink"),
    ),
    (
        r"foods?|cuisines?|dish|eat|meal|snack",
        (
            "I cooked dinner",
            "it is my favourite dish",
            "I love eating that",
            "a delicious meal",
            "a tasty recipe",
            "a sweet treat",
        ),
    ),
    (
        r"sports?|athletic|exercise",
        (
            "I played a match",
            "going to training",
            "my workout class",
            "practising with the team",
            "watching the game",
            "went outdoors",
        ),
    ),
    (
        r"instruments?",
        (
            "playing an instrument",
            "practising my instrument",
            "the sound of the instrument",
            "my music lessons",
            "the strings",
        ),
    ),
    (
        r"musicians?|music artists?|singers?|bands?|artists?",
        ("listening to their album", "a concert by my favourite band", "her songs", "his music is amazing"),
    ),
    (
        r"music|genres? of songs|songs?",
        ("listening to this kind of music", "this music relaxes me", "I love this song", "a playlist"),
    ),
    (
        r"authors?|writers?",
        (
            "a novel by this author",
            "her writing is wonderful",
            "another book by the same author",
            "the author's new book",
        ),
    ),
    (
        r"genres?.*books?|book categor|kinds? of books|genre.*(read|novel)|types? of books",
        (
            "a novel of this genre",
            "I enjoy this kind of book",
            "a gripping novel",
            "stories about real lives",
            "reading about ideas",
        ),
    ),
    (
        r"books?|read(ing)?\b|novels?",
        ("I have been reading the book", "this novel is fascinating", "finished that book last night", "a classic by"),
    ),
    (
        r"(movie|film)s? (genre|categor)|genres?.*(movie|film)|(kind|type)s? of (movie|film)s",
        (
            "a film that I watched",
            "I enjoy this kind of film",
            "films like this keep me on the edge",
            "a film of this genre",
            "it made me laugh and cry",
        ),
    ),
    (
        r"movies?|films?",
        ("I watched the movie again", "that film is a classic", "have you seen the movie", "at the cinema"),
    ),
    (
        r"shows?|series|tv",
        ("watching the show on Netflix", "the new season of the series", "binge-watching", "that episode"),
    ),
    (
        r"media|podcast|content",
        ("listening to an episode", "following a channel", "staying informed", "watching videos about it", "streaming"),
    ),
    (
        r"season|time of year",
        (
            "the weather of this season",
            "I love this season",
            "this is my favourite season",
            "the air at this time of the year",
            "this time of year",
        ),
    ),
    (
        r"hobb|activit|free time|pastime|leisure|relaxation|fun|unwind|doing",
        (
            "in my free time I enjoy",
            "making something this weekend",
            "I have taken up a new hobby",
            "went outdoors",
            "I spent the weekend doing",
            "trying something new",
            "I find it relaxing",
            "my hobby",
        ),
    ),
    (
        r"destinations?|places?|locations?|hangout|spots?|travel|vacation",
        (
            "visiting that place",
            "a walk outside",
            "exploring the area",
            "it is so peaceful there",
            "my trip to",
            "a beautiful place",
            "my favourite spot",
        ),
    ),
    (
        r"cloth|outfit|wear|fashion|style|brand",
        ("what I wear", "my jacket", "a pair of jeans", "new shoes", "my style"),
    ),
    (r"language", ("I speak the language", "learning a language", "fluent in", "my mother tongue")),
    (r"health|allerg|condition|medical", ("my allergies", "my doctor", "my medication", "my health")),
    (r"religion|faith|belief", ("my faith", "at church", "praying")),
    (
        r"famil|children|siblings|married|marital|spouse",
        ("my wife and kids", "my husband", "my parents", "my siblings"),
    ),
)


@lru_cache(maxsize=4096)
def told_as(question: str) -> tuple[str, ...]:
    """Sayings by which people tell what a question asks for; none where it asks for nothing that is known here."""
    for pattern, sayings in _TOLD:
        if re.search(rf"\b(?:{pattern})", question, re.IGNORECASE):
            return sayings
    return ()
