// Shows what this device has: what waits, what was refused and why, what has its number.
import { question } from "./asks.js";
import { behind } from "./clock.js";
import { correct, correcting } from "./form.js";
import { line, send } from "./sender.js";
import { dogs, forgetPhoto, photos } from "./store.js";
import { clock, day, element, grouped, say } from "./words.js";

const SHOWN = { refused: 50, waiting: 30, done: 12 };
const byId = (id) => document.getElementById(id);
const count = byId("tonight");
const before = Number(count?.textContent ?? 0);
let counted = null; // the dogs that had their number when this page was made: its count has them already
let latest = null; // the key of the dog that was entered last
let showing = false;
let again = false;

export function follow(entry) { latest = entry.key; }

// Called while it looks, it looks once more.
export async function show() {
  if (showing) { again = true; return; }
  showing = true;
  try {
    do {
      again = false;
      await look();
    } while (again);
  } finally {
    showing = false;
  }
}

async function look() {
  const [all, pictures] = await Promise.all([dogs(), photos()]);
  const of = (state) => all.filter((one) => one.state === state);
  const waiting = of("waiting"), refused = of("refused"), done = of("done");
  const photosWaiting = pictures.filter((one) => one.state === "waiting").length;
  showState(waiting.length, refused, photosWaiting);
  showLatest(all.find((one) => one.key === latest), pictures);
  showLogin(waiting.length + photosWaiting);
  showCount(done);
  const rows = [refused, waiting, done].flatMap((some) => some.reverse().slice(0, SHOWN[some[0]?.state]));
  byId("queued").replaceChildren(...rows.map((one) => row(one, pictures.filter((picture) => picture.dog === one.key))));
  byId("nothing-queued").hidden = rows.length > 0;
  byId("send-now").hidden = !waiting.length && !photosWaiting;
}

function showState(waiting, refused, pictures) {
  const offline = line.state === "away" || !navigator.onLine;
  const asked = refused.filter((one) => one.asks).length, back = refused.length - asked;
  const left = [
    waiting && say(`待传 ${waiting} 只`, `${waiting} to send`),
    pictures && say(`照片 ${pictures} 张`, `${pictures} ${pictures === 1 ? "photo" : "photos"}`),
    asked && say(`待答 ${asked} 只`, `${asked} to answer`),
    back && say(`退回 ${back} 只`, `${back} refused`),
  ].filter(Boolean);
  const head = line.state === "login" ? say("请登录", "log in") : offline ? say("离线", "offline") : left.length ? "" : say("已全部上传", "all sent");
  const words = [head, ...left].filter(Boolean).join(" · ");
  const pill = byId("queue");
  pill.classList.toggle("sent", !left.length && !offline && line.state !== "login");
  pill.classList.toggle("bad", refused.length > 0);
  pill.querySelector("svg").toggleAttribute("hidden", !offline);
  if (pill.lastElementChild.textContent !== words) pill.lastElementChild.textContent = words;
}

function showLogin(left) {
  byId("log-in").hidden = line.state !== "login" || !left;
  byId("log-in-why").textContent = line.why;
}

function showCount(done) {
  if (!count) return;
  counted ??= new Set(done.map((one) => one.key));
  const since = done.filter((one) => !counted.has(one.key) && one.body.operation_id === count.dataset.operation);
  count.textContent = String(before + since.length);
}

function showLatest(one, pictures) {
  const note = byId("last");
  if (!one) return;
  const said = {
    waiting: say("已存在本机，联网后自动上传", "Kept on this phone, and sent as soon as there is network"),
    refused: one.why,
  }[one.state];
  note.hidden = false;
  note.querySelector("svg").toggleAttribute("hidden", one.state !== "done");
  note.className = `note ${{ done: "tone-ok", waiting: "tone-wait", refused: "tone-bad" }[one.state]}`;
  const lost = one.lost ? ` · ${say(`手机存不下，${one.lost} 张照片没有留下`, `the phone is full: ${one.lost} photos were not kept`)}` : "";
  const parts = one.state === "done" ? answer(one) : [one.shown ? `${one.shown} · ` : "", said];
  const sides = pictures.filter((picture) => picture.dog === one.key).length;
  note.querySelector("p").replaceChildren(...parts, sides ? ` · ${say(`照片 ${sides} 张待传`, `${sides} photos to send`)}` : "", lost);
}

// HH-2026-000123 → A07 · 犬牌 8K3M-7Q2Z-T5WB
function answer({ answer: { stay_no: number, kennel, tag } }) {
  const link = element("a", { href: `/t/${tag.code}`, className: "nowrap" }, `${say("犬牌", "Tag")} `, element("span", { className: "code" }, grouped(tag.code)));
  return [element("b", {}, number), ` → ${kennel ?? say("暂无空舍，请安排", "no kennel is free: find a place")} · `, link];
}

function row(one, pictures) {
  const item = byId("queued-dog").content.cloneNode(true).firstElementChild;
  const [head, more, why] = ["b", ".quiet", ".bad-text"].map((selector) => item.querySelector(selector));
  const badge = item.querySelector(".badge");
  const tag = one.body.tag_code ? `${say("犬牌", "tag")} ${one.body.tag_code}` : "";
  if (one.state === "done") head.parentNode.replaceChild(element("span", {}, ...answer(one)), head);
  else head.textContent = one.shown || tag || one.body.colour;
  more.textContent = [one.state === "done" ? one.shown : tag, writtenAt(one), one.who].filter(Boolean).join(" · ");
  const left = pictures.filter((picture) => picture.state === "waiting").length;
  if (left) more.textContent += ` · ${say(`照片 ${left} 张待传`, `${left} ${left === 1 ? "photo" : "photos"} to send`)}`;
  why.textContent = one.state === "refused" ? one.why : "";
  badge.textContent = one.asks
    ? say("待答", "asks")
    : { waiting: say("待传", "to send"), refused: say("退回", "refused"), done: say("已上传", "sent") }[one.state];
  badge.className = `badge ${{ waiting: "tone-wait", refused: "tone-bad", done: "tone-ok" }[one.state]}`;
  item.querySelector("button").hidden = one.state !== "refused" || correcting()?.key === one.key;
  item.querySelector("button").addEventListener("click", () => correct(one));
  if (one.asks) item.append(question(one));
  pictures.filter((picture) => picture.state === "refused").forEach((picture) => item.append(refusedPhoto(one, picture)));
  return item;
}

// By the server's clock where that is known.
function writtenAt({ entered_at: at, answer: told, asks }) {
  if (asks) return say("时间不明", "time unknown");
  if (!told?.behind_s) return clock(Date.parse(told?.entered_at ?? at) + (told ? 0 : behind()));
  return `${day(Date.parse(told.entered_at))} ${say("（已校正）", "(corrected)")}`;
}

function refusedPhoto(one, picture) {
  const again = element("a", { className: "button plain", href: `/intake/dogs/${one.answer.dog_id}/photos` }, say("重拍", "Take another"));
  const drop = element("button", { className: "button quiet", type: "button" }, say("已重拍，移除", "Done, remove"));
  drop.addEventListener("click", () => forgetPhoto(picture.id));
  return element("p", { className: "refused-photo bad-text" }, `${say("照片", "Photo")}: ${picture.why} `, again, drop);
}

byId("send-now").addEventListener("click", () => send());
