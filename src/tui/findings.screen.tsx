/** Findings: one line each, strongest first, with what is claimed and by how much it is off. */
import { Box, Text } from 'ink'
import type { Report } from '../report/contract.ts'
import { LEVELS, type Level } from '../model.ts'
import { inWords } from '../time/duration.ts'
import { micros } from '../time/instant.ts'
import { List, moving } from './list.tsx'
import { defineScreen } from './screen.ts'
import { cursor, listed, type State } from './state.ts'

const COLOURS: Readonly<Record<Level, string | undefined>> = {
  critical: 'magenta',
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
  informational: undefined,
}

/** The next lower floor, then round to the top again. */
const lower = (floor: Level): Level => LEVELS[(LEVELS.indexOf(floor) + LEVELS.length - 1) % LEVELS.length] ?? floor

function line(finding: Report['findings'][number], columns: number): string {
  const claimed = finding.claimed?.from?.slice(0, 10) ?? ''
  const off = finding.excess === undefined ? '' : `${inWords(micros(finding.excess))} beyond`
  const where = finding.evidence.length > 34 ? `…${finding.evidence.slice(-33)}` : finding.evidence
  const head = `${finding.level.padEnd(13)} ${claimed.padEnd(10)}  ${columns < 110 ? '' : `${off.padEnd(26)} `}${where.padEnd(34)}  `
  return head + finding.title
}

export default defineScreen({
  id: 'findings',
  title: 'Findings',
  key: '1',
  keys: [
    ...moving((state, shown) => listed(shown, state.floor).length),
    {
      keys: ['return', 'right', 'l'],
      shown: 'Enter',
      does: 'the proof',
      act: (state, shown) =>
        listed(shown, state.floor).length === 0
          ? state
          : { ...state, screen: 'proof', cursor: { ...state.cursor, proof: 0 } },
    },
    {
      keys: ['v'],
      shown: 'v',
      does: 'show weaker levels, then only the strongest',
      act: (state): State => ({ ...state, floor: lower(state.floor), cursor: { ...state.cursor, findings: 0 } }),
    },
  ],
  View: ({ state, shown, size }) => {
    const findings = listed(shown, state.floor)
    const hidden = shown.report.findings.length - findings.length
    return (
      <Box flexDirection="column">
        <Text bold wrap="truncate-end">
          {`  ${'level'.padEnd(13)} ${'claimed'.padEnd(10)}  ${size.columns < 110 ? '' : `${'broken by'.padEnd(26)} `}${'evidence'.padEnd(34)}  finding`}
        </Text>
        <List
          rows={findings.map((finding) => ({
            key: finding.id,
            text: line(finding, size.columns),
            colour: COLOURS[finding.level],
          }))}
          at={cursor(state)}
          size={{ ...size, rows: size.rows - 2 }}
          empty={`No finding of level ${state.floor} or above.`}
        />
        <Text dimColor wrap="truncate-end">
          {hidden === 0 ? 'All levels are shown.' : `${hidden} below level ${state.floor} are hidden; v shows them.`}
        </Text>
      </Box>
    )
  },
})
