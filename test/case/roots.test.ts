/** Registering what a walk found. */
import { expect, test } from 'vitest'
import { memoryCase } from '../../src/case/open.ts'
import { register } from '../../src/case/roots.ts'
import type { LogicalPath } from '../../src/model.ts'

test('a case of very many files goes on', () => {
  const { db, close } = memoryCase()
  const skipped = Array.from({ length: 150_000 }, (_, i) => ({
    path: String(i) as LogicalPath,
    reason: 'a socket, not a file',
  }))
  register(db, { files: [], skipped })
  const more = [...skipped, { path: 'new' as LogicalPath, reason: 'a socket, not a file' }]
  expect(register(db, { files: [], skipped: more }).toName.find(({ root }) => root === 150_000)?.skipped.path).toBe(
    'new',
  )
  close()
})
