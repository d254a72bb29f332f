const two = (value: number): string => String(value).padStart(2, '0');

/** Local time as people read it beside an event: `12:00:01.234`. */
export function timeOfDay(date: Date): string {
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${milliseconds}`;
}

/** How long something has lasted: `0:07`, `12:34`, `1:02:03`, `3 d 04:05`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [s, m, h] = [seconds % 60, Math.floor(seconds / 60) % 60, Math.floor(seconds / 3600) % 24];
  const days = Math.floor(seconds / 86_400);
  if (days > 0) return `${days} d ${two(h)}:${two(m)}`;
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
