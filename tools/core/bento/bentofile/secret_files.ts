/** Names of files in which programs keep passwords, tokens and private keys. */
const NAMES: readonly RegExp[] = [
  // Variables: dotenv; not the examples that people keep beside them.
  /^\.env(?:\.(?!(?:example|sample|template|dist|defaults?)$).+)?$/,
  /.\.env$/,
  // Private keys: ssh-keygen(1), OpenSSL, PuTTY, Java.
  /^id_(?:rsa|dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk)$/,
  /\.(?:pem|key|p12|pfx|ppk|jks|keystore|kdbx)$/,
  // Logins of programs.
  /^[._]netrc$/,
  /^\.(?:pypirc|npmrc|yarnrc|pgpass|my\.cnf|git-credentials|htpasswd|dockercfg|dockerconfigjson|s3cfg|boto)$/,
  /^kubeconfig$/,
  /^(?:client_secrets?|service[-_]account.*|application_default_credentials|credentials)\.json$/,
  /^secrets\.(?:ya?ml|json|toml|ini|env)$/,
]
/** The same by the directory that they are in. */
const PATHS: readonly RegExp[] = [
  /(?:^|\/)\.aws\/credentials$/,
  /(?:^|\/)\.docker\/config\.json$/,
  /(?:^|\/)\.kube\/config$/,
  /(?:^|\/)\.ssh\//,
  /(?:^|\/)\.streamlit\/secrets\.toml$/,
  /(?:^|\/)\.huggingface\/token$/,
]

/** Whether the name of a file says that it is kept secret. */
export function isSecret(path: string): boolean {
  const name = path.split('/').at(-1)?.toLowerCase() ?? path
  return NAMES.some((pattern) => pattern.test(name)) || PATHS.some((pattern) => pattern.test(path))
}
