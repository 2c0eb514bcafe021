/** The proof of one finding as text. */
import { expect, test } from 'vitest'
import { proof } from '../../src/report/proof.ts'
import type { ReportedFinding } from '../../src/report/contract.ts'
import { width } from '../../src/report/width.ts'
import { report } from './fixture.ts'

function finding(rule: string): ReportedFinding {
  const found = report.findings.find((one) => one.rule === rule)
  if (found === undefined) throw new Error(`no finding of ${rule}`)
  return found
}

test('the proof is the one that was looked at and found good', async () => {
  const lines = [
    ...proof(finding('gmail-submission-id'), 96),
    '',
    ...proof(finding('received-before-sent'), 96, { min: 0, max: 86_400_000_000 }),
  ]
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('./golden/proof.txt')
})

test('each event is quoted word for word with the place where it stands', () => {
  const lines = proof(finding('session-logout-before-login'), 120)
  expect(lines).toContain('     “2020-03-05 10:44:12”')
  expect(lines).toContain('     table audit, row 812, column recorded_at of disclosure/books.zip/ledger.db')
})

test.each([
  [{ min: 0 }, 'the rule demands: “to” not before “from”'],
  [{ min: 3_600_000_000 }, 'the rule demands: “to” at least 1 hour after “from”'],
  [{ min: -3_600_000_000 }, 'the rule demands: “to” at most 1 hour before “from”'],
  [{ max: 60_000_000 }, 'the rule demands: “to” at most 1 minute after “from”'],
])('a demand of %j is said in words', (constraint, sentence) => {
  expect(proof(finding('received-before-sent'), 120, constraint)).toContain(`  ${sentence}`)
})

test('no line is wider than asked and none holds a command', () => {
  for (const one of report.findings)
    for (const line of proof(one, 72)) {
      expect(width(line)).toBeLessThanOrEqual(72)
      expect(line).not.toMatch(/\p{Cc}|\p{Cf}/u)
    }
})

test('a rule that came after the evidence had been read is named', () => {
  const later = ['The rule gmail-submission-id was first loaded after this evidence had been read into the case.']
  const lines = proof({ ...finding('gmail-submission-id'), later }, 200)
  expect(lines.join('\n')).toContain(`When the rule was known\n  ${later.join('')}`)
})
