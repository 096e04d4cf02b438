import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { errorCode } from '../errors.js'
import { identify, type ProcessIdentity, stillRuns } from './identity.js'

const POLL_MS = 100
const WRITE_PATIENCE_MS = 5_000

/**
 * Runs the work while no other process runs work under the same lock file. A lock whose holder is dead is taken over;
 * one that is held is waited for.
 */
export async function withLock<T>(path: string, deadlineMs: number, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true })
  const deadline = Date.now() + deadlineMs
  while (!tryLock(path)) {
    if (Date.now() > deadline) {
      throw new Error(`waited ${deadlineMs / 1000} s for ${path}: end the process it names, or remove the file`)
    }
    await delay(POLL_MS)
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

function tryLock(path: string): boolean {
  try {
    writeFileSync(path, JSON.stringify(identify(process.pid)), { flag: 'wx' })
    return true
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  }
  if (isAbandoned(path)) rmSync(path, { force: true })
  return false
}

/** True when the holder is gone. A lock without a readable holder is one that is being written, unless it is old. */
function isAbandoned(path: string): boolean {
  const holder = readHolder(path)
  if (holder !== undefined) return !stillRuns(holder)
  const writtenAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs
  return writtenAt !== undefined && Date.now() - writtenAt > WRITE_PATIENCE_MS
}

function readHolder(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity
  } catch {
    return undefined
  }
}
