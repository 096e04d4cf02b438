import { build, root } from './commands.ts'
import { createProgress } from './start/progress.ts'
import { takeStartLock } from './start/start-lock.ts'
import { readSettings } from './settings.ts'

const settings = readSettings(root, process.env, process.argv.slice(2))
