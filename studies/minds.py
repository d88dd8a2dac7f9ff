"""MINDS: do cohorts hold who should be in them, and does a manifest show any change and no order?

Data: planted records of 120 people as FHIR bundles with what real ones have: readings in pounds and mmol/L, entries
made in error, conditions that ended or were refuted, one person under two ids, figures that were never taken, files
that need leave. And, where NHANES is there, 300 of its adults written as bundles, against the table itself.

Claim: twelve questions find who fits, where entries as they stand (no status, no unit, no identity) do not.
Controls: the hash in twenty orders; one change in each of sixty entries, found and named; a person who is forgotten;
nothing of a figure that was never taken; files that need leave are never listed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final
from zoneinfo import ZoneInfo

from thyself.core import DataMissing, Trace
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, paired, study
from thyself.memory.cohort import cohort
from thyself.memory.manifest import Manifest, manifest
from thyself.memory.record import Age, Has, Query, Sex, Value
from thyself.sources import ReadContext, add
from thyself.store import Scope, Selection, Store, open_store

PEOPLE: Final = 120
ORDERS: Final = 20
CHANGES: Final = 60
NOW: Final = datetime(2025, 4, 1, tzinfo=UTC)
HYPERTENSION: Final = "snomed:38341003"
DIABETES: Final = "snomed:44054006"
DRUG: Final = "rxnorm:29046"
RXNORM: Final = "http://www.nlm.nih.gov/research/umls/rxnorm"
PRESSURE: Final = "blood_pressure_systolic"


@dataclass(slots=True)
class Truth:
    """What is so of a planted person, apart from how it is written down."""

    born: date
    sex: str
    pressure: list[tuple[int, float]] = field(default_factory=list)
    weight: float | None = None
    glucose: float | None = None
    conditions: dict[str, int | None] = field(default_factory=dict)
    drug: bool = False
    closed: int = 0

    @property
    def age(self) -> int:
        """In years."""
        return (NOW.date() - self.born).days // 365


_Q: Final[dict[str, tuple[Query, Callable[[Truth], bool]]]] = {
    "pressure of 140 or more": (Value(PRESSURE, above=140), lambda p: bool(p.pressure) and p.pressure[-1][1] >= 140),
    "ever 160 or more": (Value(PRESSURE, above=160, which="highest"), lambda p: any(v >= 160 for _, v in p.pressure)),
    "no reading of 140 or more": (~Value(PRESSURE, above=140), lambda p: bool(p.pressure) and p.pressure[-1][1] < 140),
    "90 kg or more": (Value("weight", above=90), lambda p: p.weight is not None and p.weight >= 90),
    "glucose of 126 or more": (Value("glucose", above=126), lambda p: p.glucose is not None and p.glucose >= 126),
    "hypertension": (Has("condition", (HYPERTENSION,)), lambda p: HYPERTENSION in p.conditions),
    "hypertension now": (Has("condition", (HYPERTENSION,), within_days=1),
                         lambda p: HYPERTENSION in p.conditions and p.conditions[HYPERTENSION] is None),
    "both conditions": (Has("condition", (HYPERTENSION,)) & Has("condition", (DIABETES,)),
                        lambda p: len(p.conditions) == 2),
    "untreated": (Has("condition", (HYPERTENSION,)) & ~Has("medication", (DRUG,)),
                  lambda p: HYPERTENSION in p.conditions and not p.drug),
    "women of 60 and over": (Sex("female") & Age(above=60), lambda p: p.sex == "female" and p.age >= 60),
    "men, heavy or with diabetes": (Sex("male") & (Value("weight", above=90) | Has("condition", (DIABETES,))),
                  lambda p: p.sex == "male" and ((p.weight or 0) >= 90 or DIABETES in p.conditions)),
    "three readings in a year": (Has("measured", (PRESSURE,), within_days=365, at_least=3),
                                 lambda p: sum(days < 365 for days, _ in p.pressure) >= 3),
}  # fmt: skip


@study(
    name="minds",
    system="minds",
    title="MINDS: cohorts out of clinical records, and manifests that show any change",
    claim="questions as data find who fits, where entries read as they stand do not",
    seconds=60,
)
def run(setting: Setting) -> Outcome:
    """Plant, read, ask, change, forget."""
    rng = setting.rng("people")
    people = {f"p{i:03d}": planted(rng) for i in range(PEOPLE)}
    with TemporaryDirectory() as folder, closing(open_store(Path(folder) / "home.db", clock=lambda: NOW)) as store:
        files = {name: written(name, each, rng) for name, each in people.items()}
        scopes = _read(store, files, Path(folder))
        ours = {label: cohort(scopes, query, at=NOW) for label, (query, _) in _Q.items()}
        plain = {label: _as_they_stand(files, query) for label, (query, _) in _Q.items()}
        right, naive, whose = _compare(people, ours, plain)
        contrary = [ours["pressure of 140 or more"], ours["no reading of 140 or more"]]
        wrongly = sum(name in each.members for name, p in people.items() if not p.pressure for each in contrary)
        shown = manifest(scopes, at=NOW)
        same = sum(_again(store, scopes, setting.rng(f"order {i}"), Path(folder) / f"{i}.db").hash == shown.hash
                   for i in range(ORDERS))  # fmt: skip
        found = _changes(scopes, shown, setting.rng("changes"))
        closed = sum(each.closed for each in people.values())
        forgot = _forgotten(store, scopes, shown)
    tables = [_table(people, ours, plain)]
    notes = ["Planted records show that nothing is lost or mixed up, not how clean real records are."]
    controls = [
        Control.share("the same hash in another order", same, ORDERS, expectation="all"),
        Control.share("one change: another hash, and the entry named", found, CHANGES, expectation="all",
                      kind="bad part"),
        Control.share("somebody forgotten: another hash, no entry, no trace", forgot, 3, expectation="all"),
        Control("people without a reading who were found by it or by its contrary", "none", wrongly, None, None,
                wrongly == 0, "do no harm", "people"),
        Control.share("files that need leave are counted, none listed", shown.withheld.get("CT", 0), closed,
                      expectation="all"),
    ]  # fmt: skip
    try:
        agreed, asked = _nhanes(setting.folder("nhanes"))
        controls.append(
            Control.share("NHANES: adults in four cohorts as in the table", agreed, asked, expectation="all")
        )
    except DataMissing:
        notes.append("NHANES was not there.")
    effect = paired(right, naive, clusters=whose)
    return Outcome(
        effect=Effect.of(effect, name="records read less entries as they stand", metric="people rightly in or out"),
        controls=controls,
        tables=tables,
        notes=notes,
    )


def planted(rng: Random) -> Truth:
    """Draw what is so of a person."""
    made = Truth(date(rng.randint(1935, 2004), rng.randint(1, 12), rng.randint(1, 28)), rng.choice(["female", "male"]))
    if rng.random() < 0.85:
        days = sorted((rng.randint(1, 900) for _ in range(rng.randint(1, 6))), reverse=True)
        level = rng.gauss(132, 16)
        made.pressure = [(each, round(rng.gauss(level, 8))) for each in days]
    made.weight = round(rng.gauss(82, 16), 1) if rng.random() < 0.8 else None
    made.glucose = round(rng.gauss(112, 28)) if rng.random() < 0.7 else None
    for code, share in ((HYPERTENSION, 0.4), (DIABETES, 0.25)):
        if rng.random() < share:
            made.conditions[code] = None if rng.random() < 0.7 else rng.randint(10, 400)
    made.drug = HYPERTENSION in made.conditions and rng.random() < 0.5
    return made


def written(name: str, person: Truth, rng: Random) -> list[dict[str, Any]]:
    """A person's record as resources, as untidy as records are."""
    second = f"{name}-b"
    same = [{"system": "mrn", "value": f"mrn-{name}"}]
    twice = rng.random() < 0.2
    of = iter(lambda: second if twice and rng.random() < 0.4 else name, None)
    out: list[dict[str, Any]] = [
        {
            "resourceType": "Patient",
            "id": each,
            "gender": person.sex,
            "birthDate": person.born.isoformat(),
            "identifier": same,
        }
        for each in ([name, second] if twice else [name])
    ]
    for i, (days, value) in enumerate(person.pressure):
        out.append(_observed(f"{name}-bp{i}", next(of), "8480-6", value, "mm[Hg]", days))
    if rng.random() < 0.3:
        out.append(_observed(f"{name}-bad", next(of), "8480-6", 250, "mm[Hg]", 0) | {"status": "entered-in-error"})
    if person.weight is not None:
        pounds = rng.random() < 0.4
        told = round(person.weight / 0.45359237, 3) if pounds else person.weight
        out.append(_observed(f"{name}-w", next(of), "29463-7", told, "[lb_av]" if pounds else "kg", 5))
    if person.glucose is not None:
        moles = rng.random() < 0.4
        told = round(person.glucose / 18.0182, 4) if moles else person.glucose
        out.append(_observed(f"{name}-g", next(of), "2345-7", told, "mmol/L" if moles else "mg/dL", 7))
    out += _conditions(name, person, rng)
    if person.drug:
        out.append({"resourceType": "MedicationRequest", "id": f"{name}-m", "status": "active", "authoredOn": _day(90),
                    "subject": {"reference": f"Patient/{next(of)}"},
                    "medicationCodeableConcept": _coded(RXNORM, "29046", "Lisinopril")})  # fmt: skip
    if rng.random() < 0.5:
        person.closed = 1
        out.append({"resourceType": "ImagingStudy", "id": f"{name}-i", "status": "available", "started": _day(40),
                    "subject": {"reference": f"Patient/{name}"}, "meta": {"security": [{"code": "M"}]},
                    "modality": [{"code": "CT"}], "series": [{"uid": "1.2", "modality": {"code": "CT"}}]})  # fmt: skip
    return out


