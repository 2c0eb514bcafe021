/**
 * Turns a dump in custom format into plain SQL with PostgreSQL's own `pg_restore`, the only program that reads all its versions.
 * It is given a private copy and no database: it writes text and nothing else. No shell, a fixed argument list, bounded in time
 * and size.
 */
import { spawn } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { limitProblem } from '../../../evidence/limit-problem.ts'
import type { Limits } from '../../../evidence/limits.ts'
import { EvidenceProblem } from '../../../model.ts'

/** Writes the plain SQL of the dump `copy` to `to`. Throws `EvidenceProblem` when pg_restore is absent, refuses or takes too long. */
export async function runPgRestore(copy: string, to: string, limits: Limits): Promise<void> {
  const child = spawn('pg_restore', ['--file=-', '--no-owner', '--no-privileges', copy], {
    cwd: dirname(copy),
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limits.seconds * 1000,
    killSignal: 'SIGKILL',
  })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    if (complaint.length < 500) complaint += chunk.toString('utf8')
  })
  const ended = new Promise<{ readonly code: number | null; readonly error?: Error }>((resolve) => {
    child.on('error', (error) => resolve({ code: null, error }))
    child.on('close', (code) => resolve({ code }))
  })
  const fd = openSync(to, 'wx', 0o600)
  let size = 0
  try {
    for await (const chunk of child.stdout) {
      if (!(chunk instanceof Uint8Array)) continue
      size += chunk.length
      if (size > limits['member-bytes']) throw limitProblem('member-bytes', limits, 'its plain text takes more')
      for (let done = 0; done < chunk.length;) done += writeSync(fd, chunk, done)
    }
    const { code, error } = await ended
    if (error !== undefined)
      throw new EvidenceProblem(
        'only pg_restore of PostgreSQL reads its tables, and it is not to be had here; install the PostgreSQL client programs, or run pg_restore --file=NAME.sql on a copy and examine NAME.sql',
      )
    if (child.killed || child.signalCode !== null) throw limitProblem('seconds', limits, 'pg_restore takes')
    if (code !== 0)
      throw new EvidenceProblem(
        `pg_restore cannot read it whole (${complaint.replaceAll(copy, 'the copy').replace(/\s+/g, ' ').trim().slice(0, 300)}); try that of a newer PostgreSQL`,
      )
  } finally {
    child.kill('SIGKILL')
    closeSync(fd)
  }
}
