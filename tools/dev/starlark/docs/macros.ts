import type { ModuleInfo, Parameter, Symbol } from './module_info.ts'

/** How the docs of an attribute begin that only the macro sets: people never write it. */
const INTERNAL = 'Set by the macro'

/** What a macro calls the keywords that it passes on. */
const REST = '**kwargs'

/**
 * Gives macros the attributes of the rules behind them: the macro `x` passes its keywords on to the rule `x_rule`.
 *
 * @param page what a public file offers
 * @param rules the rules behind macros
 */
export function withRuleAttributes(page: ModuleInfo, rules: ModuleInfo): ModuleInfo {
  return { ...page, symbols: page.symbols.map((symbol) => withAttributes(symbol, rules.symbols)) }
}

function withAttributes(macro: Symbol, rules: readonly Symbol[]): Symbol {
  const rule = rules.find(({ name }) => name === `${macro.name}_rule`)
  if (macro.kind !== 'function' || rule === undefined) return macro
  const own = macro.parameters.filter(({ name }) => name !== REST)
  const names = new Set(own.map(({ name }) => name))
  const attributes = rule.parameters.filter(
    ({ name, doc }) => !names.has(name) && !doc.startsWith(INTERNAL),
  )
  const all = [...own, ...attributes]
  return {
    ...macro,
    parameters: [
      ...all.filter(({ mandatory }) => mandatory),
      ...all.filter(({ mandatory }) => !mandatory),
      commonAttributes(),
    ],
  }
}

function commonAttributes(): Parameter {
  return { name: REST, doc: 'Common attributes of all rules.', defaultValue: '', mandatory: false }
}
