/** Shards of one model of which some are not there. */
export interface MissingShards {
  /** What all of them are called, with `*` for the number. */
  readonly pattern: string
  /** How many there should be. */
  readonly total: number
  /** Paths of those that are not there, in order. */
  readonly missing: readonly string[]
}

/** A file that is one of several, by its name. */
interface Shard {
  readonly before: string
  /** Digits of the number, leading zeros included. */
  readonly width: number
  readonly index: number
  readonly total: number
  /** Everything after the number. */
  readonly after: string
}

/** Shards of one model. */
interface ShardSet extends Shard {
  readonly present: Set<number>
}

/**
 * Finds gaps in numbered files, `model-00002-of-00030.safetensors`: the names that Hugging Face, llama.cpp
 * and TensorFlow write. Numbers count from 1, or from 0 where there is a 0.
 *
 * @returns every model with a gap, in the order of the paths; complete ones and single files are not in it
 */
export function missingShards(paths: Iterable<string>): readonly MissingShards[] {
  const sets = new Map<string, ShardSet>()
  for (const path of paths) {
    const shard = parseShard(path)
    if (shard === undefined) continue
    const pattern = patternOf(shard)
    const set = sets.get(pattern) ?? { ...shard, present: new Set() }
    set.present.add(shard.index)
    sets.set(pattern, set)
  }
  return [...sets].flatMap(([pattern, set]) => {
    const missing = gapsOf(set)
    return missing.length === 0 ? [] : [{ pattern, total: set.total, missing }]
  })
}

function parseShard(path: string): Shard | undefined {
  const match = /^(.*-)(\d{2,})(-of-(\d{2,})(?:\.[^/]*)?)$/s.exec(path)
  const [, before = '', number = '', after = '', total = ''] = match ?? []
  if (match === null || number.length !== total.length || Number(total) > MAX_SHARDS)
    return undefined
  return { before, width: number.length, index: Number(number), total: Number(total), after }
}

/** More than anybody has, so that a name like a date is not a set of shards. */
const MAX_SHARDS = 100_000

function patternOf({ before, after }: Shard): string {
  return `${before}*${after}`
}

function gapsOf({ before, width, total, after, present }: ShardSet): readonly string[] {
  const first = present.has(0) ? 0 : 1
  return Array.from({ length: total }, (_, offset) => first + offset)
    .filter((index) => !present.has(index))
    .map((index) => `${before}${String(index).padStart(width, '0')}${after}`)
}
