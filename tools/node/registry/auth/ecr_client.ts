/**
 * What rt uses of the client for Amazon's registry. The program has it in a file of its own, `rt_ecr.cjs`, which is
 * made from this one and read when somebody logs in to that registry: see `tools/bundle_options.bzl`.
 */
export {
  CreateRepositoryCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  RepositoryAlreadyExistsException,
} from '@aws-sdk/client-ecr'
