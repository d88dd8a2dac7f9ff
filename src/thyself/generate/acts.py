"""Acts: what a short text is to do (decline, thank, ask …), for whom and about what, read from a wish."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from thyself.generate.turned import NAME_WORD, to_you


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish taken apart.

    Args:
        act: What is to be done, as in :data:`thyself.generate.phrases.SENTENCES`.
        what: What it is about, in the wish's own words, as said to the addressee: ``"the invitation"``.
        to: The addressee, where the wish names one; ``"all"`` for a team or everybody.
        more: What else was told, where the act has a place for it: a new time, points of feedback, a contact.
        because: Why, from ``"because"`` on.
        then: What the text is to do after that.
    """

    act: str
    what: str
    to: str = ""
    more: str = ""
    because: str = ""
    then: tuple[Wish, ...] = ()


_TITLE: Final = r"(?:(?:Dr|Mr|Mrs|Ms|Prof|Professor|Doctor|Aunt|Uncle)\.? )?"
_NAME: Final = rf"{_TITLE}{NAME_WORD}(?: {NAME_WORD})*"
_MANY: Final = (
    r"team|colleagues|co-?workers|friends|parents|neighbours|neighbors|students|guests|class|group|family|staff|members|"
    r"participants|everyone|everybody|subscribers|customers|clients|reviewers|authors|organi[sz]ers|teachers|kids|children"
)
_ROLE: Final = (
    rf"{_MANY}|landlord|landlady|neighbour|neighbor|boss|manager|colleague|friend|mother|father|mum|mom|dad|sister|"
    r"brother|wife|husband|partner|aunt|uncle|cousin|son|daughter|grand(?:mother|father|ma|pa)|doctor|dentist|vet|"
    r"hotel|restaurant|shop|store|seller|buyer|bank|company|firm|agency|school|teacher|professor|supervisor|advisor|"
    r"adviser|client|customer|support|service|office|insurance|insurer|airline|supplier|plumber|electrician|host|hostess|"
    r"librarian|library|secretary|committee|editor|journal|university|department|assistant|gym|studio|tenant|owner|"
    r"coach|trainer|recruiter|employer|interviewer|council|authority|sender|guest|intern|student|reviewer|author|organi[sz]er"
)
_SOMEBODY: Final = (
    rf"(?:{_NAME}(?:(?:, | and |, and | & ){_NAME})*"
    r"|(?i:(?:my|our|the|all|all my|all our)(?: (?:new|old|dear|former|whole|customer|travel|insurance|tax))?"
    rf" (?:{_ROLE}))\b"
    rf"|the {NAME_WORD}(?: (?i:family|team))"
    rf"|(?i:them|him|her|all|{_MANY})\b)"
)
_TO: Final = rf"(?P<to>{_SOMEBODY})"
_CLAUSE: Final = r"(?:if|whether|when|where|who|whom|what|why|how|which)\b"
_SENT: Final = r"(?:mail|e-?mail|note|message|letter|text|reply|answer|response|card|line|word|request)"
_POLITE: Final = r"(?:politely|kindly|briefly|gently|formally|warmly|please|just|short|quick|friendly|polite|formal)"

