"""Every built-in reader keeps the contract of all readers."""

import json
from typing import ClassVar

import pytest

pytest.register_assert_rewrite("tests.contracts.reader")

from tests.contracts.reader import ReaderContract  # noqa: E402  (after its asserts are made readable)
from thyself.sources import readers  # noqa: E402


def node(key: str, parent: str | None, role: str, text: str, at: float | None) -> dict[str, object]:
    message = {
        "id": key,
        "author": {"role": role},
        "create_time": at,
        "content": {"content_type": "text", "parts": [text]},
    }
    return {"id": key, "parent": parent, "children": [], "message": message}


CONVERSATION = {
    "title": "Dinner",
    "create_time": 1714551000.0,
    "conversation_id": "c-1",
    "current_node": "c",
    "mapping": {
        "root": {"id": "root", "parent": None, "children": ["a"], "message": None},
        "a": node("a", "root", "user", "What shall I cook tonight?", 1714551001.5),
        "b": node("b", "a", "assistant", "Risotto with peas – très bon", 1714551003.0),
        "c": node("c", "b", "user", "I do not like peas", None),
    },
}


class TestChatGPT(ReaderContract):
    reader = readers()["chatgpt"]
    file = "conversations.json"
    example = json.dumps([CONVERSATION, {"title": "broken"}, CONVERSATION | {"conversation_id": "c-2", "mapping": {
        "z": node("z", None, "user", "Thank you", 1714640000.0)}}], ensure_ascii=False)  # fmt: skip
    traces = 4
    bad = 1


class TestChatJson(ReaderContract):
    reader = readers()["chat-json"]
    file = "chat.json"
    example = json.dumps(
        [
            {"role": "user", "content": "I moved to Turin", "timestamp": "2024-05-01T10:00:00Z"},
            {"role": "user", "content": "no time that can be read", "timestamp": "soon"},
            {
                "role": "assistant",
                "content": [{"type": "text", "text": "Congratulations, città!"}],
                "timestamp": 1714557700,
            },
        ],
        ensure_ascii=False,
    )
    traces = 2
    bad = 1


class TestChatJsonl(ReaderContract):
    reader = readers()["chat-jsonl"]
    file = "chat.jsonl"
    example = (
        '{"messages": [{"role": "user", "content": "My dog is called Rex"}, {"role": "assistant", "content": "Hi Rex"}]}\n'  # noqa: E501
        '{"messages": [{"role": "user"\n'
        '{"messages": [{"role": "system", "content": "Be kind"}, {"role": "user", "content": "Who is my dög?"}]}\n'
    )
    traces = 3
    bad = 1


class TestWhatsApp(ReaderContract):
    reader = readers()["whatsapp"]
    file = "WhatsApp Chat with Anna.txt"
    example = (
        "24/12/2023, 21:05 - Messages and calls are end-to-end encrypted.\n"
        "24/12/2023, 21:05 - Anna: Merry Christmas 🎄\n"
        "24/12/2023, 21:05 - Ben: To you too\nand to all\n"
        "99/99/2023, 21:06 - Anna: never\n"
        "24/12/2023, 21:07 - Anna: See you tomorrow\n"
    )
    traces = 3
    bad = 1
    options: ClassVar = {"owner": ("Ben",)}


class TestMbox(ReaderContract):
    reader = readers()["mbox"]
    file = "Inbox.mbox"
    example = (
        "From ann@example.org Wed May  1 10:00:00 2024\n"
        "From: Ann <ann@example.org>\nTo: ben@example.org\nSubject: =?utf-8?q?Caf=C3=A9?=\n"
        "Date: Wed, 01 May 2024 10:00:00 +0200\nMessage-ID: <1@example.org>\n\nShall we meet at nine?\n\n"
        "From nobody\nFrom: x@example.org\nSubject: no date\n\nlost\n\n"
        "From ben@example.org Wed May  1 11:00:00 2024\n"
        "From: Ben <ben@example.org>\nTo: ann@example.org\nSubject: Re: Coffee\nIn-Reply-To: <1@example.org>\n"
        "Date: Wed, 01 May 2024 11:00:00 +0200\nMessage-ID: <2@example.org>\n\nYes, at nine.\n\n> Shall we meet at nine?\n"  # noqa: E501
    )
    traces = 2
    bad = 1
    options: ClassVar = {"owner": ("ben@example.org",)}


