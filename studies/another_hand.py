# ruff: noqa: E501  (names and notes read best in one line)
"""Another hand: sentences by somebody who had not seen the code: what changed, what is said, what is avoided, when, what was asked.

The forms of change and the patterns of facts were written on sentences of our own, so that what they read of other
people's is an open question. Here a hand that had seen neither code nor tests wrote 850 sentences and questions
(``samples/another-hand``) and split each set in halves before anything was run. One half was looked at in repairs; the
figures are of the other. Each goes through the public face without a language model.

    thyself study another-hand
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from zoneinfo import ZoneInfo

from studies._third_hand import Read, read_marked
from thyself.core import DataMissing, Request, Settings, Trace
from thyself.core.timewords import find
from thyself.core.words import STOP, stem, words
from thyself.evaluate import Control, Effect, Interval, Outcome, Setting, Table, bootstrap, paired, study
from thyself.models import Embedder
from thyself.profile import avoidances, update
from thyself.retrieval import Recall
from thyself.store import Scope, open_store
from thyself.systems import Desk
from thyself.systems.default import Default

Row = dict[str, Any]

_HERE: Final = Path(__file__).resolve().parents[1] / "samples" / "another-hand"
_ZONE: Final = ZoneInfo("Europe/London")
NOW: Final = datetime(2026, 3, 18, 10, tzinfo=_ZONE)
#: What is aimed at, set before the measured half was run again.
GOALS: Final = {"changes": 0.75, "facts": 0.65, "nothing said": 0.9, "avoided": 0.8, "near misses": 0.9, "times": 0.8, "asked": 0.7}  # fmt: skip
#: The shares of the measured half before the repairs, of the same judgements.
BEFORE: Final = {
    "changes": "31 of 79", "facts": "49 of 100", "nothing said": "44 of 50", "avoided": "11 of 50", "near misses": "26 of 30",
    "times": "38 of 59", "asked": "35 of 55",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether one row came out right.

    Args:
        of: The set: one of :data:`GOALS`.
        kind: The kind within it.
        row: Its id.
        right: Whether it did.
        floor: Whether the floor did, where there is one.
    """

    of: str
    kind: str
    row: str
    right: bool
    floor: bool = False


def rows(name: str, part: str) -> list[Row]:
    """The rows of a set in one half.

    Raises:
        DataMissing: The folder is not there: the package was installed without its samples.
    """
    path = _HERE / f"{name}.jsonl"
    if not path.is_file():
        raise DataMissing(f"{path} is not there: this study runs in a checkout with samples/another-hand")
    found = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [row for row in found if row["part"] == part]


@contextmanager
def home(texts: Sequence[tuple[str, datetime]]) -> Iterator[Scope]:
    """A home with what one person wrote."""
    with TemporaryDirectory() as folder:
        store = open_store(str(Path(folder) / "home.db"), clock=lambda: NOW, timezone=_ZONE.key)
        scope = store.scope("me")
        scope.append([Trace(text, at=at, kind="said", source="notes") for text, at in texts])
        yield scope
        store.close()


def answer(scope: Scope, question: str, embedder: Embedder) -> str:
    """What the default system answers."""
    desk = Desk(scope, None, embedder, Settings(), _ZONE, lambda: NOW)
    return Default().respond(Request("ask", question, NOW), desk).text


def _at(day: str, minute: int = 0) -> datetime:
    return datetime.fromisoformat(day).replace(hour=9, minute=minute, tzinfo=_ZONE)


def _stems(text: str) -> frozenset[str]:
    found = words(text)
    return frozenset(stem(word) for word in found if word not in STOP) or frozenset(map(stem, found))


def has(text: str, value: str) -> bool:
    """Whether a text has all telling words of a value."""
    return _stems(value) <= _stems(text)


def half(text: str, value: str) -> bool:
    """Whether it has half of them at least."""
    return 2 * len(_stems(value) & _stems(text)) >= len(_stems(value)) > 0


# changes

_MARKED: Final = re.compile(r"\buntil\b|not any more|no longer|in doubt|is over|\bnot? .{0,20}any ?more", re.IGNORECASE)


def _pieces(text: str) -> list[str]:
    return [" ".join(piece.split()) for piece in re.split(r"\n|(?<=\]\.)\s+", text) if piece.strip()]


