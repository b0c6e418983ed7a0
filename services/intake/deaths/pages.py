"""Pages of death: what waits for a decision, the cold store, the balance; and the end of one dog."""

from functools import partial
from pathlib import Path

from services.intake.deaths import ledger, routes, rules, store
from services.intake.deaths.models import Carcass, Death
from services.intake.deaths.states import EUTHANASIA, state_of
from services.intake.search import rules as words
from services.intake.search import store as search
from services.intake.stays import store as stays
from shared import clock
from shared.filled import Act
from shared.forms import first_wrong
from shared.moments import day_or_none
from shared.pages import Pages
from shared.problems import Problem
from shared.screens import Screens, Shown
from shared.store import Work

NAMES = {
    "ground": "理由", "why": "说明", "vet_name": "兽医", "vet_licence": "执业证号", "because": "原因",
    "kind": "死亡类别", "cause": "死因", "at": "时间", "weight_kg": "体重", "sample_no": "样品号",
    "drug": "药品", "batch_no": "批号", "dose": "剂量", "register_no": "管制药品登记号", "bag_no": "袋号",
    "seal_no": "封签号", "place": "冷库", "dogs": "遗体", "carrier": "承运单位", "vehicle": "车牌",
    "plant": "无害化处理厂", "receipt_no": "回执号", "method": "处理方法",
}  # fmt: skip
OF_ALL = {
    "approve": Act(routes.approve, routes.APPROVE),
    "refuse": Act(routes.refuse, routes.REFUSE),
    "withdraw": Act(routes.withdraw, routes.WITHDRAW),
    "collect": Act(routes.collect, routes.COLLECT),
    "sign": Act(routes.sign, routes.SIGN),
}
OF_ONE = {
    "propose": Act(routes.propose, routes.PROPOSE),
    "record": Act(routes.record, routes.RECORD),
    "store": Act(routes.put_in_store, routes.STORE),
}
screens = Screens(
    Pages("intake", Path(__file__).parent, euthanasia_states=EUTHANASIA, state_of=state_of),
    "/intake/deaths",
    partial(first_wrong, names=NAMES),
)


@screens.page("/", *routes.LOOK, shows="deaths.html")
def overview(work: Work, q: str = "", since: str = "", until: str = "") -> Shown:
    refused: Shown = {}
    try:
        first, last, begins, ends = routes.days(day_or_none(since), day_or_none(until))
    except Problem as problem:
        refused = screens.refusal(problem)
        first, last, begins, ends = routes.days(None, None)
    today = clock.now().astimezone(clock.CITY).date()
    return refused | {
        "may": routes, "q": q, "since": first, "until": last, "methods": ledger.METHODS,
        "found": search.find(work, words.query(q, today), "", 10) if q.strip() else [],
        "balance": store.balance(work, begins, ends), "missing": store.missing(work, begins, ends),
        "proposals": store.undone(work), "stored": store.in_cold_store(work),
        "disposals": store.disposals(work), "deaths": store.lately(work),
    }  # fmt: skip


@screens.page("/{dog_id}", *routes.LOOK, shows="death.html")
def one_dog(dog_id: str, work: Work) -> Shown:
    dog = stays.dog(work, dog_id)
    death, carcass = work.get(Death, dog_id), work.get(Carcass, dog_id)
    stay = store.open_stay(work, dog_id) or stays.latest_stay(work, dog_id)
    gone = store.disposal(work, carcass.disposal_id) if carcass and carcass.disposal_id else None
    return {
        "may": routes, "dog": dog, "stay": stay, "death": death, "carcass": carcass, "disposal": gone,
        "proposals": store.proposals_of(work, dog_id), "waiting": store.waiting_for(work, stay),
        "kinds": rules.KINDS, "grounds": rules.GROUNDS,
        "here": stay.outcome is None and dog.death_cause is None,
    }  # fmt: skip


screens.act("/", overview, OF_ALL)
screens.act("/{dog_id}", one_dog, OF_ONE)
