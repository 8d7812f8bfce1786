import { showMnist } from './demo/mnist.ts'
import { showPython } from './demo/python.ts'
import { giveUp } from './demo/say.ts'

/** What `npm run demo -- NAME` shows. */
const DEMOS: ReadonlyMap<string, () => Promise<void>> = new Map([
  ['mnist', showMnist],
  ['python', showPython],
])

const [name = 'mnist'] = process.argv.slice(2)
const demo = DEMOS.get(name)
if (demo === undefined)
  giveUp(`there is no demo "${name}"`, `npm run demo -- ${[...DEMOS.keys()].join(' | ')}`)
await demo()
