import { availableParallelism } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import type { GivenTool } from './peers/toolbox.ts'
import { parseGivenTool, PEER_NAMES } from './peers/toolbox.ts'

/** What the bench is asked to do. */
export interface BenchRequest {
  readonly scale: number
  readonly runs: number
  /** Letters of figures; all of them where empty. */
  readonly only: readonly string[]
  readonly peers: readonly GivenTool[]
  /** File to write the rows to as JSON; the Markdown and the SVG go beside it. */
  readonly out: string | undefined
  /** Folder for the data; a new one below the cache otherwise. */
  readonly work: string | undefined
  readonly cores: number
  /** Does not build or download tools. */
  readonly offline: boolean
}

/** Reads the command line. Prints and exits where it is wrong or asks for help. */
export function parseArguments(argv: readonly string[]): BenchRequest {
  const command = new Command('bench')
    .description('Measures rt and other tools side by side and prints the ratios')
    .option('--scale <factor>', 'multiply all sizes', positive, 1)
    .option('--runs <count>', 'rounds of each comparison', positive, 3)
    .option('--only <letters>', 'figures to measure, such as a,c', letters, [])
    .option('--peer <name=path>', 'use this binary; NAME@LABEL adds one more', peer, [])
    .option('--out <file>', 'write the rows as JSON, and .md and .svg beside it')
    .option('--work <dir>', 'folder on a disk for the data, which is removed at the end')
    .option('--offline', 'build and download no tools', false)
    .parse(argv, { from: 'user' })
  const options = command.opts<Omit<BenchRequest, 'peers' | 'cores'> & { peer: GivenTool[] }>()
  return { ...options, peers: options.peer, cores: availableParallelism() }
}

function positive(text: string): number {
  const value = Number(text)
  if (value > 0 && Number.isFinite(value)) return value
  throw new InvalidArgumentError('give a number above 0')
}

function letters(text: string): readonly string[] {
  return text.split(',')
}

function peer(text: string, before: readonly GivenTool[]): readonly GivenTool[] {
  const given = parseGivenTool(text)
  if (given !== undefined) return [...before, given]
  throw new InvalidArgumentError(
    `give NAME=PATH or NAME@LABEL=PATH, NAME one of ${PEER_NAMES.join(', ')}`,
  )
}
