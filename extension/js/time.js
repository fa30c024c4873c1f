// Moments in words. All times shown and typed are Shanghai's.

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Say a moment, such as 11月27日周五 18:00. */
export function moment(iso, language) {
  const style = { timeZone: "Asia/Shanghai", month: language === "en" ? "short" : "long", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(language, style).format(new Date(iso));
}

/**
 * Say how far off a moment is, in the one or two units that matter.
 *
 * @param {string} iso
 * @param {Date} now
 * @returns {{passed: boolean, days: number, hours: number, minutes: number}} minutes only under an hour
 */
export function distance(iso, now) {
  const gap = new Date(iso) - now;
  const size = Math.abs(gap);
  const days = Math.floor(size / DAY);
  const hours = Math.floor((size % DAY) / HOUR);
  return { passed: gap <= 0, days, hours: days >= 3 ? 0 : hours, minutes: days || hours ? 0 : Math.max(1, Math.floor(size / 60_000)) };
}

/** Give which share of the time from `start` to `end` is over, 0 to 1. */
export function share(start, end, now) {
  const whole = new Date(end) - new Date(start);
  return whole > 0 ? Math.min(1, Math.max(0, (now - new Date(start)) / whole)) : 1;
}

/** Turn what a datetime-local field holds into a moment with Shanghai's zone; an empty field stays empty. */
export function zoned(local) {
  return local && `${local.slice(0, 16)}:00+08:00`;
}