def judge_change(row: Row, text: str) -> bool:
    """Whether an answer tells what holds: the new value and not the old; the end; or the value that still holds."""
    pieces = _pieces(text)

    def quotes(piece: str, sentence: str) -> bool:
        return sentence[:40].casefold() in piece.casefold()

    bare = {piece: piece.replace(row["second"], "").replace(row["first"], "") for piece in pieces}
    plain = [piece for piece in pieces if not _MARKED.search(bare[piece]) and not quotes(piece, row["second"])]
    old = any(has(piece, row["value"]) for piece in plain)
    if row["kind"] == "updated":
        return has(text, row["new_value"]) and (not old or row["value"] in row["new_value"])
    if row["kind"] == "ended":
        told = any(_MARKED.search(bare[piece]) or quotes(piece, row["second"]) for piece in pieces)
        told = told or re.match(r"No\b|Not any more", text) is not None
        return told and not old and not text.startswith("Yes")
    head = next((piece for piece in pieces if "[1]" in piece), pieces[0] if pieces else "")
    return head in plain and has(head, row["value"]) and not re.match(r"No: |Not any more", text)


def changes(part: str, embedder: Embedder) -> list[Judged]:
    """Histories of two sentences; the floor is the best text of recall."""
    found = []
    for row in rows("changes", part):
        with home([(row["first"], _at(row["first_on"])), (row["second"], _at(row["second_on"]))]) as scope:
            text = answer(scope, row["question"], embedder)
            best = Recall(embedder)(scope, row["question"], k=1, now=NOW)
        quoted = f"[1] {best[0].text}" if best else ""
        found.append(Judged("changes", row["kind"], row["id"], judge_change(row, text), judge_change(row, quoted)))
    return found


def unmoved(part: str, embedder: Embedder) -> tuple[int, int]:
    """Of histories that stay the same, how many still do beside the second sentence of a history of another slot."""
    same = [row for row in rows("changes", part) if row["kind"] == "same"]
    others = [row for row in rows("changes", part) if row["kind"] != "same"]
    right = 0
    for at, row in enumerate(same):
        other = next(each for each in (*others[at:], *others) if each["slot"] != row["slot"])
        mixed = {**row, "second": other["second"]}
        with home([(row["first"], _at(row["first_on"])), (other["second"], _at(row["second_on"]))]) as scope:
            right += judge_change(mixed, answer(scope, row["question"], embedder)) >= _alone(row, embedder)
    return right, len(same)


def _alone(row: Row, embedder: Embedder) -> bool:
    with home([(row["first"], _at(row["first_on"]))]) as scope:
        return judge_change({**row, "second": "\x00"}, answer(scope, row["question"], embedder))


# facts

_AREAS: Final = {
    "name": {"name"}, "age": {"age"}, "city": {"home", "places"}, "country": {"home"}, "employer": {"work"}, "job": {"work"},
    "partner": {"family", "people"}, "child": {"family"}, "parent": {"family"}, "sibling": {"family"}, "pet": {"pets"},
    "language": {"languages", "habits"}, "diet": {"diet"}, "allergy": {"allergy", "health"},
    "likes": {"likes", "interests", "habits"}, "dislikes": {"dislikes", "fears"}, "hobby": {"likes", "habits", "interests"},
    "owns": {"things"}, "studies": {"study", "work"}, "birthday": {"birth"},
}  # fmt: skip
_SAME: Final = {"Norway": "Norw", "Denmark": "Dan", "gluten": "liac"}


def facts(part: str, _: Embedder) -> list[Judged]:
    """Sentences with facts, each of which must be a line of its area; and sentences with none, of which none may be."""
    found = []
    for row in rows("facts", part):
        with home([(row["text"], _at("2026-02-20"))]) as scope:
            lines = [line for line in update(scope, now=NOW).lines if line.origin == "stated"]
        if row["kind"] == "none":
            found.append(Judged("nothing said", "none", row["id"], not lines))
        for name, value in row["facts"]:
            among = _AREAS.get(name, {"likes", "interests"})
            right = any(line.about in among and _fits(name, value, line.text) for line in lines)
            found.append(Judged("facts", name.split()[0], row["id"], right))
    return found


def _fits(name: str, value: str, text: str) -> bool:
    if name == "birthday":
        day, month = value.split()[:2]
        return re.search(rf"\b{day}(?!\d)", text) is not None and month[:3].lower() in text.lower()
    bare = value.removeprefix("no ") if name == "diet" else value
    return half(text, value) or half(text, bare) or (_SAME.get(value) or "\x00") in text


# what is avoided


