import type { ArgumentFailure } from '../arguments/failure.ts'
import type { LayerFailure } from './failure.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { Codec } from './codec.ts'
import { LEVELS } from './codec.ts'

/** How the compression of a tar is asked for. */
export interface CodecRequest {
  readonly compression: Codec['compression']
  /** The level attribute. */
  readonly level: string | undefined
  /** The args attribute: arguments as for bsdtar, of which rt knows the options of compression. */
  readonly args: readonly string[]
}

/** What can stand after `--options`, between commas. */
const KNOWN_OPTIONS = [
  '--options zstd:compression-level=1..22',
  '--options gzip:compression-level=0..9',
  '--options gzip:!timestamp (always so)',
]

/** Decides on the codec; a level may come from one side or, when both agree, from both. */
export function chooseCodec(request: CodecRequest): Result<Codec, ArgumentFailure | LayerFailure> {
  const { compression } = request
  const options = optionTexts(request.args, compression)
  if (!options.ok) return options
  let text = request.level
  for (const option of options.value) {
    const level = levelOf(option, compression)
    if (!level.ok) return level
    if (level.value === undefined) continue
    if (text !== undefined && text !== level.value)
      return invalidLevel(`${text} and ${level.value}`, 'one level')
    text = level.value
  }
  return codecOf(compression, text)
}

/** The texts between commas of all `--options`. */
function optionTexts(
  args: readonly string[],
  compression: Codec['compression'],
): Result<readonly string[], LayerFailure> {
  const texts: string[] = []
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? ''
    if (arg === '--options' && index + 1 < args.length) {
      index++
      texts.push(...(args[index] ?? '').split(','))
    } else if (arg.startsWith('--options=')) {
      texts.push(...arg.slice('--options='.length).split(','))
    } else {
      return unknown(arg, compression)
    }
  }
  return ok(texts)
}

function levelOf(
  option: string,
  compression: Codec['compression'],
): Result<string | undefined, LayerFailure> {
  if (option === 'gzip:!timestamp') return ok(undefined)
  const match = /^(gzip|zstd):compression-level=(.*)$/.exec(option)
  return match !== null && match[1] === compression ? ok(match[2]) : unknown(option, compression)
}

function codecOf(
  compression: Codec['compression'],
  text: string | undefined,
): Result<Codec, ArgumentFailure> {
  if (compression === 'none')
    return text === undefined ? ok({ compression }) : invalidLevel(text, 'none without compression')
  const { least, most, usual } = LEVELS[compression]
  const level = text === undefined ? usual : Number(text)
  return (text === undefined || /^\d+$/.test(text)) && level >= least && level <= most
    ? ok({ compression, level })
    : invalidLevel(text ?? '', `${least} to ${most} with ${compression}`)
}

function invalidLevel(value: string, accepted: string): Result<never, ArgumentFailure> {
  return err({ topic: 'argument', reason: 'invalid-value', option: 'level', value, accepted })
}

function unknown(option: string, compression: Codec['compression']): Result<never, LayerFailure> {
  const known = KNOWN_OPTIONS
  return err({ topic: 'layer', reason: 'unknown-option', option, compression, known })
}
