import protobuf from 'protobufjs/light.js'

/** Something with a name and a docstring. */
export interface Documented {
  readonly name: string
  readonly doc: string
}

/** An attribute of a rule or of a tag class. */
export interface RawAttribute extends Documented {
  readonly mandatory: boolean
  readonly defaultValue: string
}

/** A parameter of a function. */
export type RawParameter = RawAttribute

/** A function. */
export interface RawFunction extends Documented {
  readonly parameters: readonly RawParameter[]
}

/** A module extension. */
export interface RawExtension extends Documented {
  readonly tags: readonly RawRule[]
}

interface RawRule extends Documented {
  readonly attributes: readonly RawAttribute[]
}

interface RawProvider extends Documented {
  readonly fields: readonly Documented[]
}

/** What a `ModuleInfo` message says, as far as the reference shows it. */
export interface RawModule {
  readonly file: string
  readonly doc: string
  readonly rules: readonly RawRule[]
  readonly providers: readonly RawProvider[]
  readonly functions: readonly RawFunction[]
  readonly extensions: readonly RawExtension[]
}

const text = (id: number) => ({ type: 'string', id })
const flag = (id: number) => ({ type: 'bool', id })
const all = (type: string, id: number) => ({ rule: 'repeated', type, id })

/** Messages, names and numbers of Bazel's src/main/protobuf/stardoc_output.proto; other fields are skipped. */
const MODULE_INFO = protobuf.Root.fromJSON({
  nested: {
    ModuleInfo: {
      fields: {
        rules: all('RuleInfo', 1),
        providers: all('ProviderInfo', 2),
        functions: all('StarlarkFunctionInfo', 3),
        doc: text(5),
        file: text(6),
        extensions: all('ModuleExtensionInfo', 7),
      },
    },
    RuleInfo: { fields: { name: text(1), doc: text(2), attributes: all('AttributeInfo', 3) } },
    AttributeInfo: {
      fields: { name: text(1), doc: text(2), mandatory: flag(4), defaultValue: text(6) },
    },
    ProviderInfo: {
      fields: { name: text(1), doc: text(2), fields: all('ProviderFieldInfo', 3) },
    },
    ProviderFieldInfo: { fields: { name: text(1), doc: text(2) } },
    StarlarkFunctionInfo: {
      fields: { name: text(1), parameters: all('FunctionParamInfo', 2), doc: text(3) },
    },
    FunctionParamInfo: {
      fields: { name: text(1), doc: text(2), defaultValue: text(3), mandatory: flag(4) },
    },
    ModuleExtensionInfo: {
      fields: { name: text(1), doc: text(2), tags: all('ModuleExtensionTagClassInfo', 3) },
    },
    ModuleExtensionTagClassInfo: {
      fields: { name: text(1), doc: text(2), attributes: all('AttributeInfo', 3) },
    },
  },
}).lookupType('ModuleInfo')

/**
 * Decodes a `ModuleInfo` message.
 *
 * @throws Error when the bytes are not one
 */
export function decodeModule(bytes: Uint8Array): RawModule {
  const options = { defaults: true, arrays: true }
  return MODULE_INFO.toObject(MODULE_INFO.decode(bytes), options) as RawModule
}