def _conditions(name: str, person: Truth, rng: Random) -> Iterator[dict[str, Any]]:
    for code in (HYPERTENSION, DIABETES):
        made = {"resourceType": "Condition", "id": f"{name}-{code}", "subject": {"reference": f"urn:uuid:{name}"},
                "code": _coded("http://snomed.info/sct", code.removeprefix("snomed:"), code),
                "onsetDateTime": _day(1200)}  # fmt: skip
        if code in person.conditions:
            ended = person.conditions[code]
            yield made if ended is None else made | {"abatementDateTime": _day(ended)}
        elif rng.random() < 0.15:
            yield made | {"verificationStatus": {"coding": [{"code": "refuted"}]}}


def _observed(key: str, of: str, code: str, value: float, unit: str, days: int) -> dict[str, Any]:
    return {"resourceType": "Observation", "id": key, "status": "final", "subject": {"reference": f"Patient/{of}"},
            "code": _coded("http://loinc.org", code, code), "effectiveDateTime": _day(days),
            "valueQuantity": {"value": value, "unit": unit}}  # fmt: skip


def _coded(system: str, code: str, name: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": name}]}


def _day(days: float) -> str:
    return (NOW - timedelta(days=days, hours=1)).isoformat()


def _read(store: Store, files: dict[str, list[dict[str, Any]]], folder: Path) -> list[Scope]:
    context = ReadContext(zone=ZoneInfo("UTC"), now=NOW)
    for name, resources in files.items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps({"resourceType": "Bundle", "entry": [{"resource": each} for each in resources]}))
        add(store.scope(name), path, context=context)
    return [store.scope(name) for name in store.people()]