def avoided(part: str, _: Embedder) -> list[Judged]:
    """What must not be offered is known; of near misses nothing is kept away. The floor: any word of refusal counts."""
    found = []
    for row in rows("avoid", part):
        with home([(row["text"], _at("2026-02-20"))]) as scope:
            known = avoidances(update(scope, now=NOW))
        if row["kind"] == "near_miss":
            found.append(Judged("near misses", "near miss", row["id"], not known, _REFUSES.search(row["text"]) is None))
            continue
        wanted = _stems(row["what"])
        forms = [_stems(form) for each in known for form in each.words]
        right = any(form <= wanted or wanted <= form for form in forms) or any(
            half(each.why, row["what"]) for each in known
        )
        found.append(Judged("avoided", "avoid", row["id"], right, _REFUSES.search(row["text"]) is not None))
    return found


_REFUSES: Final = re.compile(
    r"\b(?:allerg\w*|intoleran\w*|vegan|vegetarian|hate|never|can't|don't|no)\b", re.IGNORECASE
)


# times


def times(part: str, _: Embedder) -> list[Judged]:
    """The days that a question means; loosely said ones need to share half of what they cover."""
    return [Judged("times", row["kind"], row["id"], _meant(row)) for row in rows("when", part)]


def _meant(row: Row) -> bool:
    spans = find(row["question"], NOW, _ZONE)
    if not spans or not row["accepted"]:
        return not spans and not row["accepted"]
    start = min(span.start for span in spans).astimezone(_ZONE).date()
    last = max(span.end for span in spans).astimezone(_ZONE)
    # A night goes on into the next morning.
    end = last.date() if last.hour <= 6 and (last.minute, last.second) == (0, 0) else last.date() + timedelta(days=1)
    return any(_near(row["kind"], start, end, *accepted) for accepted in row["accepted"])


def _near(kind: str, start: date, end: date, first: str | None, stop: str) -> bool:
    until = date.fromisoformat(stop)
    if first is None:
        return start <= date(1971, 1, 1) and end == until
    since = date.fromisoformat(first)
    if kind != "fuzzy":
        return (start, end) == (since, until)
    shared = max((min(end, until) - max(start, since)).days, 0)
    return 2 * shared >= (max(end, until) - min(start, since)).days


# what was asked


def asked(part: str, embedder: Embedder) -> list[Judged]:
    """Questions of one's own past: the first thing that is said holds the answer, or nothing answers and that is said."""
    found = []
    for row in rows("asked", part):
        texts = [(trace["text"], _at(trace["on"], minute)) for minute, trace in enumerate(row["traces"])]
        with home(texts) as scope:
            text = answer(scope, row["question"], embedder)
            best = Recall(embedder)(scope, row["question"], k=1, now=NOW)
        found.append(
            Judged(
                "asked", row["kind"], row["id"], _right(row, text), _right(row, f"[1] {best[0].text}" if best else "")
            )
        )
    return found


def _right(row: Row, text: str) -> bool:
    if row["kind"] == "nothing":
        return text.startswith("I don't know") or "never mentioned" in text
    pieces = _pieces(text) or [""]
    head = next((piece for piece in pieces if "[1]" in piece), pieces[0])
    return any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", head, re.IGNORECASE) for each in row["accepted"])


SETS: Final[tuple[Callable[[str, Embedder], list[Judged]], ...]] = (changes, facts, avoided, times, asked)


def swapped(embedder: Embedder) -> list[tuple[float, float]]:
    """Of measured changes: right with the own two sentences, and with those of another history of the same question's slot."""
    all_of = [row for row in rows("changes", "test") if row["kind"] != "ended"]
    pairs = []
    for row, other in zip(all_of, (*all_of[1:], all_of[0]), strict=True):
        right = []
        for told in (row, other):
            with home([(told["first"], _at(row["first_on"])), (told["second"], _at(row["second_on"]))]) as scope:
                seen = replace_sentences(row, told)
                right.append(float(judge_change(seen, answer(scope, row["question"], embedder))))
        pairs.append((right[0], right[1]))
    return pairs


def replace_sentences(row: Row, told: Row) -> Row:
    """A history with the sentences of another."""
    return {**row, "first": told["first"], "second": told["second"]}


def _share(found: Sequence[Judged], of: str) -> Interval:
    return bootstrap([float(each.right) for each in found if each.of == of])


def _goal(found: Sequence[Judged], of: str) -> Effect:
    share = _share(found, of)
    less = GOALS[of]
    difference = replace(share, value=share.value - less, low=share.low - less, high=share.high - less)
    return Effect.of(difference, name=f"{of}: less the goal of {less:.2f}", metric="share that came out right")


