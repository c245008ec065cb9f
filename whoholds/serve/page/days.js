// Civil days, counted from 1970-01-01. They never pass through a time zone: all sums are in UTC.

const LENGTH = 86_400_000;

/**
 * The day number of `2020-01-17`, null for anything else.
 * @param {unknown} text
 */
export function dayOf(text) {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) ? null : at / LENGTH;
}

/**
 * `2020-01-17` of a day number.
 * @param {number} day
 */
export function isoOf(day) {
  return new Date(day * LENGTH).toISOString().slice(0, 10);
}

const long = new Intl.DateTimeFormat("en-GB", {
  weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
});
const short = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", timeZone: "UTC",
});
const instant = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
  second: "2-digit", timeZone: "UTC",
});
const monthName = new Intl.DateTimeFormat("en-GB", { month: "short", timeZone: "UTC" });

/**
 * `Friday 17 January 2020`.
 * @param {number} day
 */
export function longDay(day) {
  return long.format(new Date(day * LENGTH)).replace(",", "");
}

/**
 * `17 Jan 2020`.
 * @param {number} day
 */
export function shortDay(day) {
  return short.format(new Date(day * LENGTH));
}

/**
 * `17 Jan 2020` of `2020-01-17`, and a word for none.
 * @param {string | null} text
 */
export function shortIso(text, none = "no date") {
  const day = dayOf(text);
  return day === null ? none : shortDay(day);
}

/**
 * `22 Nov 2026, 14:53:01 UTC` of an instant.
 * @param {string} text
 */
export function shortInstant(text) {
  return `${instant.format(new Date(text))} UTC`;
}

/**
 * `17 Jan 2020`, or `17 – 19 Jan 2020` where first and last differ; day numbers.
 * @param {number} first
 * @param {number} last
 */
export function dayRange(first, last) {
  if (first === last) return shortDay(first);
  const [from, to] = [shortDay(first).split(" "), shortDay(last).split(" ")];
  if (from[2] !== to[2]) return `${from.join(" ")} – ${to.join(" ")}`;
  return `${from.slice(0, from[1] === to[1] ? 1 : 2).join(" ")} – ${to.join(" ")}`;
}

/**
 * Days for the labels of an axis from `first` to `last`, at most about `most`, on round dates.
 * @param {number} first
 * @param {number} last
 * @param {number} most
 */
export function axisDays(first, last, most) {
  /** @type {{ day: number, label: string }[]} */
  const found = [];
  const span = last - first;
  const steps = [1, 2, 7, 14];
  const step = steps.find((each) => span / each <= most);
  if (step !== undefined) {
    for (let day = first; day <= last; day += step) found.push({ day, label: dayLabel(day, day === first) });
    return found;
  }
  const months = [1, 2, 3, 6, 12, 24, 60, 120].find((each) => span / (30.4 * each) <= most) ?? 240;
  const start = new Date(first * LENGTH);
  let month = start.getUTCFullYear() * 12 + start.getUTCMonth();
  month = Math.ceil(month / months) * months;
  for (;; month += months) {
    const day = Date.UTC(Math.floor(month / 12), month % 12, 1) / LENGTH;
    if (day > last) return found;
    if (day >= first) found.push({ day, label: monthLabel(day, months) });
  }
}

/** @param {number} day @param {boolean} withMonth */
function dayLabel(day, withMonth) {
  const date = new Date(day * LENGTH);
  const number = date.getUTCDate();
  return withMonth || number <= 7 ? `${number} ${monthName.format(date)}` : String(number);
}

/** @param {number} day @param {number} months */
function monthLabel(day, months) {
  const date = new Date(day * LENGTH);
  const year = date.getUTCFullYear();
  if (months >= 12) return String(year);
  return date.getUTCMonth() === 0 ? `${monthName.format(date)} ${year}` : monthName.format(date);
}