class TestEml(ReaderContract):
    reader = readers()["eml"]
    file = "one.eml"
    example = (
        "From: Ben <ben@example.org>\nTo: ann@example.org\nSubject: Sunday\nDate: Wed, 01 May 2024 11:00:00 +0200\n"
        "Message-ID: <9@example.org>\n\nI cannot come on Sunday.\n"
    )
    traces = 1


class TestJournal(ReaderContract):
    reader = readers()["journal"]
    file = "2024 diary.md"
    example = (
        "# 2024-05-01\n\nWalked to the lake, é bello.\n\n## 2 May 2024\n\nRain all day.\n\n# May 3, 2024\n\nBetter.\n"
    )
    traces = 3


class TestFitbit(ReaderContract):
    reader = readers()["fitbit"]
    file = "sleepDay_merged.csv"
    example = (
        "Id,SleepDay,TotalSleepRecords,TotalMinutesAsleep,TotalTimeInBed\n"
        "7,4/12/2016 12:00:00 AM,1,327,346\n7,4/13/2016 12:00:00 AM,1,many,400\n7,4/14/2016 12:00:00 AM,1,412,442\n"
    )
    traces = 4
    bad = 1


class TestOura(ReaderContract):
    reader = readers()["oura"]
    file = "dailyactivity.csv"
    example = (
        "id;day;steps;active_calories;total_calories\n"
        "x;2024-05-05;9000;420;2400\ny;2024-05-06;many;400;2300\nz;2024-05-07;7000;;2200\n"
    )
    traces = 5
    bad = 1


class TestGarmin(ReaderContract):
    reader = readers()["garmin"]
    file = "Activities.csv"
    example = (
        "Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR\n"
        'Running,2024-05-01 07:01:22,false,"Söder, morning",5.02,"1,412",00:31:40,148\n'
        "Walking,soon,false,Walk,2.0,90,00:25:00,--\nCycling,2024-05-02 18:00:00,false,Ride,--,--,01:05:00,--\n"
    )
    traces = 2
    bad = 1


class TestGarminExport(ReaderContract):
    reader = readers()["garmin-export"]
    file = "2024-05-01_2024-08-09_1_sleepData.json"
    example = json.dumps(
        [
            {
                "calendarDate": "2024-05-01",
                "sleepStartTimestampGMT": "2024-04-30T21:10:00.0",
                "sleepEndTimestampGMT": "2024-05-01T05:10:00.0",
                "deepSleepSeconds": 5400,
                "lightSleepSeconds": 16200,
                "awakeSleepSeconds": 1800,
            },
            {"calendarDate": "soon", "sleepStartTimestampGMT": "2024-04-30T21:10:00.0", "deepSleepSeconds": 5400},
            {"calendarDate": "2024-05-02", "sleepStartTimestampGMT": None},
        ]
    )
    traces = 6
    bad = 1


class TestAppleHealth(ReaderContract):
    reader = readers()["apple-health"]
    file = "export.xml"
    example = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData (Record*)>\n]>\n'
        '<HealthData locale="it_IT">\n <ExportDate value="2024-05-09 10:00:00 +0200"/>\n'
        ' <Record type="HKQuantityTypeIdentifierStepCount" sourceName="Ann’s iPhone" unit="count" '
        'startDate="2024-05-01 10:00:00 +0200" endDate="2024-05-01 10:10:00 +0200" value="500"/>\n'
        ' <Record type="HKQuantityTypeIdentifierBodyMass" unit="lb" startDate="2024-05-01 08:00:00 +0200" '
        'endDate="2024-05-01 08:00:00 +0200" value="heavy"/>\n'
        ' <Record type="HKQuantityTypeIdentifierBodyMass" unit="lb" startDate="2024-05-01 08:00:00 +0200" '
        'endDate="2024-05-01 08:00:00 +0200" value="150"/>\n'
        ' <Workout workoutActivityType="HKWorkoutActivityTypeRunning" startDate="2024-05-02 18:00:00 +0200" '
        'endDate="2024-05-02 18:30:00 +0200"/>\n</HealthData>\n'
    )
    traces = 3
    bad = 1


