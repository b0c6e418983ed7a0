"""The codes that services own and that stand in their events, with their words: the contract lists them."""

from datetime import date

from services.intake.corrections.rules import Reason
from services.intake.deaths.ledger import Method
from services.intake.deaths.rules import TOLD, Ground
from services.intake.law.deadlines import jurisdiction
from services.intake.photos.rules import View
from services.intake.stays.chips import Scheme
from services.intake.tags.rules import Loss
from services.notify.channels.ways import Channel
from services.notify.messages.words import CHANNELS
from shared.codes import Table, table

HOLDS = {kind: law for kind, law in jurisdiction().holds(date.max).items() if law.told}
DEATHS = table(TOLD, {
    "DOA": ("到所时已死亡", "dead on arrival"), "DIED": ("在所死亡", "died in care"),
    "EUTHANASIA": ("安乐死", "euthanasia"),
})  # fmt: skip
LOSSES = table(Loss, {"LOST": ("丢了", "lost"), "DAMAGED": ("坏了或看不清", "broken or unreadable")})
CODES: dict[str, Table] = {
    "holds": {kind: {"zh": law.zh, "en": law.en} for kind, law in HOLDS.items()},
    "tag_ends": LOSSES | table(("REVOKED", "DECEASED"), {
        "REVOKED": ("已吊销", "revoked"), "DECEASED": ("犬只已死亡", "the dog died"),
    }),
    "chip_schemes": table(Scheme, {
        "ISO11784": ("国际标准，15 位", "ISO 11784, 15 digits"), "AVID9": ("AVID，9 位", "AVID, 9 digits"),
        "LEGACY10": ("旧式，10 位", "of old, 10 characters"),
    }),
    "photo_views": table(View, {
        "front": ("正面", "front"), "left": ("左侧", "left side"),
        "right": ("右侧", "right side"), "back": ("背面", "back"),
        "wound": ("伤口", "wound"), "other": ("其他", "other"),
    }),
    "correction_reasons": table(Reason, {
        "MISTYPED": ("录入有误", "mistyped"), "EXAMINED": ("复查后更正", "examined again"),
        "DOCUMENT": ("凭证件或资料", "by a document"), "OWNER": ("主人说明", "told by the owner"),
        "OTHER": ("其他", "other"),
    }),
    "death_causes": {TOLD[kind]: words for kind, words in DEATHS.items()},
    "euthanasia_grounds": table(Ground, {
        "INCURABLE": ("无法救治的重病重伤", "incurable or badly hurt"),
        "RABIES": ("确诊狂犬病", "confirmed rabies"), "DANGEROUS": ("有严重危险", "dangerous"),
        "OTHER": ("其他", "other"),
    }),
    "disposal_methods": table(Method, {
        "INCINERATION": ("焚烧", "incineration"), "RENDERING": ("化制", "rendering"),
        "HIGH_TEMPERATURE": ("高温", "high temperature"), "DEEP_BURIAL": ("深埋", "deep burial"),
        "CHEMICAL": ("化学处理", "chemical"),
    }),
    "exports": table(("stays",), {"stays": ("收容记录清单", "list of stays")}),
    "diseases": table(("rabies",), {"rabies": ("狂犬病", "rabies")}),
    "channels": table(Channel, CHANNELS),
}  # fmt: skip
