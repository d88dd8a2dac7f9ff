"""What the people of MemoryBank (English, MIT) tell of themselves, as the rules note it: read beside its turn by hand.

Each of these stands in the person's own words; a note that is not here was not judged and counts as unsupported. Notes
that say only half of what was said are among them ("spends at least half an hour every day": drawing).
"""

from __future__ import annotations

SUPPORTED: dict[str, frozenset[str]] = {
    "Emily": frozenset(
        [
            "Is called Emily",
            "Likes painting",
            "Likes playing piano and tea tasting",
            "Likes to read",
            "Likes cooking",
            "Likes sci-fi movies",
            "Is learning to draw",
            "Habit: spend at least half an hour every day",
            "Is afraid of accidents",
        ]
    ),
    "Frank": frozenset(
        [
            "Is called Frank",
            "Likes hiking",
            "Likes basketball",
            "Likes military history research",
            "Likes long-distance running",
            "Likes rock climbing",
            "Habit: usually read the history textbook",
            "Is learning to cook",
            "Likes listening to music",
        ]
    ),
    "Lucy": frozenset(
        [
            "Is called Lucy",
            "Likes traveling",
            "Likes watching movies",
            "Likes comedies",
            "Likes romance films",
            "Is learning to cook",
        ]
    ),
    "Sunny": frozenset(
        [
            "Is called Sunny",
            "Likes traveling",
            "Likes singing",
            "Likes dancing",
            "Likes working out",
            "Likes watching movies",
            "Likes photography",
            "Habit: usually exercise at the gym",
            "Likes action and comedy movies",
            "Habit: usually exercise and eat a lot of fruit",
        ]
    ),
    "Jason": frozenset(
        [
            "Is called Jason",
            "Likes hiking",
            "Likes running",
            "Likes skiing",
            "Likes scuba diving",
            "Likes rock climbing",
            "Likes making braised fish",
            "Likes outdoor activities",
            "Habit: often cook for myself and eat simple meals",
            "Likes cooking",
            "Likes Chinese food",
            "Likes sushi",
            "Likes Japanese cuisine",
            "Wants to climb Mount Huashan",
            "Wants to visit other museums and art exhibitions to experience more culture and art",
            "Teacher is a senior photographer",
            "Likes shooting people",
            "Likes shooting landscapes",
            "Likes shooting near beaches",
            "Habit: usually listen to some soothing music",
            "Wants to travel",
            "Wants to visit some seaside cities",
        ]
    ),
    "Linda": frozenset(
        [
            "Is called Linda",
            "Likes photography",
            "Likes yoga",
            "Likes reading",
            "Likes writing",
            "Wants to visit some famous museums to see the art",
            "Likes music",
            "Likes Spanish culture",
            "Wants to visit cities like Madrid",
            "Likes popular science books",
        ]
    ),
    "John Zhang": frozenset(
        ["Is called John Zhang", "Likes sunny and warm weather", "Wants to learn how to better manage their emotions"]
    ),
    "Ivy": frozenset(["Is called Ivy", "Wants to travel to Europe"]),
    "Henry": frozenset(
        [
            "Is called Henry",
            "Likes running",
            "Likes swimming",
            "Likes playing badminton",
            "Is interested in card-making",
            "Is interested in cooking",
            "Is learning programming",
        ]
    ),
    "Gary": frozenset(
        ["Likes fine wine", "Likes painting", "Likes business", "Likes chess", "Likes trying different types of wine"]
    ),
    "Jack": frozenset(
        [
            "Is called Jack",
            "Likes travel",
            "Likes music",
            "Likes taking photos",
            "Likes movies",
            "Likes action movies",
            "Is interested in Chinese cuisine",
            "Favourite music genres: rock and pop",
            "Likes guitar",
            "Favourite outdoor activities: hiking and cycling",
        ]
    ),
    "Roland": frozenset(
        ["Is called Roland", "Likes music production", "Likes movies", "Wants to build their own music studio"]
    ),
    "Susan": frozenset(["Likes playing guitar", "Likes listening to rock music", "Likes doing crafts"]),
    "Luna": frozenset(
        [
            "Likes collecting things",
            "Likes watching art films",
            "Likes writing",
            "Likes tasting tea",
            "Likes listening to classical music",
            "Is learning to play some piano pieces",
            "Likes piano",
        ]
    ),
    "Leo": frozenset(
        [
            "Is called Leo",
            "Likes listening to Johann Sebastian Bach's Orchestral Suites",
            "Likes listening to Frederic Chopin's piano works",
            "Likes to create poems and short stories",
            "Likes to read books",
            "Likes to travel",
            "Likes to cook to relax",
            "Likes to listen to classical music",
            "Likes making home-style dishes",
            "Likes classic literature",
            "Likes romance novels",
            "Likes biographies",
        ]
    ),
}

#: The same in other words, as a bad extractor puts it; judged in the same way.
IN_OTHER_WORDS: dict[str, frozenset[str]] = {
    "Frank": frozenset({"Likes climbing"}),
    "Henry": frozenset({"Likes badminton"}),
    "Ivy": frozenset({"Likes badminton"}),
    "Jason": frozenset({"Likes climbing"}),
    "Roland": frozenset({"Likes climbing"}),
}
