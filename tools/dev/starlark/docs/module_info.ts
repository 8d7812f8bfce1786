import type { Message } from './wire.ts'

/**
 * What `starlark_doc_extract` says about a .bzl file. Field numbers are those of `ModuleInfo` in Bazel's
 * src/main/protobuf/stardoc_output.proto.
 */
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

/** Reads a `ModuleInfo` message. */
export function readModuleInfo(module: Message): ModuleInfo {
  const symbols = [
    ...module
      .messages(1)
      .map((rule) => readSymbol('rule', rule, rule.messages(3).map(readAttribute))),
    ...module
      .messages(2)
      .map((provider) => readSymbol('provider', provider, provider.messages(3).map(readField))),
    ...module.messages(3).map(readFunction),
    ...module.messages(7).flatMap(readExtension),
  ]
  return {
    file: module.text(6),
    doc: module.text(5),
    symbols: symbols.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

function readSymbol(
  kind: Symbol['kind'],
  message: Message,
  parameters: readonly Parameter[],
): Symbol {
  return { kind, name: message.text(1), doc: message.text(2), parameters }
}

function readFunction(message: Message): Symbol {
  return {
    kind: 'function',
    name: message.text(1),
    doc: message.text(3),
    parameters: message.messages(2).map(readParameter),
  }
}

/** An extension and, as symbols of their own, its tag classes. */
function readExtension(message: Message): readonly Symbol[] {
  const extension = readSymbol('extension', message, [])
  const tags = message.messages(3).map((tag) => ({
    ...readSymbol('tag class', tag, tag.messages(3).map(readAttribute)),
    name: `${extension.name}.${tag.text(1)}`,
  }))
  return [extension, ...tags]
}

/** A parameter that needs no value and has no default takes what is left over: rt has `**kwargs` only. */
function readParameter(message: Message): Parameter {
  const defaultValue = message.text(3)
  const mandatory = message.number(4) === 1
  const stars = mandatory || defaultValue !== '' ? '' : '**'
  return { name: `${stars}${message.text(1)}`, doc: message.text(2), defaultValue, mandatory }
}

function readAttribute(message: Message): Parameter {
  const name = message.text(1)
  return {
    name,
    doc: name === NAME_ATTRIBUTE ? 'Name of the target.' : message.text(2),
    defaultValue: message.text(6),
    mandatory: message.number(4) === 1,
  }
}

function readField(message: Message): Parameter {
  return { name: message.text(1), doc: message.text(2), defaultValue: '', mandatory: false }
}
