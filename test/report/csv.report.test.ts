/** The CSV of the findings: RFC 4180 with formulas defused. */
import { expect, test } from 'vitest'
import csv from '../../src/report/csv.report.ts'
import { HOSTILE, input, report } from './fixture.ts'

const lines = [...csv.write(input)].join('').split('\r\n')

test('there is a line of names, one line a finding, and an end', () => {
  expect(lines).toHaveLength(report.findings.length + 2)
  expect(lines[0]).toBe(
    'id,level,says,rule,title,root,evidence,sha256,artifact,artifact_type,locator,claimed_from,claimed_to,claimed_by,not_before,not_after,excess_seconds,others,observed,inferred,not_shown,open_alternatives,examiner,alternatives_judged,tags',
  )
  expect(lines.at(-1)).toBe('')
})

test('a finding has its times in ISO 8601 and its excess in seconds', () => {
  expect(lines.find((line) => line.startsWith('9f2c4e1a77b0d3c5'))).toContain(
    ',2019-03-14T09:26:53.000000Z,2019-03-14T09:26:53.000000Z,Date,2022-02-11T00:00:00.000000Z,,91976400,0,',
  )
})

test('a label that starts a formula is defused', () => {
  const [one] = report.findings
  if (one === undefined) throw new Error('no finding')
  const [text = ''] = csv.write({
    ...input,
    report: { ...report, findings: [{ ...one, artifact: { type: 'message', label: HOSTILE } }] },
  })
  expect(text).toContain(`,"'=HYPERLINK(""http://example.net"")`)
})
