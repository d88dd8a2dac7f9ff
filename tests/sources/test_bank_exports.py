# ruff: noqa: E501  (rows as banks write them)
"""Exports in the shapes of well-known banks, rows invented: each payment with its day, sign, currency and payee."""

from __future__ import annotations

from pathlib import Path

import pytest

import thyself
from thyself.core import Settings, Trace
from thyself.sources.detect import find_reader

Row = tuple[str, str, str, str]
#: By name: the encoding, the text, and the payments as (day, amount, currency, payee).
EXPORTS: dict[str, tuple[str, str, list[Row]]] = {
    "Deutsche Bank": (
        "latin-1",
        "Umsätze Girokonto;;;Kundennummer: 100 1234567 00\n\n01.01.2024 - 31.03.2024\nLetzter Kontostand;;;;5.000,00;EUR\n"
        "Vorgemerkte und noch nicht gebuchte Umsätze sind nicht Bestandteil dieser Übersicht.\n"
        "Buchungstag;Wert;Umsatzart;Begünstigter / Auftraggeber;Verwendungszweck;IBAN;BIC;Kundenreferenz;Mandatsreferenz;Gläubiger ID;"
        "Fremde Gebühren;Betrag;Abweichender Empfänger;Anzahl der Aufträge;Anzahl der Schecks;Soll;Haben;Währung\n"
        "03.01.2024;03.01.2024;SEPA-Lastschrift;Stadtwerke Köln;Abschlag Januar;DE89370400440532013000;COBADEFF;;;;;-1.084,50;;;;-1.084,50;;EUR\n"
        "28.01.2024;28.01.2024;SEPA-Gutschrift;Müller GmbH;Gehalt;DE89370400440532013000;COBADEFF;;;;;2.500,00;;;;;2.500,00;EUR\n"
        "31.01.2024;31.01.2024;Abschluss;;Kontoführung;;;;;;;-5,90;;;;-5,90;;EUR\n"
        "Kontostand;31.01.2024;;;6.409,60;EUR\n",
        [("2024-01-03", "-1084.50", "EUR", "Stadtwerke Köln"), ("2024-01-28", "2500.00", "EUR", "Müller GmbH"),
         ("2024-01-31", "-5.90", "EUR", "Kontoführung")],
    ),
    "ING (Germany)": (
        "latin-1",
        "Umsatzanzeige;Datei erstellt am: 01.03.2024 10:12\n;Letztes Update: aktuell\n\nIBAN;DE89 3704 0044 0532 0130 00\nKontoname;Girokonto\n"
        "Bank;ING\nKunde;Erika Muster\nZeitraum;01.02.2024 - 29.02.2024\nSaldo;1.234,56;EUR\n\nSortierung;Datum absteigend\n\n"
        "In der CSV-Datei finden Sie alle bereits gebuchten Umsätze. Die vorgemerkten Umsätze werden nicht aufgenommen.\n\n"
        "Buchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Saldo;Währung;Betrag;Währung\n"
        "28.02.2024;28.02.2024;Bäckerei Süß;Lastschrift;Brot;1.234,56;EUR;-4,20;EUR\n"
        "01.02.2024;01.02.2024;Arbeitgeber AG;Gehalt/Rente;Lohn;1.238,76;EUR;1.200,00;EUR\n",
        [("2024-02-01", "1200.00", "EUR", "Arbeitgeber AG"), ("2024-02-28", "-4.20", "EUR", "Bäckerei Süß")],
    ),
    "ING (Netherlands)": (
        "utf-8",
        '"Datum";"Naam / Omschrijving";"Rekening";"Tegenrekening";"Code";"Af Bij";"Bedrag (EUR)";"Mutatiesoort";"Mededelingen"\n'
        '"20240131";"Albert Heijn 1234";"NL20INGB0001234567";"";"BA";"Af";"23,45";"Betaalautomaat";"Pasvolgnr: 001"\n'
        '"20240125";"Werkgever BV";"NL20INGB0001234567";"NL02ABNA0123456789";"OV";"Bij";"1.900,00";"Overschrijving";"Salaris"\n',
        [("2024-01-25", "1900.00", "EUR", "Werkgever BV"), ("2024-01-31", "-23.45", "EUR", "Albert Heijn 1234")],
    ),
    "Revolut": (
        "utf-8",
        "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
        "CARD_PAYMENT,Current,2024-03-01 10:00:00,2024-03-02 11:00:00,Cafe Milano,-4.50,0.00,EUR,COMPLETED,95.50\n"
        "ATM,Current,2024-03-03 10:00:00,2024-03-03 11:00:00,Cash at ATM,-50.00,1.00,EUR,COMPLETED,44.50\n"
        "CARD_PAYMENT,Current,2024-03-04 10:00:00,,Hotel Roma,-210.00,0.00,EUR,PENDING,\n"
        "CARD_PAYMENT,Current,2024-03-04 10:00:00,2024-03-04 10:00:00,Hotel Roma,-210.00,0.00,EUR,REVERTED,44.50\n"
        "TOPUP,Current,2024-03-05 10:00:00,2024-03-05 10:00:00,Top-Up by Ann,100.00,0.00,GBP,COMPLETED,100.00\n",
        [("2024-03-02", "-4.50", "EUR", "Cafe Milano"), ("2024-03-03", "-51.00", "EUR", "Cash at ATM"),
         ("2024-03-05", "100.00", "GBP", "Top-Up by Ann")],
    ),
    "Monzo": (
        "utf-8",
        "Transaction ID,Date,Time,Type,Name,Emoji,Category,Amount,Currency,Local amount,Local currency,Notes and #tags,Address,Receipt,Description,Category split,Money Out,Money In\n"
        "tx_0001,03/02/2024,09:14:03,Card payment,Pret A Manger,☕,Eating out,-3.75,GBP,-3.75,GBP,,1 High St,,PRET A MANGER LONDON GBR,,-3.75,\n"
        "tx_0002,03/02/2024,12:00:00,Card payment,Le Bistro,🍷,Eating out,-17.20,GBP,-20.00,EUR,,Paris,,LE BISTRO PARIS FRA,,-17.20,\n"
        "tx_0003,28/02/2024,06:00:00,Faster payment,ACME LTD,,Income,2100.00,GBP,2100.00,GBP,,,,SALARY,,,2100.00\n",
        [("2024-02-03", "-3.75", "GBP", "Pret A Manger"), ("2024-02-03", "-17.20", "GBP", "Le Bistro"),
         ("2024-02-28", "2100.00", "GBP", "ACME LTD")],
    ),
    "Chase (card)": (
        "utf-8",
        "Transaction Date,Post Date,Description,Category,Type,Amount,Memo\n"
        "02/05/2024,02/06/2024,TRADER JOE S #123,Groceries,Sale,-45.67,\n02/03/2024,02/04/2024,AUTOMATIC PAYMENT - THANK,,Payment,500.00,\n"
        "01/09/2024,01/10/2024,AMZN Mktp US,Shopping,Return,12.99,\n",
        [("2024-01-09", "12.99", "", "AMZN Mktp US"), ("2024-02-03", "500.00", "", "AUTOMATIC PAYMENT - THANK"),
         ("2024-02-05", "-45.67", "", "TRADER JOE S #123")],
    ),
    "Chase (checking)": (
        "utf-8",
        "Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #\n"
        "DEBIT,01/31/2024,CITY WATER CHARGES,-35.00,ACH_DEBIT,965.00,,\nCREDIT,01/15/2024,ACME PAYROLL,1000.00,ACH_CREDIT,1000.00,,\n"
        "CHECK,01/10/2024,CHECK 101,-20.00,CHECK_PAID,0.00,101,\n",
        [("2024-01-10", "-20.00", "", "CHECK 101"), ("2024-01-15", "1000.00", "", "ACME PAYROLL"),
         ("2024-01-31", "-35.00", "", "CITY WATER CHARGES")],
    ),
    "Wise": (
        "utf-8",
        '"TransferWise ID",Date,Amount,Currency,Description,"Payment Reference","Running Balance","Exchange From","Exchange To","Exchange Rate","Payer Name","Payee Name","Payee Account Number",Merchant,"Card Last Four Digits","Card Holder Full Name",Attachment,Note,"Total fees"\n'
        'CARD-1,13-02-2024,-8.40,EUR,"Card transaction of 8.40 EUR issued by Lidl Berlin",,91.60,,,,,,,Lidl,1234,Ann Lee,,,0\n'
        'TRANSFER-2,11-02-2024,-100.00,USD,"Sent money to Bob Moreau",rent,0,,,,,"Bob Moreau",12345,,,,,,0.45\n'
        'TRANSFER-3,10-02-2024,100.00,USD,"Received money from Chiara Conti",,100,,,,"Chiara Conti",,,,,,,,0\n',
        [("2024-02-10", "100.00", "USD", "Chiara Conti"), ("2024-02-11", "-100.00", "USD", "Bob Moreau"),
         ("2024-02-13", "-8.40", "EUR", "Lidl")],
    ),
    "N26": (
        "utf-8",
        '"Date","Payee","Account number","Transaction type","Payment reference","Amount (EUR)","Amount (Foreign Currency)","Type Foreign Currency","Exchange Rate"\n'
        '"2024-01-05","Deutsche Bahn","","MasterCard Payment","","-29.9","-29.9","EUR","1.0"\n'
        '"2024-01-06","London Cafe","","MasterCard Payment","","-5.85","-5.0","GBP","0.8547"\n"2024-01-30","Firma X","DE02120300000000202051","Income","Lohn","1800.0","","",""\n',
        [("2024-01-05", "-29.9", "EUR", "Deutsche Bahn"), ("2024-01-06", "-5.85", "EUR", "London Cafe"),
         ("2024-01-30", "1800.0", "EUR", "Firma X")],
    ),
    "Barclays": (
        "utf-8",
        "Number,Date,Account,Amount,Subcategory,Memo\n\t,30/01/2024,20-00-00 12345678,-12.40,Card Purchase,TESCO STORES     ON 29 JAN BCC\n"
        "\t,26/01/2024,20-00-00 12345678,1500.00,Counter Credit,ACME LTD         SALARY BGC\n",
        [("2024-01-26", "1500.00", "", "ACME LTD SALARY BGC"), ("2024-01-30", "-12.40", "", "TESCO STORES ON 29 JAN BCC")],
    ),
    "PayPal": (
        "utf-8-sig",
        '"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address","To Email Address","Transaction ID","Balance"\n'
        '"14/01/2024","10:00:00","CET","Steam Games","Express Checkout Payment","Completed","EUR","-19,99","0,00","-19,99","a@example.org","b@example.org","A1","0,00"\n'
        '"15/01/2024","10:00:00","CET","Buyer","Website Payment","Completed","USD","1.000,00","-35,30","964,70","c@example.org","a@example.org","A2","964,70"\n'
        '"16/01/2024","10:00:00","CET","Shop","Express Checkout Payment","Denied","EUR","-5,00","0,00","-5,00","a@example.org","d@example.org","A3","964,70"\n',
        [("2024-01-14", "-19.99", "EUR", "Steam Games"), ("2024-01-15", "964.70", "USD", "Buyer")],
    ),
    "American Express": (
        "utf-8",
        "Date,Description,Card Member,Account #,Amount,Extended Details,Appears On Your Statement As,Address,City/State,Zip Code,Country,Reference,Category\n"
        "15/01/2024,WAITROSE LONDON,ANN LEE,-11001,54.20,,WAITROSE,,,,,'320240150001',Groceries\n14/01/2024,TFL TRAVEL,ANN LEE,-11001,6.70,,TFL,,,,,'320240150002',Travel\n"
        "10/01/2024,PAYMENT RECEIVED - THANK YOU,ANN LEE,-11001,-300.00,,PAYMENT,,,,,'320240150003',\n",
        [("2024-01-10", "300.00", "", "PAYMENT RECEIVED - THANK YOU"), ("2024-01-14", "-6.70", "", "TFL TRAVEL"),
         ("2024-01-15", "-54.20", "", "WAITROSE LONDON")],
    ),
    "Apple Card": (
        "utf-8",
        "Transaction Date,Clearing Date,Description,Merchant,Category,Type,Amount (USD),Purchased By\n"
        "01/14/2024,01/15/2024,SQ *BLUE BOTTLE 123 MAIN ST,Blue Bottle,Restaurants,Purchase,5.25,Ann Lee\n01/31/2024,01/31/2024,ACH DEPOSIT,Ach Deposit,Payment,Payment,-100.00,Ann Lee\n",
        [("2024-01-14", "-5.25", "USD", "Blue Bottle"), ("2024-01-31", "100.00", "USD", "Ach Deposit")],
    ),
    "in UTF-16, with tabs": (
        "utf-16",
        "Date\tDescription\tDebit\tCredit\tBalance\n2024-01-31\tCafé Zoë\t12.00\t\t88.00\n2024-02-01\tSalary\t\t900.00\t988.00\n",
        [("2024-01-31", "-12.00", "", "Café Zoë"), ("2024-02-01", "900.00", "", "Salary")],
    ),
    "minus in brackets, several currencies in one column": (
        "utf-8",
        'Date,Payee,Amount,Account\n2024-01-31,Cafe,"($1,012.00)",main\n2024-02-01,Bar,(€7.50),main\n2024-02-02,Work,£20.00,main\n',
        [("2024-01-31", "-1012.00", "USD", "Cafe"), ("2024-02-01", "-7.50", "EUR", "Bar"), ("2024-02-02", "20.00", "GBP", "Work")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_read_as_its_bank_means_it(name: str, tmp_path: Path) -> None:
    encoding, text, wanted = EXPORTS[name]
    path = tmp_path / "export.csv"
    path.write_bytes(text.encode(encoding))
    assert find_reader(path).name == "bank"
    settings = Settings(home=tmp_path / "home.db", embedder="hashed", language_model="none")
    with thyself.open(settings=settings) as home:
        report = home.person("me").add(path)
        found: list[Trace] = list(home.person("me").traces(kinds="paid"))
    assert (report.format, report.rejected_count) == ("bank", 0), report.rejected
    told = [
        (f"{each.at:%Y-%m-%d}", str(each.extra["amount"]), each.unit or "", str(each.extra["payee"])) for each in found
    ]
    assert told == wanted


def test_what_was_left_out_or_read_the_other_way_is_told(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home.db", embedder="hashed", language_model="none")
    notes = {}
    for name in ("Revolut", "American Express", "Barclays"):
        path = tmp_path / f"{name}.csv"
        path.write_bytes(EXPORTS[name][1].encode(EXPORTS[name][0]))
        with thyself.open(settings=settings) as home:
            notes[name] = " ".join(home.person(name).add(path).notes)
    assert "2 left out that were not carried out" in notes["Revolut"]
    assert "what has no minus was read as paid" in notes["American Express"]
    assert notes["Barclays"] == ""


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (("04/02/2024", "04/01/2024", "03/05/2024", "03/04/2024"), "2024-03-04"),  # newest first, as most banks write
        (("03/01/2024", "07/01/2024", "02/02/2024", "05/02/2024"), "2024-01-03"),
    ],
)
def test_whether_day_or_month_stands_first_is_seen_from_how_the_rows_go_on(
    days: tuple[str, ...], first: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Date,Payee,Amount,Balance\n" + "".join(f"{day},Cafe,-1.00,5.00\n" for day in days))
    with thyself.open(settings=Settings(home=tmp_path / "h.db", embedder="hashed", language_model="none")) as home:
        report = home.person("me").add(path)
        assert f"{next(iter(home.person('me').traces())).at:%Y-%m-%d}" == first
    assert report.notes == ()


def test_dollars_are_read_month_first_and_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Date,Payee,Amount,Currency\n03/04/2024,Cafe,-1.00,USD\n")
    with thyself.open(settings=Settings(home=tmp_path / "h.db", embedder="hashed", language_model="none")) as home:
        report = home.person("me").add(path)
        assert f"{next(iter(home.person('me').traces())).at:%m-%d}" == "03-04"
    assert "month first" in report.notes[0]
    assert "bank:day-first" in report.notes[0]
