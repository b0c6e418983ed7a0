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

export const grouped = (code) => code.match(/.{1,4}/g).join("-");
