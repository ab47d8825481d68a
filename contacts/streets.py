"""One spelling of a door, whoever wrote it: the Postal Service's abbreviations (Publication 28).

The result is for comparing, not for showing: what is shown is what the list said.
"""

from functools import lru_cache

from contacts.parsing import normalise

# Appendix C1 and B: the standard abbreviation, then what is written instead of it.
_ABBREVIATIONS = """
aly alley allee ally|anx annex anex annx|arc arcade|ave avenue av aven avenu avn avnue|bch beach
bg burg|blf bluff bluf|blvd boulevard boul boulv|bnd bend|br branch brnch|brg bridge brdge
brk brook|btm bottom bot bottm|byp bypass bypa bypas byps|byu bayou bayoo|cir circle circ circl
crcl crcle|clb club|clf cliff|cmn common|cor corner|cp camp cmp|cpe cape|cres crescent crsent
crsnt|crk creek|crse course|crst crest|cswy causeway causwa|ct court|ctr center cent centr centre
cnter cntr|curv curve|cv cove|cyn canyon canyn cnyn|dl dale|dm dam|dr drive driv drv|dv divide div
est estate|ests estates|expy expressway exp expr express expw|ext extension extn extnsn|fall falls
fls|fld field|flds fields|flt flat|frd ford|frk fork|frst forest forests|fry ferry frry|ft fort frt
fwy freeway freewy frway frwy|gdn garden gardn grden grdn|gdns gardens grdns|gln glen|grn green
grv grove grov|gtwy gateway gatewy gatway gtway|hbr harbor harb harbr hrbor|hl hill|hls hills
holw hollow hllw hollows holws|hts heights ht|hvn haven|hwy highway highwy hiway hiwy hway
inlt inlet|is island islnd|jct junction jction jctn junctn juncton|knl knoll knol|knls knolls
ky key|lk lake|lks lakes|ln lane|lndg landing lndng|lgt light|lf loaf|lck lock|ldg lodge ldge lodg
mdw meadow|mdws meadows medows|ml mill|mls mills|mnr manor|mt mount mnt|mtn mountain mntain mntn
mountin mtin|mtwy motorway|nck neck|orch orchard orchrd|oval ovl|opas overpass|park prk|pass
pkwy parkway parkwy pkway pky parkways pkwys|pl place|pln plain|plns plains|plz plaza plza|pne pine
pnes pines|pr prairie prr|prt port|psge passage|pt point|pts points|radl radial rad radiel|rdg ridge
rdge|rd road|rds roads|riv river rvr rivr|rnch ranch ranches rnchs|rst rest|rte route|rpd rapid
rpds rapids|shl shoal|shr shore shoar|shrs shores shoars|skwy skyway|spg spring spng sprng
spgs springs spngs sprngs|sq square sqr sqre squ|st street strt str saint|sta station statn stn
strm stream streme|smt summit sumit sumitt|ter terrace terr|trce trace traces|trak track tracks trk
trks|trfy trafficway|trl trail trails trls|tunl tunnel tunel|tpke turnpike trnpk turnpk|un union
upas underpass|via viaduct vdct viadct|vl ville|vlg village vill villag villg|vly valley vally vlly
vis vista vist vst vsta|vw view|wl well|wls wells|way wy|xing crossing crssng|xrd crossroad
n north|s south|e east|w west|ne northeast|nw northwest|se southeast|sw southwest
1st first|2nd second|3rd third|4th fourth|5th fifth|6th sixth|7th seventh|8th eighth|9th ninth
10th tenth|11th eleventh|12th twelfth|13th thirteenth|14th fourteenth|15th fifteenth
16th sixteenth|17th seventeenth|18th eighteenth|19th nineteenth|20th twentieth
"""
_STANDARD = {
    word: group.split()[0]
    for group in _ABBREVIATIONS.strip().replace("\n", "|").split("|")
    for word in group.split()
}
# Appendix C2: what comes before the number of a unit, and says nothing by itself.
_UNIT = "apt apartment unit ste suite rm room lot trlr trailer bldg building apto departamento"
_UNIT_WORDS = frozenset(_UNIT.split())
_FLOOR_WORDS = frozenset(("fl", "floor", "flr", "piso"))
_TAIL_WORDS = _UNIT_WORDS | _FLOOR_WORDS
_IDLE_WORDS = _UNIT_WORDS | {"no", "num", "number", "spc", "space"}
_HALVES = {"n": "ew", "s": "ew"}


def street_and_unit(street: str, unit: str) -> str:
    """Return the door as it is compared: "12 Main Street Apt. 4" and "12 MAIN ST", "#4" are one."""
    words = normalise(street.replace("#", " unit ") if "#" in street else street).split()
    if not _TAIL_WORDS.isdisjoint(words):
        start = _unit_start(words)
        words, unit = words[:start], " ".join([*words[start:], unit])
    line = " ".join([_STANDARD.get(word, word) for word in words])
    if " n " in line or " s " in line:
        line = _joined_directions(line)
    return f"{line}|{_unit(unit)}" if unit else line + "|"


def _unit_start(words: list[str]) -> int:
    """Return where the unit begins in a street line; "Unit" as a street's own name does not."""
    for i, word in enumerate(words):
        if i > 1 and word in _UNIT_WORDS:
            return i
        if i > 2 and word in _FLOOR_WORDS:
            return i - 1 if words[i - 1][0].isdigit() else i
    return len(words)


@lru_cache(maxsize=8192)
def _unit(text: str) -> str:
    words = normalise(text).split()
    if _FLOOR_WORDS & set(words):
        return "fl" + "".join(filter(str.isdigit, text))
    return "".join(word for word in words if word not in _IDLE_WORDS)


def _joined_directions(line: str) -> str:
    """Write "n w" (from "N.W." or "North West") as "nw"."""
    words: list[str] = []
    for word in line.split(" "):
        if words and word in _HALVES.get(words[-1], ""):
            words[-1] += word
        else:
            words.append(word)
    return " ".join(words)