def _as_they_stand(files: dict[str, list[dict[str, Any]]], query: Query) -> set[str]:
    """Who fits where each resource counts as it stands, under the id that it names: no status, unit or identity."""
    from thyself.memory.record import Record

    found = set()
    for name, resources in files.items():
        by_kind: dict[str, list[Trace]] = {}
        for each in sorted(resources, key=lambda one: str(one.get("effectiveDateTime", ""))):
            if each["resourceType"] == "Patient" or each["subject"]["reference"].endswith("-b"):
                continue
            plain = _plain(each)
            by_kind.setdefault(plain.kind, []).append(plain)
        told = resources[0]
        record = Record(name, NOW, date.fromisoformat(told["birthDate"]), told["gender"], by_kind)
        if query.of(record).holds:
            found.add(name)
    return found


_TIMES: Final = ("effectiveDateTime", "onsetDateTime", "authoredOn", "started")
_NAMES: Final = {"8480-6": PRESSURE, "29463-7": "weight", "2345-7": "glucose"}
_KINDS: Final = {
    "Observation": "measured",
    "Condition": "condition",
    "MedicationRequest": "medication",
    "ImagingStudy": "document",
}


def _plain(resource: dict[str, Any]) -> Trace:
    concept = resource.get("code") or resource.get("medicationCodeableConcept")
    told = concept["coding"][0]["code"] if concept else "CT"
    scheme = "rxnorm" if resource["resourceType"] == "MedicationRequest" else "snomed"
    at = next(resource[name] for name in _TIMES if name in resource)
    value = resource.get("valueQuantity", {}).get("value")
    return Trace("", at=datetime.fromisoformat(at), kind=_KINDS[resource["resourceType"]], source="plain",
                 ref=resource["id"], item=_NAMES.get(told, f"{scheme}:{told}"),
                 value=None if value is None else float(value))  # fmt: skip


def _compare(people: dict[str, Truth], ours: Any, plain: Any) -> tuple[list[float], list[float], list[str]]:
    right, naive, whose = [], [], []
    for label, (_, truth) in _Q.items():
        for name, person in people.items():
            fits = truth(person)
            right.append(float((name in ours[label].members) == fits))
            naive.append(float((name in plain[label]) == fits))
            whose.append(name)
    return right, naive, whose


