import { decodeModule } from './stardoc_output.ts'
import type {
  Documented,
  RawAttribute,
  RawExtension,
  RawFunction,
  RawParameter,
} from './stardoc_output.ts'

/** What `starlark_doc_extract` says about a .bzl file. */
export interface ModuleInfo {
  /** Label of the file. */
  readonly file: string
  readonly doc: string
  /** Functions, rules, module extensions and providers; each by name. */
  readonly symbols: readonly Symbol[]
}

/** One thing that a .bzl file offers. */
export interface Symbol {
  readonly kind: 'function' | 'rule' | 'extension' | 'tag class' | 'provider'
  readonly name: string
  readonly doc: string
  readonly parameters: readonly Parameter[]
}

/** A parameter of a function, an attribute of a rule, or a field of a provider. */
export interface Parameter {
  readonly name: string
  readonly doc: string
  /** As written in Starlark; "" when there is none. */
  readonly defaultValue: string
  readonly mandatory: boolean
}

/** Attributes of one rule or tag class, without the name: Bazel says the same about every one. */
const NAME_ATTRIBUTE = 'name'

/**
 * Reads a `ModuleInfo` message.
 *
 * @throws Error when the bytes are not one
 */
export function readModuleInfo(bytes: Uint8Array): ModuleInfo {
  const module = decodeModule(bytes)
  const symbols = [
    ...module.rules.map((rule) => readSymbol('rule', rule, rule.attributes.map(readAttribute))),
    ...module.providers.map((provider) =>
      readSymbol('provider', provider, provider.fields.map(readField)),
    ),
    ...module.functions.map(readFunction),
    ...module.extensions.flatMap(readExtension),
  ]
  return {
    file: module.file,
    doc: module.doc,
    symbols: symbols.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

function readSymbol(
  kind: Symbol['kind'],
  { name, doc }: Documented,
  parameters: readonly Parameter[],
): Symbol {
  return { kind, name, doc, parameters }
}

function readFunction(raw: RawFunction): Symbol {
  return readSymbol('function', raw, raw.parameters.map(readParameter))
}

/** An extension and, as symbols of their own, its tag classes. */
function readExtension(raw: RawExtension): readonly Symbol[] {
  const tags = raw.tags.map((tag) => ({
    ...readSymbol('tag class', tag, tag.attributes.map(readAttribute)),
    name: `${raw.name}.${tag.name}`,
  }))
  return [readSymbol('extension', raw, []), ...tags]
}

/** A parameter that needs no value and has no default takes what is left over: rt has `**kwargs` only. */
function readParameter({ name, doc, defaultValue, mandatory }: RawParameter): Parameter {
  const stars = mandatory || defaultValue !== '' ? '' : '**'
  return { name: `${stars}${name}`, doc, defaultValue, mandatory }
}

function readAttribute({ name, doc, defaultValue, mandatory }: RawAttribute): Parameter {
  const shown = name === NAME_ATTRIBUTE ? 'Name of the target.' : doc
  return { name, doc: shown, defaultValue, mandatory }
}

function readField({ name, doc }: Documented): Parameter {
  return { name, doc, defaultValue: '', mandatory: false }
}
