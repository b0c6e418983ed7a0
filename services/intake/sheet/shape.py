"""What an intake sheet has room for (domain §2.1). Nothing in it is a citizen's name, number or address."""

from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from services.intake.law.deadlines import HouseMoment
from shared.forms import Form

Source = Literal["OPERATION", "CALL_110", "HOTLINE_12345", "CITIZEN", "OWNER", "TRANSFER", "BORN_IN_CARE"]
Method = Literal["HAND", "POLE", "NET", "TRAP", "BLOWPIPE"]
Condition = Literal["GOOD", "FAIR", "POOR", "CRITICAL"]
Skin = Literal["HAIR_LOSS", "RED", "CRUSTED", "MANGE", "RINGWORM", "MATTED"]
Gait = Literal["NORMAL", "LAME", "LIFTS_LEG", "STIFF", "ATAXIC", "CANNOT_STAND"]
Parasite = Literal["FLEAS", "TICKS", "LICE", "EAR_MITES", "WORMS"]
Breeding = Literal["NEITHER", "IN_HEAT", "PREGNANT", "NURSING"]
Disease = Literal["DISTEMPER", "PARVO", "RESPIRATORY", "BRUCELLOSIS", "ECHINOCOCCOSIS", "OTHER"]
Target = Literal["PEOPLE", "DOGS", "FOOD", "TOUCH"]
Witness = Literal["SIGNED", "REFUSED", "NOBODY"]
Role = Literal["OFFICER", "URBAN", "GUARD", "KEEPER", "VET", "SHELTER", "CITIZEN", "OWNER"]
Temperament = Literal["FRIENDLY", "SHY", "FEARFUL", "TENSE", "AGGRESSIVE"]
WoundClass = Literal["I", "II", "III"]
SOURCES: tuple[Source, ...] = get_args(Source)
METHODS: tuple[Method, ...] = get_args(Method)
CONDITIONS: tuple[Condition, ...] = get_args(Condition)
TEMPERAMENTS: tuple[Temperament, ...] = get_args(Temperament)
WOUND_CLASSES: tuple[WoundClass, ...] = get_args(WoundClass)
SKINS: tuple[Skin, ...] = get_args(Skin)
GAITS: tuple[Gait, ...] = get_args(Gait)
PARASITES: tuple[Parasite, ...] = get_args(Parasite)
BREEDINGS: tuple[Breeding, ...] = get_args(Breeding)
DISEASES: tuple[Disease, ...] = get_args(Disease)
TARGETS: tuple[Target, ...] = get_args(Target)
WITNESSES: tuple[Witness, ...] = get_args(Witness)
ROLES: tuple[Role, ...] = get_args(Role)

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Lines = Annotated[list[Line], Field(max_length=40)]


class Officer(Form):
    """Somebody of the police who was there."""

    name: Word = Field(examples=["巴特尔"])
    police_no: str = Field(max_length=12, pattern=r"^[0-9A-Za-z]{4,12}$", examples=["011204"])


class Position(Form):
    """Where on the map, and how sure. Chinese map services speak GCJ-02, receivers WGS-84."""

    lat: float = Field(ge=-90, le=90, examples=[40.8123])
    lon: float = Field(ge=-180, le=180, examples=[111.7022])
    accuracy_m: float | None = Field(default=None, ge=0, le=100_000)
    datum: Literal["WGS-84", "GCJ-02"] = "WGS-84"


class Sedation(Form):
    """What was blown at the dog, and by whom."""

    drug: Word
    dose: Word = Field(examples=["0.5 mL"])
    given_by: Word
    licence: Word


class ChipScan(Form):
    """What the reader said; no `number` means that it found none."""

    scanned: bool
    number: str | None = Field(default=None, max_length=40, examples=["3D9.1C2C6E5F94"])
    reader: str = Field(default="", max_length=60)


class Bite(Form):
    """It has bitten somebody. Who that was is sealed elsewhere."""

    at: HouseMoment
    place: str = Field(default="", max_length=200)
    wound_class: WoundClass | None = None
    provoked: bool | None = None
    hospital_told: bool | None = None
    cdc_told: bool | None = None


class Handover(Form):
    """Who gave the dog and who took it over, each by a typed name. A citizen's is sealed elsewhere."""

    given_by: Word | None = Field(default=None, description="none for citizens and owners")
    given_as: Role
    taken_by: Word
    taken_as: Role = "KEEPER"
    at: HouseMoment


class Sheet(Form):
    """The sheet beside what `POST /intake/v1/dogs` knows. What is not given is not known yet.

    `[]` for `wounds`, `items` and what else is a list means that somebody looked and there were none.
    """

    source: Source | None = None
    case_no: Word | None = Field(default=None, examples=["呼公（城）行受字〔2026〕00123号"])
    position: Position | None = None
    method: Method | None = None
    sedation: Sedation | None = None
    officers: list[Officer] | None = Field(default=None, max_length=10)
    helpers: Lines | None = Field(default=None, description="城管、保安 who took part")
    witness: Witness | None = Field(default=None, description="who it was is sealed elsewhere")
    received_by: Word | None = None
    handover: Handover | None = None
    vehicle: Word | None = None
    camera_files: Lines | None = None
    collar_text: Line | None = None
    condition: Condition | None = None
    body_score: int | None = Field(default=None, ge=1, le=9)
    weight_kg: float | None = Field(default=None, gt=0, le=150)
    temperature_c: float | None = Field(default=None, ge=25, le=45)
    wounds: Lines | None = None
    skin: list[Skin] | None = Field(default=None, max_length=40)
    gait: Gait | None = None
    parasites: list[Parasite] | None = Field(default=None, max_length=40)
    breeding: Breeding | None = None
    suspected: list[Disease] | None = Field(
        default=None, max_length=40, description="动物防疫法 31: report at once"
    )
    rabies_signs: bool | None = None
    temperament: Temperament | None = None
    aggression: list[Target] | None = Field(default=None, max_length=40)
    muzzle: bool | None = None
    chip_scan: ChipScan | None = None
    bite: Bite | None = None
    items: Lines | None = None


class Writing(Sheet):
    """What is added to the sheet. What would replace something is asked for, with `because`."""

    because: str = Field(default="", max_length=300)
