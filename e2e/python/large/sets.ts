/** A large set of wheels, and what a program on them must print. */
export interface LargeSet {
  /** What `--only` calls it; its program is `workspace/programs/<name>.py`. */
  readonly name: string
  readonly packages: readonly string[]
  /** What the program prints when it has computed something. */
  readonly prints: RegExp
}

/** What people bring most, as the index gives it: with CUDA where that is the default. */
export const LARGE_SETS: readonly LargeSet[] = [
  {
    name: 'torch',
    packages: ['torch'],
    prints: /^torch \S+: trained, CUDA \d+\.\d+, \d+ devices$/m,
  },
  {
    name: 'tensorflow',
    packages: ['tensorflow'],
    prints: /^tensorflow \S+: trained, \d+ devices$/m,
  },
  {
    name: 'transformers',
    packages: ['accelerate', 'datasets', 'peft', 'sentencepiece', 'torch', 'transformers'],
    prints: /^transformers \S+: wrote 10 tokens$/m,
  },
]
