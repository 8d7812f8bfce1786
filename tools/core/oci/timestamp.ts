/** The time of everything that has no time of its own: the same for every build. */
export const EPOCH = '1970-01-01T00:00:00Z'

const TIMESTAMP =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)T(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(\.\d+)?(Z|[+-](?<offsetHour>\d\d):(?<offsetMinute>\d\d))$/

/**
 * Says whether a text is a time after RFC 3339, section 5.6, upper case, with a date that exists. Leap seconds are none of it: engines, which are written in Go, refuse them.
 */
export function isTimestamp(text: string): boolean {
  const parts = TIMESTAMP.exec(text)?.groups
  if (parts === undefined) return false
  const part = (name: string): number => Number(parts[name] ?? 0)
  const [year, month, day] = [part('year'), part('month'), part('day')]
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    part('hour') <= 23 &&
    part('minute') <= 59 &&
    part('second') <= 59 &&
    part('offsetHour') <= 23 &&
    part('offsetMinute') <= 59
  )
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  if (month === 2) return leap ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
