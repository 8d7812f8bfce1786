import type { CommandFactory } from '../../command_factory.ts'
import { LongCommand } from '../../long_command.ts'
import { collect, invalidValue } from '../../option_values.ts'
import type { BentoPlanRequest } from './run.ts'
import { writeBentoPlan } from './run.ts'

interface Options extends Omit<BentoPlanRequest, 'deb' | 'entries' | 'model' | 'wheels'> {
  readonly deb?: readonly string[]
  readonly model?: readonly string[]
  readonly wheel?: ReadonlyMap<string, string>
}

function addWheel(
  value: string,
  before: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const [name, version, ...rest] = value.split('==')
  if (!name || !version || rest.length > 0)
    throw invalidValue('--wheel', value, 'NAME==VERSION, such as "bentoml==1.4.39"')
  return new Map([...before, [name, version]])
}

/** Defines `rt bento plan`. */
export const planBentoCommand: CommandFactory = (shell) =>
  new LongCommand('plan')
    .description('Turns a bentofile and its sources into what a Bento and its image are made of')
    .requiredOption('--bentofile <file>', 'bentofile.yaml or pyproject.toml')
    .requiredOption('--output <file>', 'file to write the plan to, JSON')
    .option('--model <file>', 'model.yaml of a model of the Bento (repeatable)', collect)
    .option('--wheel <name==version>', 'a wheel of the image (repeatable)', addWheel)
    .option('--deb <name>', 'a Debian package of the image (repeatable)', collect)
    .requiredOption('--python-version <version>', 'version of the interpreter')
    .option('--architecture <name>', 'amd64 or arm64: that of the image', 'amd64')
    .option('--cuda <version>', 'version of the CUDA runtime, if the image has it')
    .option('--base', 'the image has a base')
    .option('--base-reference <reference>', 'what was pulled as the base')
    .argument('[entries...]', 'source<TAB>PATH<TAB>FILE lines: the build context')
    .action((entries: readonly string[], options: Options) => {
      const { deb = [], model = [], wheel: wheels = new Map(), ...others } = options
      writeBentoPlan({ ...others, deb, model, wheels, entries }, shell)
    })