class TestLifeSnaps(ReaderContract):
    reader = readers()["lifesnaps"]
    file = "daily_fitbit_sema_df_unprocessed.csv"
    example = (
        "id,date,rmssd,minutesAsleep,steps,distance,HAPPY,TIRED\n"
        "p,2021-05-24,89.6,,8833.0,6517.5,1.0,0.0\np,someday,80,400,1,1,,\np,2021-05-25,,471,,,,\n"
    )
    traces = 5
    bad = 1


class TestMovieLens(ReaderContract):
    reader = readers()["movielens"]
    file = "ratings.csv"
    example = "userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n1,32,lots,1260759145\n1,33,4,1260759146\n"
    beside: ClassVar = {"movies.csv": "movieId,title,genres\n31,Léon (1994),Action|Crime\n33,Up (2009),Comedy\n"}
    traces = 2
    bad = 1


class TestGoodbooks(ReaderContract):
    reader = readers()["goodbooks"]
    file = "ratings.csv"
    example = "user_id,book_id,rating\n4,70,4\n4,71,9\n4,264,3\n"
    traces = 2
    bad = 1


class TestGoodreads(ReaderContract):
    reader = readers()["goodreads"]
    file = "goodreads_library_export.csv"
    example = (
        "Book Id,Title,Author,ISBN13,My Rating,Date Read,Date Added,Bookshelves,Exclusive Shelf,My Review\n"
        '42,"The Dispossessed, again",Ursula K. Le Guin,"=""9780061054884""",5,2024/05/31,2024/05/01,utopia,read,Superb œuvre\n'  # noqa: E501
        "43,Emma,Jane Austen,,0,,,,read,\n44,Ulysses,James Joyce,,0,,2024/04/01,,to-read,\n"
    )
    traces = 4
    bad = 1


class TestMemoryBank(ReaderContract):
    reader = readers()["memorybank"]
    file = "memory.json"
    example = json.dumps(
        {
            "Emily": {
                "name": "Emily",
                "history": {
                    "2023-04-27": [{"query": "I love painting", "response": "Très bien"}],
                    "one day": [{"query": "lost", "response": "lost"}],
                    "2023-04-28": [{"query": "I saw a heron", "response": "Where?"}],
                },
            }
        },
        ensure_ascii=False,
    )
    traces = 4
    bad = 1


class TestPanza(ReaderContract):
    reader = readers()["panza"]
    file = "david.jsonl"
    example = (
        '{"email": "Dear Tom,\\r\\n\\r\\nthank you – David", "subject": "Re: IT"}\n{"email": 3, "subject": "x"}\n'
        '{"email": "Hello,\\r\\nno, David", "subject": "Car"}\n'
    )
    traces = 2
    bad = 1


class TestTable(ReaderContract):
    reader = readers()["csv"]
    file = "notes.csv"
    example = (
        'Date,Note,Where\n2024-05-01,Saw a heron,Lago\nnever,Nothing,\n2024-05-02,"Rain, again\nand again é",Torino\n'
    )
    traces = 2
    bad = 1


class TestTableLines(ReaderContract):
    reader = readers()["jsonl"]
    file = "notes.jsonl"
    example = '{"time": 1714557600, "note": "Saw a heron"}\n{"time": 1714557700}\n{"time": 1714557800, "note": "Pioggia, perché"}\n'  # noqa: E501
    traces = 2
    bad = 1
