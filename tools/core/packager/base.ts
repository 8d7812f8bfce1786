import type { Mistakes } from '../document/mistakes.ts'
import type { Packaging } from './packaging.ts'

/** Arguments that name the image below, and what is before their value in its name. */
const BASES: Readonly<Record<string, string>> = {
  dockerfileBaseImage: '',
  triton_base_image_tag: 'nvcr.io/nvidia/tritonserver:',
}

/** The image below that a document names; undefined where it names none. */
export function namedBase({ arguments: values, given }: Packaging): string | undefined {
  for (const [argument, prefix] of Object.entries(BASES)) {
    const value = String(values[argument] ?? '')
    if (given.has(argument) && value !== '') return prefix + value
  }
  return undefined
}

/** Checks that a rule has a base where its document names one; the mistake shows what to paste. */
export function checkBase(packaging: Packaging, hasBase: boolean, mistakes: Mistakes): void {
  const image = namedBase(packaging)
  if (image === undefined || hasBase) return
  mistakes.add(
    packaging.argumentsAt,
    `the document names the image below, ${image}, and the rule has no base`,
    {
      accepted: 'base = "@base" on the rule, or no such argument',
      fix: `in MODULE.bazel: ${pullText(image)}, use_repo(oci, "base")`,
    },
  )
}

/** The tag of a module extension that pulls an image. */
export function pullText(image: string): string {
  const colon = image.indexOf(':', image.lastIndexOf('/') + 1)
  const name = colon === -1 ? image : image.slice(0, colon)
  const tag = colon === -1 ? 'latest' : image.slice(colon + 1)
  return `oci.pull(name = "base", image = "${name}", tag = "${tag}", platforms = ["linux/amd64"])`
}
