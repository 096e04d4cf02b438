import { readdirSync, readFileSync } from 'node:fs'

/** Ticks of /proc: 100 a second on every Linux that Node runs on. */
const TICK_US = 10_000
const PAGE_KB = 4

interface Stat {
  readonly pid: number
  readonly parent: number
  readonly ownTicks: number
  readonly endedChildrenTicks: number
  readonly rssKb: number
}

/** CPU microseconds of a process so far, without its children. */
export function cpuMicros(pid: number): number {
  return (readStat(String(pid))?.ownTicks ?? 0) * TICK_US
}

/** CPU microseconds of a server that works in child processes (Postgres), dead or alive. */
export function familyCpuMicros(pid: number): number {
  const members = family(pid)
  const ticks = members.reduce((sum, { ownTicks }) => sum + ownTicks, 0)
  return (ticks + (members[0]?.endedChildrenTicks ?? 0)) * TICK_US
}

/** Resident MB of a process. */
export function residentMb(pid: number): number {
  return Math.round((readStat(String(pid))?.rssKb ?? 0) / 1_024)
}

/** Resident MB of a server and its children; shared pages count once, where the kernel tells it. */
export function familyResidentMb(pid: number): number {
  const kb = family(pid).reduce((sum, stat) => sum + (pssKb(stat.pid) ?? stat.rssKb), 0)
  return Math.round(kb / 1_024)
}

/** CPU microseconds that all processes of the machine have used so far. */
export function machineCpuMicros(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (
    readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? ''
  )
    .split(/\s+/u)
    .slice(1)
    .map(Number)
  return (user + nice + system + irq + softirq + steal) * TICK_US
}

/** The process and its children; Postgres has no grandchildren. */
function family(pid: number): Stat[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/u.test(name))
  const all = pids.flatMap((name) => readStat(name) ?? [])
  return [...all.filter((stat) => stat.pid === pid), ...all.filter((stat) => stat.parent === pid)]
}

function readStat(pid: string): Stat | undefined {
  const text = read(`/proc/${pid}/stat`)
  if (text === undefined) return undefined
  // The second field is the program's name in brackets and may itself hold brackets and blanks.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const number = (index: number): number => Number(fields[index] ?? 0)
  return {
    pid: Number(pid),
    parent: number(1),
    ownTicks: number(11) + number(12),
    endedChildrenTicks: number(13) + number(14),
    rssKb: number(21) * PAGE_KB,
  }
}

function pssKb(pid: number): number | undefined {
  const match = /^Pss:\s+(\d+) kB$/mu.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')
  return match === null ? undefined : Number(match[1])
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
