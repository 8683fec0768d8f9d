import { getLocale } from "#/messages/generated/runtime.js";
import { m } from "#/messages/generated/messages.js";

/** Numbers, dates and sizes as people here read them. Vietnamese conventions in both languages for dates and money. */

const cache = new Map<string, Intl.NumberFormat>();

function number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const locale = getLocale() === "vi" ? "vi-VN" : "en-GB";
  const key = locale + JSON.stringify(options);
  let format = cache.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, options);
    cache.set(key, format);
  }
  return format;
}

const two = (value: number) => String(value).padStart(2, "0");

/** Viet Nam has one time, seven hours before UTC's, all year round. */
const VIET_NAM = 7 * 3_600_000;

/** An instant whose UTC fields read as the clock in Viet Nam: deadlines are counted by it, however this machine is set. */
function here(value: string | Date): Date {
  return new Date(new Date(value).getTime() + VIET_NAM);
}

/** `2025-09-05` or an instant → `05/09/2025`. Instants are shown in the time of Viet Nam. */
export function formatDate(value: string | Date): string {
  if (typeof value === "string") {
    const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
    if (day) return `${day[3]}/${day[2]}/${day[1]}`;
  }
  const date = here(value);
  return Number.isNaN(date.getTime()) ? String(value) : `${two(date.getUTCDate())}/${two(date.getUTCMonth() + 1)}/${date.getUTCFullYear()}`;
}

/** An instant → `10:42`. */
export function formatTime(value: string | Date): string {
  const date = here(value);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

/** The day it is in Viet Nam, as the desk writes days: `2025-09-05`. */
export function today(now = new Date()): string {
  return here(now).toISOString().slice(0, 10);
}

/** Whether an instant is today in Viet Nam. */
export function isToday(value: string | Date, now = new Date()): boolean {
  return formatDate(new Date(value)) === formatDate(now);
}

/** An instant → `10:42 ngày 05/09/2025`; today only the time. */
export function formatMoment(value: string | Date, now = new Date()): string {
  return isToday(value, now) ? formatTime(value) : formatDateTime(value);
}

/** An instant → `10:42 ngày 05/09/2025`, always with the day. */
export function formatDateTime(value: string | Date): string {
  return m.format_moment({ time: formatTime(value), date: formatDate(value) });
}

/** `1500000` → `1.500.000 ₫`, in every language: it is how the amount stands on the receipt. */
export function formatMoney(vnd: number): string {
  return `${new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 0 }).format(vnd)}\u00a0₫`;
}

/** A number with at most three decimals, the Vietnamese way: `1.234,5`. */
export function formatNumber(value: number): string {
  return new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 3 }).format(value);
}

/** A count in the language of the window. */
export function formatCount(value: number): string {
  return number({ maximumFractionDigits: 0 }).format(value);
}

/** Bytes → `1,2 MB`. Decimal units, as file managers show them. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${number({ maximumFractionDigits: digits, minimumFractionDigits: 0 }).format(value)}\u00a0${units[unit]}`;
}

/** Seconds left → `còn khoảng 2 phút`. */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 5) return m.format_left_moment();
  if (seconds < 60) return m.format_left_seconds({ count: Math.ceil(seconds / 5) * 5 });
  if (seconds < 3600) return m.format_left_minutes({ count: Math.ceil(seconds / 60) });
  return m.format_left_hours({ count: Math.ceil(seconds / 3600) });
}

/** `05/09/2025`, `5-9-2025`, `5.9.2025` or `05092025` → `2025-09-05`; `null` when it is no day of the calendar. */
export function parseDate(text: string): string | null {
  const trimmed = text.trim();
  const parts = /^(\d{1,2})[/\-. ](\d{1,2})[/\-. ](\d{4})$/.exec(trimmed) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(trimmed);
  if (!parts) return null;
  const [day, month, year] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1800 || date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

/**
 * `1.234,5` → 1234.5; `2500` and `2500,75` too. A single dot followed by other than three digits is taken as a decimal
 * point (`12.5`), since many keyboards have no comma on the number pad. `null` when it is no number.
 */
export function parseNumber(text: string): number | null {
  const bare = text.trim().replace(/[\s\u00a0]/g, "");
  let plain: string;
  if (/^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(bare)) plain = bare.replaceAll(".", "").replace(",", ".");
  else if (/^-?\d+(,\d+)?$/.test(bare)) plain = bare.replace(",", ".");
  else if (/^-?\d+\.\d+$/.test(bare)) plain = bare;
  else return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}
