import type { Mistakes } from '../../document/mistakes.ts'
import { agree } from '../../python/conda.ts'
import type { Repository } from '../../reference.ts'
import { parseReference } from '../../reference.ts'
import type { BuildFacts } from './build_facts.ts'
import type { DockerPart } from './docker.ts'
import type { Placed } from './scalar_text.ts'

/** Wheels that bring CUDA, as those of torch do. */
const CUDA_WHEELS = ['nvidia-cuda-runtime', 'nvidia-cuda-runtime-cu12', 'nvidia-cuda-runtime-cu11']

/** Compares what `docker` asks for with what the image is made of. */
export function checkImage(
  { distro, pythonVersion, cudaVersion, baseImage, systemPackages }: DockerPart,
  facts: BuildFacts,
  mistakes: Mistakes,
): void {
  if (distro !== undefined) checkDistro(distro, baseImage !== undefined || facts.base, mistakes)
  if (pythonVersion !== undefined) checkPython(pythonVersion, facts, mistakes)
  if (cudaVersion !== undefined) checkCuda(cudaVersion, facts, mistakes)
  if (baseImage !== undefined) checkBase(baseImage, facts, mistakes)
  for (const item of systemPackages) checkSystemPackage(item, facts, mistakes)
}

function checkDistro({ value, at }: Placed<string>, hasBase: boolean, mistakes: Mistakes): void {
  if (hasBase) {
    mistakes.add(at, `cannot use "distro": the image has a base, which decides it`, {
      fix: 'leave it out',
    })
  } else if (value !== 'debian')
    mistakes.add(at, `cannot make an image of ${value}: interpreters are those of Debian`, {
      accepted: 'distro: debian, or none',
      fix: `leave it out; or pull an image of ${value} that has Python by oci.pull, and name it in base_image and in base of the rule bento`,
    })
}

function checkPython(
  { value, at }: Placed<string>,
  { pythonVersion }: BuildFacts,
  mistakes: Mistakes,
): void {
  if (agree(value, pythonVersion)) return
  const minor = value.split('.').slice(0, 2).join('.')
  mistakes.add(at, `python_version is ${value}, and the interpreter is Python ${pythonVersion}`, {
    accepted: `python_version: "${pythonVersion.split('.').slice(0, 2).join('.')}"`,
    fix: `change it, or give the rule bento an interpreter of ${minor}: python.interpreter(version = "${minor}")`,
  })
}

/** Within one major version, newer libraries of CUDA run what was made for older ones. */
function checkCuda(
  { value, at }: Placed<string>,
  { cuda: runtime, wheels }: BuildFacts,
  mistakes: Mistakes,
): void {
  const cuda = runtime ?? CUDA_WHEELS.map((name) => wheels.get(name)).find(isThere)
  const [wanted] = value.split('.')
  const old = wanted === '12' ? ', and runtimes.cuda(version = "12.9") in MODULE.bazel' : ''
  if (cuda === undefined) {
    mistakes.add(at, `cuda_version is ${value}, and the image has no CUDA`, {
      fix: `build with --@rt//runtimes:cuda=true${old}`,
    })
  } else if (cuda.split('.')[0] !== wanted)
    mistakes.add(at, `cuda_version is ${value}, and the image has CUDA ${cuda}`, {
      accepted: `a version ${cuda.split('.')[0] ?? cuda}`,
      fix: `take wheels and a cuda_version for CUDA ${cuda}${old.replace(', and', ', or')}`,
    })
}

function isThere(version: string | undefined): version is string {
  return version !== undefined
}

function checkBase(
  { value, at }: Placed<string>,
  { base, baseReference }: BuildFacts,
  mistakes: Mistakes,
): void {
  if (!base) {
    mistakes.add(at, `base_image is ${value}, and the rule bento has no base`, {
      fix: `pull it: oci.pull(name = "base", ${pullAttributes(value)}) in MODULE.bazel, and base = "@base" in the rule bento`,
    })
    return
  }
  const wanted = parseReference(value)
  const given = baseReference === undefined ? undefined : parseReference(baseReference)
  if (!wanted.ok || given === undefined || !given.ok) return
  const [one, other] = [wanted.value, given.value]
  const isOther =
    nameOf(one) !== nameOf(other) ||
    (one.digest !== undefined && other.digest !== undefined && one.digest !== other.digest) ||
    (one.tag !== undefined && other.tag !== undefined && one.tag !== other.tag)
  if (isOther)
    mistakes.add(at, `base_image is ${value}, and base of the rule is ${baseReference ?? ''}`, {
      fix: 'name the same image in both',
    })
}

/** Attributes of oci.pull for a reference, in the words of who wrote it. */
function pullAttributes(text: string): string {
  const reference = parseReference(text)
  const { tag = 'latest', digest } = reference.ok ? reference.value : {}
  const [image = text] = text.replace(new RegExp(`:${tag}(?=@|$)`), '').split('@')
  const pin = digest === undefined ? '' : `, digest = "${digest}"`
  return `image = "${image}", tag = "${tag}"${pin}`
}

function nameOf({ registry, name }: Repository): string {
  return `${registry}/${name}`
}

function checkSystemPackage(
  { value, at }: Placed<string>,
  { debs, base }: BuildFacts,
  mistakes: Mistakes,
): void {
  if (debs.has(value)) return
  mistakes.add(at, `the image has no Debian package "${value}"`, {
    fix: base
      ? `add "${value}" to packages of an apt.install(...) in MODULE.bazel whose layers are in tars of the rule bento; leave it out where the base has it`
      : `add "${value}" to packages of the python.interpreter(...) in MODULE.bazel, and run its lock target`,
  })
}
