import { arrayLiteral } from './array-literal.js'

/** A column of a bulk statement: its name, its Postgres type, and where a row has it. */
export type Column<T> = readonly [name: string, type: string, value: (row: T) => string | number | Date | Buffer | null]

/** `unnest($1::text[], …) AS t(a, …)` for the columns, the parameters numbered from `first`. */
export function unnest<T>(columns: readonly Column<T>[], first: number, alias: string): string {
  const parameters = columns.map(([, type], index) => `$${first + index}::${type}[]`)
  return `unnest(${parameters.join(', ')}) AS ${alias}(${names(columns)})`
}

export const names = <T>(columns: readonly Column<T>[], alias?: string): string =>
  columns.map(([name]) => (alias === undefined ? name : `${alias}.${name}`)).join(', ')

/** One array for each column: what `unnest` takes. */
export const values = <T>(columns: readonly Column<T>[], rows: readonly T[]): string[] =>
  columns.map(([, type, value]) => arrayLiteral(type, rows.map(value)))