#: Acts and how a wish for them reads: words of the language in any case, names with their capital.
_ACTS: Final[tuple[tuple[str, str], ...]] = (
    ("away", r"(?:.*\bout[- ]of[- ](?:the )?office\b)(?: (?:reply|message|note|mail))?[:,]?\s*(?P<what>.*)"),
    ("decline", rf"(?:decline|turn down|refuse|reject|say no to) (?P<to>{_NAME})['’]s? (?P<whose>.+)"),
    ("decline", r"(?:decline|turn down|refuse|reject|say no to) (?P<what>.+)"),
    ("decline", r"(?:decline|refuse|say no)(?P<what>)"),
    ("accept", rf"(?:accept|agree to|say yes to|take up) (?P<to>{_NAME})['’]s? (?P<whose>.+)"),
    ("accept", r"(?:accept|agree to|say yes to|take up) (?P<what>.+)"),
    ("accept", r"(?:accept|agree|say yes)(?P<what>)"),
    ("thank", rf"(?:thank|say thank you to|say thanks to|express my thanks to) {_TO} (?:very much )?for (?P<what>.+)"),
    ("thank", r"(?:thank (?:you )?for|say thank you for|say thanks for) (?P<what>.+)"),
    ("thank", rf"(?:thank|say thank you to|say thanks to) {_TO}(?P<what>)"),
    ("favour", rf"ask(?: {_TO})? (?:for|to do me) a (?:small |big )?favou?r(?:(?::| and| to|,)+ (?P<what>.+))?"),
    ("appoint", rf"ask(?: {_TO})? (?:for|about) (?P<what>an? (?:date|time|slot|appointment|meeting|call)\b.*)"),
    ("appoint", r"(?:make|book|arrange|set up|schedule|request) "
                r"(?P<what>an? (?:appointment|meeting|call|date|slot)\b.*)"),
    ("ask to", rf"(?:ask|tell|request|urge|beg|get) {_TO} (?:please )?to (?P<what>.+)"),
    ("ask to", rf"ask {_TO} (?:if|whether) (?:he|she|they|you) (?:could|would) (?:please )?(?P<what>.+)"),
    ("invite", rf"ask {_TO} out (?P<what>(?:to|for)\b.+)"),
    ("sick", r"call in sick(?: (?:for )?(?P<what>.+))?"),
    ("ask", rf"ask {_TO} (?P<what>(?:about\b|for\b|{_CLAUSE}).+)"),
    ("ask", rf"(?:ask|enquire|inquire) (?P<what>(?:about\b|for\b|{_CLAUSE}).+)"),
    ("ask", rf"(?:check|find out)(?: with {_TO})? (?P<what>{_CLAUSE}.+)"),
    ("request", rf"request (?P<what>.+?) from {_TO}"),
    ("request", r"request (?P<what>.+)"),
    ("remind", rf"remind {_TO} (?P<what>(?:of|about|that|to)\b.+)"),
    ("apologise", rf"(?:apologi[sz]e|say sorry) to {_TO}(?: (?P<what>(?:for|that)\b.+))?"),
    ("apologise", r"(?:apologi[sz]e|say sorry) (?P<what>(?:for|that)\b.+)"),
    ("condole", r"(?:send|express|offer|give|convey) (?:my |our )?(?:deepest |sincere )?(?:condolences|sympathy)"
                rf"(?: to {_TO})?(?: (?:on|for|about|after|upon|over) (?P<what>.+))?"),
    ("condole", rf"condole with {_TO}(?: (?:on|for|about) (?P<what>.+))?"),
    ("complain", rf"complain to {_TO} (?P<what>(?:about|that|of)\b.+)"),
    ("complain", rf"complain (?P<what>about\b.+?) to {_TO}"),
    ("complain", r"complain (?P<what>(?:about|that|of)\b.+)"),
    ("invite", rf"invite {_TO} (?P<what>(?:to|for)\b.+)"),
    ("introduce", rf"introduce (?P<what>myself|me)(?: to {_TO})?"),
    ("introduce", rf"introduce (?P<what>.+?) to {_TO}"),
    ("introduce", rf"introduce {_TO} to each other(?P<what>)"),
    ("introduce", rf"introduce (?P<to>{_NAME} and {_NAME})(?P<what>)"),
    ("follow up", rf"(?:follow up|check in|check back)(?: with {_TO})?(?: (?:on|about|regarding|after) (?P<what>.+))?"),
    ("follow up", rf"(?:follow up|check in|check back)(?: (?:on|about|regarding) (?P<what>.+?))? with {_TO}"),
    ("reschedule", r"(?:reschedule|move|postpone|shift|put off|push back|rearrange) (?P<what>.+?)"
                   r"(?: from (?P<from>.+?))? (?:to|until|till) (?P<more>.+)"),
    ("reschedule", r"(?:reschedule|postpone|put off|rearrange) (?P<what>.+)"),
    ("feedback", rf"(?:give|send) {_TO} (?:some )?feedback (?:on|about|for) (?P<what>[^:;]+)(?:[:;] *(?P<more>.+))?"),
    ("feedback", rf"(?:give|send) (?:some )?feedback(?: to {_TO})? (?:on|about|for) (?P<what>[^:;]+?)"
                 rf"(?: to (?P<to2>{_SOMEBODY}))?(?:[:;] *(?P<more>.+))?"),
    ("order", rf"order (?P<what>.+?) from (?:{_TO}|the \w+)(?P<tail> (?:for|on|by|to)\b.+)?"),
    ("order", r"order (?P<what>.+)"),
    ("cancel", rf"(?:cancel|call off) (?P<what>.+?) with {_TO}(?P<tail> .+)?"),
    ("cancel", r"(?:cancel|call off) (?P<what>.+)"),
    ("confirm", rf"confirm (?:to|with) {_TO} (?P<what>.+)"),
    ("confirm", rf"confirm (?P<what>.+?) (?:with|to) {_TO}"),
    ("confirm", r"confirm (?P<what>.+)"),
    ("congratulate", rf"congratulate {_TO} (?:on|for|to) (?P<what>.+)"),
    ("congratulate", rf"congratulate {_TO}(?P<what>)"),
    ("wish", rf"(?:wish )?(?P<what>happy birthday) (?:to )?{_TO}"),
    ("wish", rf"wish {_TO} (?P<what>.+)"),
    ("welcome", rf"welcome {_TO} to (?P<what>.+)"),
    ("recommend", rf"recommend (?P<what>.+?) to {_TO}"),
    ("recommend", rf"recommend {_TO} (?P<what>(?:the|my|a|an)\b.+)"),
    ("goodbye", rf"say (?:goodbye|good-bye|farewell) to {_TO}(?P<what>)"),
    ("suggest", rf"(?:suggest|propose) to {_TO} (?P<what>.+)"),
    ("suggest", rf"(?:suggest|propose) (?P<what>.+?) to {_TO}"),
    ("suggest", r"(?:suggest|propose) (?P<what>.+)"),
    ("offer to", rf"offer(?: {_TO})? to (?P<what>.+)"),
    ("offer", rf"offer (?P<what>(?:my|our|a|an|the)\b.+?) to {_TO}"),
    ("offer", rf"offer {_TO} (?P<what>.+)"),
    ("apply", r"apply for (?P<what>.+)"),
    ("send", rf"(?:send|forward|give) {_TO} (?P<what>(?:the|my|our|a|an|some|this|these)\b.+)"),
    ("send", rf"(?:send|forward) (?P<what>(?:the|my|our|a|an|some|this|these)\b.+?) to {_TO}"),
    ("tell", rf"(?:tell|inform|notify|let|warn|assure|promise) {_TO} (?:know )?(?:that )(?P<what>.+)"),
    ("tell", rf"(?:tell|inform|let) {_TO} (?:know )?(?P<what>(?:I|I['’]m|I['’]ll|we|it|there)\b.+)"),
    ("tell about", rf"(?:tell|inform|notify|write|write to) {_TO} (?:about|of) (?P<what>.+)"),
    ("tell", rf"(?:write(?: to)?|reply to|answer) {_TO} that (?P<what>.+)"),
    ("tell", rf"(?:say|explain|reply|answer)(?: to {_TO})? that (?P<what>.+)"),
    ("tell", r"(?:write|say|state|tell them|let them know) that (?P<what>.+)"),
)  # fmt: skip