@study(
    name="another-hand",
    title="Another hand: sentences by somebody who had not seen the code",
    claim="what changed is followed, what is said and avoided is read, times are understood, in words that nobody wrote the forms on",
    seconds=240,
)
def run(setting: Setting) -> Outcome:
    """The measured half of five sets, with the half that was looked at beside it."""
    embedder = setting.embedder()
    test: list[Judged] = []
    dev: list[Judged] = []
    for number, judge in enumerate(SETS):
        test += judge("test", embedder)
        dev += judge("dev", embedder)
        setting.progress(number + 1, len(SETS) + 1)
    third = read_marked("test")
    of_changes = [each for each in test if each.of == "changes"]
    effect = paired([float(each.right) for each in of_changes], [float(each.floor) for each in of_changes])
    own, others = zip(*swapped(embedder), strict=True)
    still, of = unmoved("test", embedder)
    near = [each for each in test if each.of == "near misses"]
    return Outcome(
        effect=Effect.of(
            effect, name="changes: the system less the best text of recall", metric="share of answers that are right"
        ),
        also=[*(_goal(test, of) for of in GOALS), _third_goal(third)],
        controls=[
            Control.worse("the sentences of another history", paired(own, others), kind="swap"),
            Control.share(
                "what somebody else's change leaves as it was",
                still,
                of,
                expectation="at least 95 of 100",
                at_least=0.95,
                kind="do no harm",
            ),
            Control.share(
                "near misses of which nothing is kept away",
                sum(each.right for each in near),
                len(near),
                expectation="at least 85 of 100",
                at_least=0.85,
                kind="do no harm",
            ),
            Control.worse(
                "a third hand: the records of another sentence",
                paired([float(each.right) for each in _told(third)], [float(each.otherwise) for each in _told(third)]),
                kind="swap",
            ),
            Control.worse(
                "what is avoided, and near misses: a word of refusal is enough",
                paired(
                    [float(each.right) for each in test if each.of in ("avoided", "near misses")],
                    [float(each.floor) for each in test if each.of in ("avoided", "near misses")],
                ),
                kind="other",
            ),
        ],
        tables=[
            Table(
                "The half that was only measured, beside the one that was looked at",
                ("set", "n", "right", "95 % interval", "before the repairs", "the seen half"),
                [_row(of, test, dev) for of in GOALS],
                note="before: the same judgements on the code before anybody had seen these sentences",
            ),
            Table(
                "By kind",
                ("set", "kind", "n", "right", "the seen half"),
                [
                    [of, kind, len(here), sum(here) / len(here), _of_kind(dev, of, kind)]
                    for of, kind in dict.fromkeys((each.of, each.kind) for each in test)
                    if (here := [float(each.right) for each in test if (each.of, each.kind) == (of, kind)])
                ],
            ),
            Table(
                "A third hand, whose sentences nobody had seen who wrote or repaired rules",
                ("what is told", "n", "right", "95 % interval"),
                [_third_row(third, of) for of in ("holds", "is over", "nothing is told")],
                note="written to be said in other ways than forms foresee; the half that is only measured",
            ),
        ],
        notes=[
            "The half called seen was looked at, sentence by sentence, while forms were written: its figures are no measure.",
            "Both halves and the repairs come from the same hand: it did not look at the measured half again, but it had once written it, so these figures stand above what other people's sentences would give: of a third hand's, less than half is read.",
            "No language model is used: traces that answer are quoted, and the first that is quoted counts.",
        ],
    )


def _told(third: Sequence[Read]) -> list[Read]:
    return [each for each in third if each.of != "nothing is told"]


def _third_goal(third: Sequence[Read]) -> Effect:
    share = bootstrap([float(each.right) for each in third if each.of == "holds"])
    less = GOALS["facts"]
    difference = replace(share, value=share.value - less, low=share.low - less, high=share.high - less)
    return Effect.of(
        difference, name=f"a third hand's facts: less the goal of {less:.2f}", metric="share that came out right"
    )


def _third_row(third: Sequence[Read], of: str) -> list[str | int | float | None]:
    share = bootstrap([float(each.right) for each in third if each.of == of])
    return [of, share.n, share.value, f"{share.low:.3f} to {share.high:.3f}"]


def _row(of: str, test: Sequence[Judged], dev: Sequence[Judged]) -> list[str | int | float | None]:
    share, seen = _share(test, of), _share(dev, of)
    return [of, share.n, share.value, f"{share.low:.3f} to {share.high:.3f}", BEFORE[of], seen.value]


def _of_kind(dev: Sequence[Judged], of: str, kind: str) -> float | None:
    values = [float(each.right) for each in dev if (each.of, each.kind) == (of, kind)]
    return sum(values) / len(values) if values else None
