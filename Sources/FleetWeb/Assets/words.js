// SPDX-License-Identifier: Apache-2.0
// What the page says in words; ProcessWords.swift says the same where there is no script.

const two = (number) => String(number).padStart(2, "0");

/** A span of seconds: `0:01:23`, `12d 2:03:04`. */
export function span(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const clock = `${Math.floor(whole / 3600) % 24}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  const days = Math.floor(whole / 86400);
  return days ? `${days}d ${clock}` : clock;
}

/** Bytes as people read them: `512 B`, `48.2 MB`, `1.5 GB`. */
export function size(bytes) {
  let value = bytes;
  for (const unit of ["B", "KB", "MB", "GB"]) {
    if (value < 999.5 || unit === "GB") return `${unit === "B" || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${unit}`;
    value /= 1024;
  }
  return "";
}

const dates = new Intl.DateTimeFormat("en", { month: "short", day: "2-digit", hour: "2-digit", minute: "2-digit" });
const clocks = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

/** A time near today, from seconds since 1970: `Nov 22, 02:21 PM`. */
export const date = (seconds) => dates.format(seconds * 1000);

/** The time of day now. */
export const clock = () => clocks.format(Date.now());

/** How a process ended. */
export function ending(exit) {
  if (!exit) return "";
  if (exit.code !== undefined && exit.code !== null) return `exit status ${exit.code}`;
  if (exit.signal) return `killed by ${exit.signal}${exit.dumped_core ? " (core dumped)" : ""}`;
  return "ended unobserved";
}

/** What explains the state of a row. */
export function detail(row) {
  const parts = [];
  switch (row.state) {
    case "BACKOFF":
    case "FATAL":
      parts.push(row.failure, ending(row.exit));
      break;
    case "EXITED":
      parts.push(ending(row.exit), row.stoppedAt ? date(row.stoppedAt) : "");
      break;
    case "STOPPED":
      parts.push(row.stoppedAt ? date(row.stoppedAt) : "Not started");
      break;
    default:
      if (row.pid) parts.push(`pid ${row.pid}`);
  }
  if (row.trouble) parts.push(`log: ${row.trouble}`);
  return parts.filter(Boolean).join(" · ");
}
