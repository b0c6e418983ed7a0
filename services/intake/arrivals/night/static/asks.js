// A dog whose time the server could not make out: whoever holds the phone says when it was found.
import { now } from "./clock.js";
import { send } from "./sender.js";
import { changeDog } from "./store.js";
import { cityTime, day, element, inTheCity, say } from "./words.js";

const AN_HOUR = 3_600_000;
const A_SEASON = 90 * 24 * AN_HOUR;
const drafts = new Map(); // the list is drawn anew whenever something is sent

async function answer(one, at) {
  const body = { ...one.body, found_time: at };
  await changeDog(one.key, { body, clock: { ...one.clock, answered: true }, state: "waiting", why: "", asks: null });
  send();
}

const shown = (moment) => day(moment, Math.abs(now() - moment) > A_SEASON);

export function question(one) {
  const at = (moment) => new Date(moment).toISOString();
  const choices = [
    ...one.asks.map((moment) => [shown(Date.parse(moment)), () => moment]),
    [say("刚才", "Just now"), () => at(now())],
    [say("一小时前", "An hour ago"), () => at(now() - AN_HOUR)],
  ];
  const keys = choices.map(([words, moment]) => {
    const key = element("button", { className: "button plain", type: "button" }, words);
    key.addEventListener("click", () => answer(one, moment()));
    return key;
  });
  const typed = element("input", { type: "datetime-local", value: drafts.get(one.key) ?? cityTime(now()), ariaLabel: say("发现时间", "When it was found") });
  typed.addEventListener("input", () => drafts.set(one.key, typed.value));
  const sure = element("button", { className: "button plain", type: "button" }, say("就是这时", "That is it"));
  sure.addEventListener("click", () => { if (typed.value) answer(one, inTheCity(typed.value)); });
  const [quick, own] = [keys, [typed, sure]].map((inside) => element("div", { className: "row" }, ...inside));
  return element("div", { className: "asked stack tight" }, quick, own);
}