def _compiled(pattern: str) -> re.Pattern[str]:
    """Names keep their case; the words at the beginning may be written in any."""
    return re.compile(rf"^{pattern}$", re.DOTALL)


_PATTERNS: Final = tuple((act, _compiled(pattern)) for act, pattern in _ACTS)
_LEAD: Final = re.compile(
    rf"^(?:(?:can|could|would|will) you (?:help me )?|help me (?:to )?|I (?:want|need|have|would like|wish) to |"
    rf"I['’]d like to |{_POLITE},? )+",
    re.IGNORECASE,
)
_A_MAIL: Final = rf"(?:(?i:write|send|draft|compose|make)(?: me| out)? )?(?:(?i:a|an|my) )?(?:(?i:{_POLITE}) )*"
_BEGUN: Final = rf"(?=(?i:write|send|draft|compose|make|a|an|my|mail|e-?mail|message|{_POLITE}) )"
_WRITE_TO: Final = re.compile(
    rf"^{_BEGUN}{_A_MAIL}(?i:{_SENT} )?to (?P<to>{_SOMEBODY})\s*(?::|,|(?i:and|to|in which I|where I))\s*(?P<rest>.+)$",
    re.DOTALL,
)
_WRITE_ING: Final = re.compile(
    rf"^{_BEGUN}{_A_MAIL}(?i:{_SENT})(?: to (?P<to>{_SOMEBODY}))?"
    r"(?:,? (?i:that|which|to|in which I|for|about)|:|,)? (?P<rest>.+)$",
    re.DOTALL,
)
#: A text that is named by what it does.
_NOUNS: Final = (
    (r"(?:thank[- ]you|thanks)(?: note| mail| email| letter| card| message)?", "thank"),
    (r"apology", "apologise to"),
    (r"reminder", "remind"),
    (r"invitation", "invite"),
    (r"complaint", "complain to"),
    (r"follow[- ]up(?: mail| email| note)?", "follow up with"),
    (r"condolence(?: note| mail| email| letter| card| message)?", "condole with"),
    (r"birthday (?:note|mail|email|letter|card|message|greeting|wish)(?:s|es)?", "wish happy birthday"),
)
_NAMED: Final = tuple(
    (re.compile(rf"^{_A_MAIL}(?i:{noun}) (?:to|for) (?P<to>{_SOMEBODY})(?P<rest> .+)?$", re.DOTALL), verb)
    for noun, verb in _NOUNS
)
_VERBS: Final = (
    "ask thank tell say apologise apologize suggest propose remind invite request offer wish confirm let congratulate"
    " cancel decline accept introduce recommend follow order send complain reschedule postpone refuse inform welcome"
    " check"
).split()
_AND: Final = re.compile(
    rf"(?:,? and|,? but|;|\.|,)(?: then| also| please)* (?=(?:{'|'.join(_VERBS)})\b)"
    r"|(?:[;.,]|,? and|,? but) (?=(?:I|it|we|there|he|she|they|my|our)\b)"
)
_BACK: Final = re.compile(rf"^\w+ (?:him|her|them|{NAME_WORD}|for)\b|^(?:say|tell|thank|apologi[sz]e|wish)\b")
_LAST_TO: Final = re.compile(rf" (?:from|by) (?P<to>{_SOMEBODY})(?P<rest>(?: (?:on|for|at|to)\b.*)?)$")
_WITH: Final = re.compile(rf" with (?P<to>{_NAME})\b")
_WHY: Final = re.compile(r",? (?P<why>(?:because|since|due to|because of) .+)$")
_PRONOUNS: Final = frozenset({"them", "him", "her"})
_GERUND: Final = re.compile(rf"^(?:{'|'.join(each.removesuffix('e') for each in _VERBS)})[a-z]?ing\b", re.IGNORECASE)


