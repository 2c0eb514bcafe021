// `npm run memory:email`: peak memory of reading one mbox of 1,000, of 10,000 and of 100,000 mails, and of analysing it. Flat means that the last is not much above the first.
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
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
    `DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=key${n % 50}; t=${at.getTime() / 1000}; h=from:date; bh=abc=; b=def=`,
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

try {
  for (const count of [1_000, 10_000, 100_000]) {
    const file = join(folder, `${count}.mbox`)
    const fd = openSync(file, 'w')
    for (let n = 0; n < count; n++) writeSync(fd, mail(n))
    closeSync(fd)
    const began = performance.now()
    const ingest = peak('ingest', join(folder, `${count}.anachron`), file)
    const seconds = (performance.now() - began) / 1000
    const analyze = peak('analyze', join(folder, `${count}.anachron`))
    console.log(
      `${count.toLocaleString('en').padStart(8)} mails: ingest ${ingest} (${Math.round(count / seconds).toLocaleString('en')} mails/s), analyze ${analyze}`,
    )
    rmSync(file)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
