/** Links over the whole case: containers, attachments, copies, answers. */
import { describe, expect, it } from 'vitest'
import { fill } from '../../src/case/fill.ts'
import { link, type LinkKind } from '../../src/case/linking.ts'
import { memoryCase, type CaseDatabase } from '../../src/case/open.ts'
import { DEFAULT_LIMITS } from '../../src/evidence/limits.ts'
import { attach, fake, FAKE_INGESTERS } from '../ingest/fake.ts'
import { folder } from '../ingest/folder.ts'

async function made(files: Readonly<Record<string, string>>): Promise<CaseDatabase> {
  const { db } = memoryCase()
  await fill({
    db,
    paths: [folder(files)],
    exhibits: [],
    limits: DEFAULT_LIMITS,
    wanted: 'all',
    workers: 0,
    ingesters: FAKE_INGESTERS,
  })
  return db
}

/** Links of one kind as `path label > path label`. */
function links(db: CaseDatabase, kind: LinkKind): unknown[] {
  const name = (
    side: string,
  ) => `(SELECT e.path || ' ' || a.label FROM artifact a JOIN evidence e ON e.root = a.root AND e.id = a.evidence
    WHERE a.root = link.${side}_root AND a.id = link.${side})`
  return db
    .prepare(`SELECT ${name('source')} || ' > ' || ${name('target')} FROM link WHERE kind = ? ORDER BY 1`)
    .pluck()
    .all(kind)
}

const DAY = '2020-01-01'
const message = (id: string, answers = '') => `message <${id}> ${DAY} ${answers}`.trimEnd()

describe('links', () => {
  it('a container is linked to the first artifact of each evidence in it, over all levels; a member with nothing in it is not', async () => {
    const inner = fake(message('inner'), 'rows 2', attach('deep', fake('rows 1')), attach('unknown', 'x'))
    const db = await made({ a: fake(message('outer'), attach('in', inner)) })
    link(db)
    expect(links(db, 'contains')).toEqual(['a in > a/in message <inner>', 'a/in deep > a/in/deep row 0'])
  })

  it('an attachment is linked to its message', async () => {
    const db = await made({ a: fake(message('one'), attach('x', 'x'), message('two'), attach('y', 'y')) })
    link(db)
    expect(links(db, 'attached-to')).toEqual(['a x > a message <one>', 'a y > a message <two>'])
  })

  it('copies are linked to the first in the order of paths, not to each other', async () => {
    const db = await made({
      b: fake(message('same')),
      a: fake(message('x'), attach('z', fake(message('same')))),
      c: fake(message('same'), message('same')),
    })
    expect(link(db)['copy-of']).toBe(3)
    const first = 'a/z message <same>'
    expect(links(db, 'copy-of')).toEqual([
      `b message <same> > ${first}`,
      `c message <same> > ${first}`,
      `c message <same> > ${first}`,
    ])
  })

  it('an answer is linked to the first copy of what it answers; answers to nothing known and to itself are not', async () => {
    const db = await made({
      a: fake(message('q')),
      b: fake(message('q')),
      c: fake(message('r', '<q>')),
      d: fake(message('s', '<gone>')),
      e: fake(message('t', '<t>')),
    })
    link(db)
    expect(links(db, 'replies-to')).toEqual(['c message <r> > a message <q>'])
  })

  it('are the same when made twice', async () => {
    const db = await made({ a: fake(message('q')), b: fake(message('q', '<q>'), attach('x', fake('rows 1'))) })
    const all = () => db.prepare('SELECT * FROM link ORDER BY kind, source_root, source, target_root, target').all()
    link(db)
    const once = all()
    link(db)
    expect(all()).toEqual(once)
    expect(once).toHaveLength(4)
  })

  it('twenty thousand messages of one name, each naming it again, take one link each and little time', async () => {
    const lines = Array.from({ length: 20_000 }, () => message('same', '<same>'))
    const db = await made({ a: fake(...lines) })
    const started = performance.now()
    expect(link(db)).toEqual({ contains: 0, 'attached-to': 0, 'copy-of': 19_999, 'replies-to': 19_999, names: 0 })
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})