def read(wish: str) -> Wish:
    """What a wish is for; what fits no pattern is told as it stands; an order is what one would like to do."""
    return _read(" ".join(wish.split()).rstrip(".!"), "")


def _read(text: str, to: str) -> Wish:
    text = _LEAD.sub("", text)
    text, to = _unwrapped(text, to)
    first, rest = _parted(text)
    found = _one(first, to)
    if not rest:
        return found
    then = _read(rest, found.to or to)
    if then.act == "tell" and not re.search(NAME_WORD, found.what):
        then = replace(then, what=to_you(then.what, many=then.to == "all"))
    return replace(found, then=(then,))


def _unwrapped(text: str, to: str) -> tuple[str, str]:
    """Without "write a mail to Anna"."""
    for form, verb in _NAMED:
        if named := form.match(text):
            return f"{verb} {named['to']}{named['rest'] or ''}", to
    for form in (_WRITE_TO, _WRITE_ING):
        found = form.match(text)
        if found and not (form is _WRITE_ING and re.match(rf"(?:{_SENT} )?that\b", text)):
            rest = _GERUND.sub(lambda verb: _verb(verb[0]), _LEAD.sub("", found["rest"]))
            return rest, found["to"] or to
    return _GERUND.sub(lambda verb: _verb(verb[0]), text), to


def _verb(gerund: str) -> str:
    """``"thanking"`` to ``"thank"``."""
    bare = gerund.lower().removesuffix("ing")
    return next((each for each in _VERBS if bare in (each, each.removesuffix("e"), each + each[-1])), bare)


#: A wish that begins so is a statement, to be told as it is.
_OF_ITS_OWN: Final = frozenset("i i'm i’m we it there the my our this that he she they a an".split())


def _parted(text: str) -> tuple[str, str]:
    """The first thing to do, and the rest."""
    begun = text.split(" ", 1)[0].lower()
    for found in _AND.finditer(text):
        first, rest = text[: found.start()], text[found.end() :]
        inside = re.match(r"(?i)(?:ask|remind|tell|request|invite|offer)\b.* to \w+", first)
        if inside and found[0].lstrip(" ,").startswith(("and", "but")) and not _BACK.match(rest):
            continue
        if begun in _OF_ITS_OWN or not first.strip():
            return text, ""
        return first, rest
    return text, ""


