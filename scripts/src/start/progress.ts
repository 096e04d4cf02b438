/** One line per step on the terminal. */
export interface Progress {
  /** Runs a step and says how it went; the work may give a remark to print beside it. */
  step<T>(name: string, work: () => Promise<T>, remark?: (result: T) => string): Promise<T>
  readonly say: (line: string) => void
}

/** Shows what is under way on a terminal, and elsewhere only what is done. */
export function createProgress(out: NodeJS.WriteStream): Progress {
  let current: string | undefined
  const clear = () => {
    if (current !== undefined && out.isTTY) out.write('\r\u001B[K')
  }
  const show = () => {
    if (current !== undefined && out.isTTY) out.write(`… ${current}`)
  }
  const say = (line: string) => {
    clear()
    out.write(`${line}\n`)
    show()
  }
  return {
    say,
    async step(name, work, remark) {
      const started = performance.now()
      current = name
      show()
      try {
        const result = await work()
        clear()
        current = undefined
        const seconds = ((performance.now() - started) / 1000).toFixed(1)
        out.write(`✓ ${name} (${seconds} s)${remark === undefined ? '' : `  ${remark(result)}`}\n`)
        return result
      } catch (error) {
        clear()
        current = undefined
        out.write(`✗ ${name}\n`)
        throw error
      }
    },
  }
}
