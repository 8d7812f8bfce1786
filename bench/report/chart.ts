import type { BarGroup } from './table.ts'

const WIDTH = 720
const NAMES = 230
const NUMBERS = 90
const BAR = 18
const STEP = 24
const TITLE = 44

/** Draws groups of horizontal bars below each other; the names that begin with `rt` stand out. */
export function drawChart(groups: readonly BarGroup[]): string {
  let top = 0
  const drawn = groups.map((group) => {
    const part = `<g transform="translate(0 ${top})">${drawGroup(group)}</g>`
    top += heightOf(group)
    return part
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top + 16}" font-family="sans-serif">`,
    `<rect width="${WIDTH}" height="${top + 16}" fill="white"/>`,
    ...drawn,
    '</svg>\n',
  ].join('\n')
}

function heightOf(group: BarGroup): number {
  return TITLE + group.bars.length * STEP
}

function drawGroup({ title, unit, better, bars }: BarGroup): string {
  const longest = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE)
  const heading = text(16, 32, `${title} (${unit}, ${better} is better)`, 'font-weight="bold"')
  const lines = bars.map(({ name, value }, index) => {
    const top = TITLE + index * STEP
    const length = Math.max(1, ((WIDTH - NAMES - NUMBERS) * value) / longest)
    const colour = name.startsWith('rt') ? '#0969da' : '#9aa4af'
    return [
      text(NAMES - 8, top + 14, name, 'text-anchor="end"'),
      `<rect x="${NAMES}" y="${top}" width="${length.toFixed(1)}" height="${BAR}" fill="${colour}"/>`,
      text(NAMES + length + 6, top + 14, Number(value.toPrecision(3)).toString(), ''),
    ].join('')
  })
  return [heading, ...lines].join('\n')
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x.toFixed(1)}" y="${y}" font-size="13" ${attributes}>${escape(content)}</text>`
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