def _one(text: str, to: str) -> Wish:
    """A single act."""
    begun = text if re.match(rf"{NAME_WORD} (?:is|was|has|will|can)\b|I\b", text) else text[:1].lower() + text[1:]
    tried = dict.fromkeys(
        (begun, re.sub(r"\bi\b", "I", _SMALL.sub(lambda found: f"{found[1]} {found[2].title()}", begun)))
    )
    for each in tried:
        for act, pattern in _PATTERNS:
            if found := pattern.match(each):
                return _filled(act, {name: value for name, value in found.groupdict().items() if value is not None}, to)
    return Wish("tell", text, _name(to)) if _tells(text) else Wish("want", begun, _name(to))


#: How a wish wants to be carried out: nothing to be said.
_POLITELY: Final = re.compile(r" (?:politely|kindly|nicely|briefly|formally|warmly)(?=$|,)")
#: A name that was written small.
_SMALL: Final = re.compile(
    r"^(ask|tell|thank|remind|invite|inform) "
    r"(?!(?:a|an|about|for|the|my|our|me|us|him|her|them|you|all|everyone|if|whether|how|wh\w+|to)\b)([a-z]+)\b"
)


def _filled(act: str, parts: dict[str, str], to: str) -> Wish:
    named = parts.get("to") or parts.get("to2") or ""
    what, because = parts.get("what", ""), ""
    if "whose" in parts:
        what = f"your {parts['whose']}"
    more = parts.get("more", "")
    if act in ("decline", "cancel", "reschedule"):
        what += parts.get("tail", "")
        for why in filter(None, (_WHY.search(what), _WHY.search(more))):
            because = f" {why['why']}"
        what, more = _WHY.sub("", what), _WHY.sub("", more)
    elif "tail" in parts:
        what += parts["tail"]
    if not named and act in ("decline", "accept", "thank", "order") and (giver := _LAST_TO.search(what)):
        named, what = giver["to"], what[: giver.start()] + giver["rest"]
        what = re.sub(r"^the (?=(?:\w+ )?(?:invitation|offer|request|proposal|suggestion)\b)", "your ", what)
    if not named and act in ("cancel", "reschedule", "confirm") and (other := _WITH.search(what)):
        named, what = other["to"], what[: other.start()] + what[other.end() :]
        what = re.sub(r"^(?:the|my) (?=meeting|call|appointment|lunch|dinner|date)", "our ", what)
    what = _POLITELY.sub("", what)
    who = to if not named or (named.lower() in _PRONOUNS and to) else named
    many = _several(who) or named.lower() == "them"
    what = to_you(what, many=many)
    if not many and act in ("thank", "congratulate", "condole"):
        what = to_you(what, many=True)
    if act == "reschedule" and "from" in parts:
        what = f"{what} on {parts['from']}" if re.match(r"[A-Z]", parts["from"]) else f"{what} from {parts['from']}"
    return Wish(act, what, _name(who), to_you(more, many=many), because)


def _several(who: str) -> bool:
    return " and " in who or " & " in who or bool(re.search(rf"(?i)\b(?:{_MANY}|all)\b", who))


def _name(who: str) -> str:
    """How the addressee is greeted: by name, all, or not by name where there is none."""
    if re.match(rf"(?:the )?{_NAME}", who):
        return who.removeprefix("the ")
    return "all" if _several(who) else ""


#: With one of these a sentence begins that orders something.
_ORDERS: Final = frozenset(
    "get buy sell book pay rent hire find fix clean help join leave meet visit plan prepare negotiate discuss explain"
    " describe announce report share present defend argue convince persuade encourage praise criticise criticize blame"
    " answer reply respond return exchange claim dispute appeal quit resign terminate end renew extend register"
    " subscribe unsubscribe enrol enroll sign submit withdraw change update correct clarify arrange organise organize"
    " set make give take express show explore compare choose pick ask tell wish say write send let move start stop"
    " collect deliver order reserve hand introduce remind invite thank apologise apologize complain follow"
    " recommend".split()
)


def _tells(text: str) -> bool:
    """Whether a wish that fits nothing is a statement, to be told as it stands."""
    return text.split(" ", 1)[0].lower().strip(",.:;") not in _ORDERS
