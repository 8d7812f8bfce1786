import type { Mistakes } from '../document/mistakes.ts'
import type { Reference } from '../reference.ts'
import { DEFAULT_TAG, parseReference } from '../reference.ts'
import type { Packaging } from './packaging.ts'

/** The image below that a rule has. */
export interface GivenBase {
  /** What people call it: the label of a target. */
  readonly label: string
  /** Where it was pulled from; undefined for an image that is in no registry, as far as is known. */
  readonly reference: string | undefined
}

/** The image below that a rule has or has not. */
export interface BaseChoice {
  readonly base: GivenBase | undefined
  /** Whether it stands in place of the one that the document names. */
  readonly minimal: boolean
}

/** The argument of docker-triton that names the image below. */
const TRITON_TAG = 'triton_base_image_tag'

/** Arguments that name the image below, and what is before their value in its name. */
const BASES: Readonly<Record<string, string>> = {
  dockerfileBaseImage: '',
  [TRITON_TAG]: 'nvcr.io/nvidia/tritonserver:',
}

/** The image below that a document names, if only by a default; undefined where it names none. */
export function namedBase({ arguments: values }: Packaging): string | undefined {
  for (const [argument, prefix] of Object.entries(BASES)) {
    const value = String(values[argument] ?? '')
    if (value !== '') return prefix + value
  }
  return undefined
}

/** Checks that what a document names and what a rule is built on are one image; the mistake shows what to paste. */
export function checkBase(
  packaging: Packaging,
  { base, minimal }: BaseChoice,
  mistakes: Mistakes,
): void {
  const image = namedBase(packaging)
  if (image === undefined) return
  if (minimal) {
    if (packaging.given.has(TRITON_TAG))
      mistakes.warn(packaging.argumentsAt, `${TRITON_TAG} has no effect: the rule is minimal`)
    return
  }
  const problem = base === undefined ? 'the rule has no base' : disagreement(image, base)
  if (problem === undefined) return
  const own = packaging.integration.id === 'docker-triton' ? 'minimal = True' : 'no such argument'
  mistakes.add(
    packaging.argumentsAt,
    `the document names the image below, ${image}, and ${problem}`,
    {
      accepted: `base = "@base", which is that image, or ${own}`,
      fix: `in MODULE.bazel: ${pullText(image)}, use_repo(oci, "base")`,
    },
  )
}

/** Why a base is not the image that is meant, or cannot be said to be. */
function disagreement(image: string, { label, reference }: GivenBase): string | undefined {
  if (reference === undefined)
    return `base is ${label}, of which nothing says that it is that image: no oci.pull has made it`
  const [wanted, pulled] = [parseReference(image), parseReference(reference)]
  if (!wanted.ok) return 'that is not the name of an image'
  if (pulled.ok && agree(wanted.value, pulled.value)) return undefined
  return `base is ${label}, which is ${reference}`
}

/** Whether two references mean one image, by all that both say. A digest alone says nothing of a tag. */
function agree(wanted: Reference, pulled: Reference): boolean {
  if (wanted.registry !== pulled.registry || wanted.name !== pulled.name) return false
  if (wanted.digest !== undefined && pulled.digest !== undefined)
    return wanted.digest === pulled.digest
  if (wanted.digest !== undefined) return false
  return (wanted.tag ?? DEFAULT_TAG) === (pulled.tag ?? tagWithout(pulled))
}

function tagWithout({ digest }: Reference): string | undefined {
  return digest === undefined ? DEFAULT_TAG : undefined
}

/** The tag of a module extension that pulls an image. */
export function pullText(image: string): string {
  const [name = image, digest] = image.split('@')
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1)
  const repository = colon === -1 ? name : name.slice(0, colon)
  const tag = colon === -1 ? undefined : name.slice(colon + 1)
  const version = digest === undefined ? `tag = "${tag ?? DEFAULT_TAG}"` : `digest = "${digest}"`
  return `oci.pull(name = "base", image = "${repository}", ${version}, platforms = ["linux/amd64"])`
}
