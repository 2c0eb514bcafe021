// `npm run memory:email`: peak memory of reading 1,000, 10,000 and 100,000 mails and of analysing them, in one mbox and in a Maildir.
// Flat means that the last is not much above the first.
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const main = join(root, 'dist/src/main.js')
const folder = mkdtempSync(join(tmpdir(), 'anachron-memory-'))

/** A fictitious mail of about 2 KB with ids of its own, an hour after the one before. */
function mail(n: number): string {
  const at = new Date(Date.UTC(2010, 0, 1) + n * 3_600_000)
  const date = at.toUTCString().replace('GMT', '+0000')
  const id = `${n.toString(16).padStart(8, '0')}@example.com`
  return [
    `From ann@example.com ${at.toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $5 $4')}`,
    `Received: from a.example.com by mx.example.net (Postfix) with ESMTPS id ${n}; ${date}`,
    `DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=key${n % 50}; t=${at.getTime() / 1000}; h=from:date`,
    'From: Ann Example <ann@example.com>',
    'To: Bob Example <bob@example.net>',
    `Date: ${date}`,
    `Message-ID: <${id}>`,
    ...(n % 3 === 0 ? [] : [`In-Reply-To: <${(n - 1).toString(16).padStart(8, '0')}@example.com>`]),
    `Subject: number ${n}`,
    '',
    'A line of a letter, of the length that such lines have in the letters that people write.\n'.repeat(18),
    '',
  ].join('\n')
}

function peak(...args: readonly string[]): string {
  const run = spawnSync(process.execPath, ['--import', join(root, 'scripts/peak-memory.ts'), main, ...args], {
    encoding: 'utf8',
    cwd: folder,
  })
  if (run.status !== 0) throw new Error(run.stderr)
  return /peak (\d+ MB)/.exec(run.stderr)?.[1] ?? '?'
}

/** All mails in one file; and each in a file of its own, without the line that begins it in an mbox. */
const LAID = {
  mbox: (place: string, count: number): void => {
    const fd = openSync(place, 'w')
    for (let n = 0; n < count; n++) writeSync(fd, mail(n))
    closeSync(fd)
  },
  Maildir: (place: string, count: number): void => {
    mkdirSync(join(place, 'cur'), { recursive: true })
    for (let n = 0; n < count; n++)
      writeFileSync(join(place, 'cur', `${1_262_304_000 + n * 3600}.M1P1.example:2,S`), mail(n).replace(/^.*\n/, ''))
  },
} as const

try {
  for (const [how, lay] of Object.entries(LAID))
    for (const count of [1_000, 10_000, 100_000]) {
      const place = join(folder, `${count}.${how}`)
      const kept = join(folder, `${count}-${how}.anachron`)
      lay(place, count)
      const began = performance.now()
      const ingest = peak('ingest', kept, place)
      const seconds = (performance.now() - began) / 1000
      const analyze = peak('analyze', kept)
      console.log(
        `${how.padEnd(7)} ${count.toLocaleString('en').padStart(8)} mails: ingest ${ingest} (${Math.round(count / seconds).toLocaleString('en')} mails/s), analyze ${analyze}`,
      )
      rmSync(place, { recursive: true })
      rmSync(kept)
    }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