def _table(people: dict[str, Truth], ours: Any, plain: Any) -> Table:
    rows: list[Sequence[Any]] = []
    for label, (_, truth) in _Q.items():
        fits = {name for name, person in people.items() if truth(person)}
        rows.append((label, len(fits), *_precision(set(ours[label].members), fits), len(ours[label].unknown),
                     *_precision(plain[label], fits)))  # fmt: skip
    return Table("Cohorts of planted people", ("question", "fit", "precision", "recall", "unknown",
                 "precision as it stands",
                 "recall as it stands"), rows, f"{len(people)} people, twelve questions.")  # fmt: skip


def _precision(found: set[str], fits: set[str]) -> tuple[float, float]:
    hits = len(found & fits)
    return round(hits / max(len(found), 1), 3), round(hits / max(len(fits), 1), 3)


def _again(store: Store, scopes: Sequence[Scope], rng: Random, path: Path) -> Manifest:
    """The manifest of a home that got the same traces in another order."""
    some = rng.sample(scopes, len(scopes))
    with closing(open_store(path, clock=lambda: NOW)) as other:
        for scope in some:
            traces = list(scope.traces())
            rng.shuffle(traces)
            other.scope(scope.person).append(traces)
        return manifest([other.scope(scope.person) for scope in some], at=NOW)


def _changes(scopes: Sequence[Scope], before: Manifest, rng: Random) -> int:
    """How many of some planted changes give another hash and name the entry; each is undone."""
    found = 0
    figures = [(scope, each) for scope in scopes for each in scope.traces(kinds=("measured",))]
    for scope, old in rng.sample(figures, CHANGES):
        new = replace(old, value=(old.value or 0.0) + 0.1)
        scope.forget(Selection(trace_ids=(old.id,)))
        scope.append([new])
        now = manifest(scopes, at=NOW)
        named = [(each.person, each.ref) for each in now.since(before)["changed"]]
        found += now.hash != before.hash and named == [(scope.person, f"{old.source}/{old.ref}")]
        scope.forget(Selection(trace_ids=(new.id,)))
        scope.append([old])
    return found


def _forgotten(store: Store, scopes: Sequence[Scope], before: Manifest) -> int:
    gone = scopes[3].person
    scopes[3].forget(Selection(everything=True))
    now = manifest([store.scope(each.person) for each in scopes], at=NOW)
    return (
        (now.hash != before.hash) + (gone not in {each.person for each in now.entries}) + (gone not in store.people())
    )


def _nhanes(folder: Path) -> tuple[int, int]:
    """Adults of the survey written as bundles: how many are rightly in or out of four cohorts."""
    import pyarrow.parquet as parquet

    every = parquet.read_table(folder / "NHANESraw.parquet").to_pylist()
    rows = [each for each in every if (each["Age"] or 0) >= 18][:300]
    figures = {"BPSysAve": ("8480-6", "mm[Hg]"), "BMI": ("39156-5", "kg/m2"), "Pulse": ("8867-4", "/min")}
    files = {}
    for i, row in enumerate(rows):
        born = date(NOW.year - int(row["Age"]) - 1, 6, 1).isoformat()
        out: list[dict[str, Any]] = [
            {"resourceType": "Patient", "id": f"n{i:03d}", "gender": row["Gender"], "birthDate": born}
        ]
        out += [_observed(f"n{i}-{name}", f"n{i:03d}", code, row[name], unit, 3)
                for name, (code, unit) in figures.items()
                if row[name] is not None and row[name] == row[name]]  # fmt: skip
        files[f"n{i:03d}"] = out
    asked: dict[Query, Callable[[dict[str, Any]], bool]] = {
        (Value(PRESSURE, above=140) & Age(above=40)): lambda r: r["Age"] >= 40 and (r["BPSysAve"] or 0) >= 140,
        (Value("bmi", above=30) & Sex("female")): lambda r: r["Gender"] == "female" and (r["BMI"] or 0) >= 30,
        Value("heart_rate", below=60): lambda r: r["Pulse"] is not None and r["Pulse"] < 60,
        (~Value(PRESSURE, above=140)): lambda r: r["BPSysAve"] is not None and r["BPSysAve"] < 140,
    }
    with TemporaryDirectory() as place, closing(open_store(Path(place) / "home.db", clock=lambda: NOW)) as store:
        scopes = _read(store, files, Path(place))
        told = {query: cohort(scopes, query, at=NOW).members for query in asked}
    agreed = sum(
        (name in told[query]) == truth(row)
        for query, truth in asked.items()
        for name, row in zip(files, rows, strict=True)
    )
    return agreed, len(asked) * len(rows)
