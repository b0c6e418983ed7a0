// Says things in the reader's language.
const chinese = document.documentElement.lang !== "en";

export const say = (zh, en) => (chinese ? zh : en);

// The reader's half of what the server says twice: 请先登录。Log in first.
export function spoken(both) {
  const halves = /^(.+?[。！？])\s*([!-~].*)$/s.exec(both);
  return halves ? say(halves[1], halves[2]) : both;
}

// The time of day in the city, wherever the phone thinks it is.
export function cityTime(moment = Date.now()) {
  return new Date(new Date(moment).getTime() + 8 * 3_600_000).toISOString().slice(0, 16);
}

export const clock = (moment) => cityTime(moment).slice(11);

// What somebody typed is the city's time.
export const inTheCity = (at) => `${at.length === 16 ? `${at}:00` : at}+08:00`;

// 11月28日 23:41, or 2018年11月28日 23:41
export function day(moment, withYear = false) {
  const [year, month, date] = cityTime(moment).slice(0, 10).split("-").map(Number);
  const english = cityTime(moment).slice(withYear ? 0 : 5, 10);
  return say(`${withYear ? `${year}年` : ""}${month}月${date}日 ${clock(moment)}`, `${english} ${clock(moment)}`);
}

// 2892 天 · 3 小时 5 分
export function lasting(ms) {
  const minutes = Math.round(ms / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60), minutes % 60];
  if (days >= 2) return say(`${days} 天`, `${days} days`);
  if (hours) return say(`${hours} 小时${rest ? ` ${rest} 分` : ""}`, `${hours} h${rest ? ` ${rest} min` : ""}`);
  return say(`${rest} 分钟`, `${rest} min`);
}

export function element(name, properties, ...inside) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...inside);
  return made;
}

export const grouped = (code) => code.match(/.{1,4}/g).join("-");
