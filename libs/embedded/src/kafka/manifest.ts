import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const MANIFEST = 'manifest.json'

type Manifest = Record<string, string>

/** Writes down each file of the folder with its SHA-256. Its presence says that the folder is complete. */
export async function writeManifest(folder: string): Promise<void> {
  const manifest = await describe(folder)
  if (Object.keys(manifest).length === 0) throw new Error(`${folder} is empty: nothing was fetched`)
  await writeFile(join(folder, MANIFEST), JSON.stringify(manifest, undefined, 2))
}

/** True when the folder holds exactly the files that its manifest lists, unchanged. */
export async function isVerified(folder: string): Promise<boolean> {
  const expected = await readManifest(folder)
  if (expected === undefined) return false
  const actual = await describe(folder)
  const names = Object.keys(expected)
  return names.length === Object.keys(actual).length && names.every((name) => expected[name] === actual[name])
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as Manifest
  } catch {
    return undefined
  }
}

async function describe(folder: string): Promise<Manifest> {
  const names = (await readdir(folder)).filter((name) => name !== MANIFEST).toSorted()
  const sums = await Promise.all(names.map((name) => sha256(join(folder, name))))
  return Object.fromEntries(names.map((name, index) => [name, sums[index] ?? '']))
}

async function sha256(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
}
