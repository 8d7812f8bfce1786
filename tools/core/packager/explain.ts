import type { Explanation } from '../explanation.ts'
import type { PackagerFailure } from './failure.ts'

/** Explains a {@link PackagerFailure}. */
export function explainPackagerFailure(failure: PackagerFailure): Explanation {
  switch (failure.reason) {
    case 'no-manifest':
    case 'several-manifests':
    case 'outside-artifact':
    case 'missing-part':
    case 'links':
      return explainArtifact(failure)
    case 'service-conflict':
      return {
        message: `Cannot serve the model: it has ${failure.found}, and ${failure.needs} needs ${failure.wanted}`,
        accepted: `a model that has ${failure.wanted}, or none of it: then the version of the service is used`,
        fix: 'change the requirements of the model, and lock again; or name compatible wheels in server_wheels',
      }
    case 'invalid-image-name':
      return {
        message: `Cannot name the image "${failure.name}": ${failure.problem}`,
        accepted: 'NAME:TAG or PATH/NAME:TAG of a-z, 0-9, ".", "_" and "-"',
        fix: 'correct imageName in spec.arguments, or pass --image-name',
      }
    case 'no-connections':
      return {
        message: `Cannot push: there is no file with the connection "${failure.connectionName}"`,
        accepted: 'documents of kind Connection',
        fix: 'set connections = "..." on the rule, or pass --connections FILE',
      }
    case 'incomplete-connection':
      return {
        message: `Cannot use the connection "${failure.id}": it has no ${failure.missing.join(', no ')}`,
        accepted: 'username and password for docker; region, keyID and keySecret for ecr',
      }
    case 'invalid-ecr-image':
      return {
        message: `"${failure.name}" is invalid ecr image`,
        accepted: 'ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG, or a connection with endpoint',
      }
    case 'ecr-login':
      return { message: `Cannot get a token for the connection "${failure.id}": ${failure.cause}` }
  }
}

type ArtifactFailure = Extract<
  PackagerFailure,
  {
    reason: 'links' | 'missing-part' | 'no-manifest' | 'outside-artifact' | 'several-manifests'
  }
>

function explainArtifact(failure: ArtifactFailure): Explanation {
  switch (failure.reason) {
    case 'no-manifest':
      return {
        message: `Cannot package an artifact without a manifest; it has ${list(failure.files)}`,
        accepted: `one file ${failure.names.join(' or ')}`,
      }
    case 'several-manifests':
      return {
        message: `Cannot tell which manifest to use: ${failure.manifests.join(', ')}`,
        accepted: 'one',
      }
    case 'outside-artifact':
      return {
        message: `Cannot package files that are not in the directory of the manifest, "${failure.directory}": ${list(failure.files)}`,
        fix: 'leave them out of artifact',
      }
    case 'missing-part':
      return {
        message: `${failure.manifest}: ${failure.key} is "${failure.path}", which is not in the artifact`,
      }
    case 'links':
      return {
        message: `Cannot package links of an archive: ${list(failure.members)} in ${failure.archive}`,
        accepted: 'files and directories',
      }
  }
}

const MAX_NAMED = 5

function list(names: readonly string[]): string {
  if (names.length === 0) return 'no file'
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : ''
  return names.slice(0, MAX_NAMED).join(', ') + more
}
