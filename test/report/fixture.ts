/** A hand-made report: a fictitious ledger with findings of several levels, an exhibit that differs, and hostile text in the evidence. */
import { toIso, micros, parseIso, type Instant } from '../../src/time/instant.ts'
import type { Report, ReportedEvent, ReportedFinding } from '../../src/report/contract.ts'
import type { ReportInput, TimelineSummary } from '../../src/report/reporter.ts'

const HOUR = 3_600_000_000
const sum = (digit: string): string => digit.repeat(64)

export function at(text: string): Instant {
  const time = parseIso(text)
  if (time === undefined) throw new Error(`no time: ${text}`)
  return time
}
const iso = (text: string): string => toIso(at(text))

/** Markup, an escape sequence, a bidirectional override and a formula, as a subject line may hold them. */
export const HOSTILE = `=HYPERLINK("http://example.net") <script>alert('1')</script> \u001b[2J \u202Egpj.exe\u202C "&`

function event(
  role: string,
  kind: string,
  time: string | undefined,
  clock: ReportedEvent['clock'],
  raw: string,
  locator: ReportedEvent['locator'],
  evidence: string,
  width = 1,
): ReportedEvent {
  if (time === undefined) return { role, kind, clock, raw, locator, evidence }
  const nominal = at(time)
  const floating = clock.zone === 'floating'
  return {
    role,
    kind,
    clock,
    raw,
    locator,
    evidence,
    time: toIso(nominal),
    earliest: toIso((nominal - (floating ? 14 * HOUR : 0)) as Instant),
    latest: toIso((nominal + width - 1 + (floating ? 12 * HOUR : 0)) as Instant),
  }
}

const MAIL = 'disclosure/third.eml'
const LEDGER = 'disclosure/books.zip/ledger.db'
const SCREEN = 'disclosure/books.zip/screen-2009.png'
const sender = { kind: 'sender', writer: 'Date', zone: 'offset' } as const
const provider = { kind: 'provider', writer: 'mx.example.com', zone: 'offset' } as const
const database = { kind: 'database', writer: 'audit.recorded_at', zone: 'floating' } as const

const header = (name: string, index: number, offset: number) => ({ type: 'header', name, index, offset }) as const
const row = (table: string, number: string, column?: string) =>
  ({ type: 'row', table, row: number, ...(column === undefined ? {} : { column }) }) as const

const DATE = event(
  'claim',
  'email.date',
  '2019-03-14T09:26:53Z',
  sender,
  'Thu, 14 Mar 2019 10:26:53 +0100',
  header('Date', 0, 1204),
  MAIL,
  1e6,
)

const gmailForm: ReportedFinding = {
  id: '9f2c4e1a77b0d3c5',
  rule: 'gmail-submission-id',
  says: 'impossible',
  level: 'critical',
  title: 'Submission id of a form not in use before February 2022',
  observed:
    'The Received line bearing mx.example.com holds the id 5b1f17b1804b1-4a0d3f3a6fbsm123456f8f.7; the same line states Thu, 14 Mar 2019 02:26:55 -0700 (PDT).',
  inferred:
    'Ids of this form were first seen on 2022-02-18 in 29,391 of 29,391 messages that bear it. Either this line is what that server wrote, then this copy passed it in 2022-02 or later; or the line is not genuine; either way the line and its time cannot both be true. The tolerances used are those of a provider’s clock, 1 minute and 5 minutes.',
  notShown: 'Who wrote the line, why, and whether the text of the message is untrue.',
  root: 'disclosure',
  evidence: MAIL,
  sha256: sum('a'),
  artifact: { type: 'message', label: `Subject: ${HOSTILE}` },
  locator: header('Message-ID', 0, 88),
  claimed: { from: iso('2019-03-14T09:26:53Z'), to: iso('2019-03-14T09:26:53Z') },
  claimedBy: 'Date',
  notBefore: iso('2022-02-11T00:00:00Z'),
  events: [
    DATE,
    event(
      'writer',
      'email.received',
      '2019-03-14T09:26:55Z',
      provider,
      'Thu, 14 Mar 2019 02:26:55 -0700 (PDT)',
      header('Received', 1, 412),
      MAIL,
      1e6,
    ),
  ],
  tolerances: [
    { clock: 'provider', usual: 60_000_000, extreme: 300_000_000 },
    { clock: 'sender', usual: HOUR, extreme: 24 * HOUR },
  ],
  excess: 1064 * 24 * HOUR + 13 * HOUR,
  others: 0,
  facts: [
    {
      id: 'gmail-submission-id-2',
      title: 'Submission id, second form',
      match: '^[a-z]{0,4}\\d{1,5}-[0-9a-f]{32}sm\\d+',
      seen: {
        first: '2022-02-18',
        last: '2024-05-08',
        n: 29391,
        edge: { first: 'hard', last: 'hard' },
        grade: 'A',
        anywhere: ['2022-02-18', '2024-05-08'],
        heldOut: { n: 4120, outside: 0, beyond30Days: 0 },
      },
      margin: { unlikely: '1d', cannot: '7d' },
      family: 'gmail-submission-id',
      trait: 'email.received.gmail-submission-id',
      value: '5b1f17b1804b1-4a0d3f3a6fbsm123456f8f.7',
      writtenBy: 'provider',
      collection: 'list-mail-2019-2026',
      locator: header('Received', 1, 455),
    },
  ],
  alternatives: [
    {
      id: 'clock',
      text: 'The provider’s clock was wrong by three years',
      state: 'excluded',
      because: 'two other lines of that provider agree with it to the second',
      locator: header('X-Received', 0, 640),
    },
    {
      id: 'migrated',
      text: 'The message was put into another mailbox later and the line was written then',
      state: 'open',
    },
    {
      id: 'early-trial',
      text: 'A trial of the form before it was first seen',
      state: 'not tested',
      because: 'no earlier mail of the provider is in the collection',
    },
  ],
  references: ['https://www.rfc-editor.org/rfc/rfc5321#section-4.4', 'rules/facts/gmail.yaml'],
  baseline: [
    {
      collection: 'list-mail-2019-2026',
      years: '2019 to 2026',
      learntFrom: true,
      broken: 3,
      applicable: 188412,
      examined: 240000,
      sources: 41,
      upper95: 0.0000465,
    },
    {
      collection: 'archive-personal',
      years: '2015 to 2024',
      learntFrom: false,
      broken: 0,
      applicable: 112,
      examined: 400,
      sources: 3,
    },
  ],
  disposition: [
    { kind: 'open', text: 'The provider has been asked.', by: 'M. Example', at: '2026-02-01T09:30:00.000000Z' },
    {
      kind: 'confirmed',
      text: 'The provider answered on 2026-02-03.',
      by: 'M. Example',
      at: '2026-02-04T08:00:00.000000Z',
    },
  ],
  tags: ['hearing', '<b>disputed</b>'],
}

const session: ReportedFinding = {
  id: '0b7c11d2e3f4a5b6',
  rule: 'session-logout-before-login',
  says: 'inconsistent',
  level: 'high',
  title: 'Rows recorded outside the session that bears them',
  observed:
    'Session 4471 states login 2011-05-03 08:12:00 and logout 2011-05-03 17:40:00; audit row 812 of that session states 2020-03-05 10:44:12.',
  inferred:
    'If audit.session names the session in which a row was recorded, row 812 was recorded at least 8 years 306 days after that session ended. Both times are of one clock; one hour is allowed for daylight saving.',
  notShown: 'Which of the times is wrong, who set it, or that the booked amounts are untrue.',
  root: 'disclosure',
  evidence: LEDGER,
  sha256: sum('c'),
  artifact: { type: 'row', label: 'audit 812' },
  locator: row('audit', '812'),
  claimed: { from: iso('2009-01-01T00:00:00Z'), to: iso('2011-12-31T23:59:59.999999Z') },
  claimedBy: 'the statement of claim, page 4',
  notBefore: iso('2020-03-04T00:00:00Z'),
  notAfter: iso('2024-06-02T12:00:00Z'),
  events: [
    event(
      'login',
      'db.session.login',
      '2011-05-03T08:12:00Z',
      database,
      '2011-05-03 08:12:00',
      row('session', '4471', 'login_at'),
      LEDGER,
      1e6,
    ),
    event(
      'logout',
      'db.session.logout',
      '2011-05-03T17:40:00Z',
      database,
      '2011-05-03 17:40:00',
      row('session', '4471', 'logout_at'),
      LEDGER,
      1e6,
    ),
    event(
      'row',
      'db.row.recorded',
      '2020-03-05T10:44:12Z',
      database,
      '2020-03-05 10:44:12',
      row('audit', '812', 'recorded_at'),
      LEDGER,
      1e6,
    ),
  ],
  tolerances: [{ clock: 'database', usual: HOUR, extreme: 24 * HOUR }],
  excess: 3228 * 24 * HOUR,
  others: 1417,
  facts: [],
  alternatives: [
    {
      id: 'closed-late',
      text: 'The session was closed by the next start of the program',
      state: 'excluded',
      because: 'its logout lies before the row',
    },
    {
      id: 'reused-key',
      text: 'The program used session numbers again after a reset',
      state: 'open',
      because: 'no other session of that number is in the file',
    },
  ],
  references: ['https://www.sqlite.org/rowidtable.html'],
}

const screenshot: ReportedFinding = {
  id: '44aa55bb66cc77dd',
  rule: 'image-modified-after-claim',
  says: 'inconsistent',
  level: 'medium',
  title: 'Picture written after the period it is said to show',
  observed: 'XMP states ModifyDate 2020-03-09T15:02:11+01:00; the exhibit list asserts “screen of 2009”.',
  inferred: 'The file in this form was written at about the time stated, 8 years and more after the asserted period.',
  notShown: 'When what the picture shows was on a screen.',
  root: 'disclosure',
  evidence: SCREEN,
  sha256: sum('d'),
  artifact: { type: 'image', label: 'screen-2009.png' },
  other: {
    root: 'disclosure',
    evidence: LEDGER,
    sha256: sum('c'),
    artifact: { type: 'database', label: 'ledger.db' },
    locator: { type: 'bytes', offset: 0, length: 100 },
  },
  locator: { type: 'tag', group: 'XMP', name: 'ModifyDate' },
  claimed: { from: iso('2009-01-01T00:00:00Z'), to: iso('2009-12-31T23:59:59.999999Z') },
  claimedBy: 'exhibit list, B-3',
  events: [
    event(
      'written',
      'xmp.modified',
      '2020-03-09T14:02:11Z',
      { kind: 'software', writer: 'XMP', zone: 'offset' },
      '2020-03-09T15:02:11+01:00',
      { type: 'tag', group: 'XMP', name: 'ModifyDate' },
      SCREEN,
      1e6,
    ),
    event(
      'asserted',
      'assertion.made',
      '2009-01-01T00:00:00Z',
      { kind: 'assertion', writer: 'Example Ltd, letter of 2024-05-01', zone: 'utc' },
      'screen of 2009 (2009)',
      { type: 'tag', group: 'exhibit list', name: 'B-3 asserts[0]' },
      SCREEN,
      365 * 24 * HOUR,
    ),
  ],
  tolerances: [{ clock: 'software', usual: HOUR, extreme: 48 * HOUR }],
  excess: 3718 * 24 * HOUR,
  others: 0,
  facts: [],
  alternatives: [
    {
      id: 'saved-again',
      text: 'An old picture was opened and saved again',
      state: 'excluded',
      because: 'the camera file itself is exhibit B-4',
      judged: { by: 'M. Example', at: '2026-02-04T08:10:00.000000Z', analysis: 'open' },
    },
  ],
  references: ['https://developer.adobe.com/xmp/docs/'],
  baseline: [
    {
      collection: 'public-pictures',
      years: '2004 to 2023',
      learntFrom: false,
      broken: 12,
      applicable: 5210,
      examined: 9000,
      sources: 12,
      upper95: 0.0040218,
    },
  ],
}

const slow: ReportedFinding = {
  ...gmailForm,
  id: '1212343456567878',
  rule: 'received-before-sent',
  says: 'unusual',
  level: 'low',
  title: 'Received before it was sent',
  observed:
    'The line bearing relay.example.org states 2019-03-14 07:10:02; Date states 2019-03-14 09:26:53, 2 hours 16 minutes later.',
  inferred: 'The two clocks disagree by more than is usual and less than is excluded.',
  notShown: 'Which clock was wrong.',
  artifact: { type: 'message', label: 'Subject: Books, last part' },
  notBefore: undefined,
  events: [
    event(
      'to',
      'email.received',
      '2019-03-14T07:10:02Z',
      { kind: 'relay', writer: 'relay.example.org', zone: 'offset' },
      'Thu, 14 Mar 2019 07:10:02 +0000',
      header('Received', 2, 702),
      MAIL,
      1e6,
    ),
    { ...DATE, role: 'from' },
    event(
      'other',
      'email.copy.saved',
      undefined,
      { kind: 'copy', writer: 'Delivery-Date', zone: 'floating' },
      '00.00.0000',
      header('Delivery-Date', 0, 30),
      MAIL,
    ),
  ],
  tolerances: [{ clock: 'sender', usual: HOUR, extreme: 24 * HOUR }],
  excess: HOUR + 1_000_000,
  facts: [],
  alternatives: [{ id: 'fast-clock', text: 'the sender’s clock ran ahead', state: 'open' }],
  disposition: undefined,
}

const rebuilt: ReportedFinding = {
  ...session,
  id: 'feedfacefeedface',
  rule: 'sqlite-version-number',
  says: 'unusual',
  level: 'informational',
  title: 'Written by, or rebuilt with, a library of 2023',
  observed: 'The file header states library version 3.42.0.',
  inferred: 'The file was last written in 2023-05-16 or later.',
  notShown: 'When its rows were recorded.',
  artifact: { type: 'database', label: 'ledger.db' },
  locator: { type: 'bytes', offset: 96, length: 4 },
  events: [],
  excess: undefined,
  others: 0,
  alternatives: [],
  notAfter: undefined,
}

export const report: Report = {
  schema: 1,
  tool: {
    name: 'anachron',
    version: '0.1.0',
    commit: '0123abc',
    rules: sum('7'),
    node: '24.0.0',
    icu: '77.1',
    tzdata: '2026a',
    platform: 'linux x64',
  },
  run: {
    command: 'scan',
    options: { paths: ['disclosure'], format: ['html', 'json'], 'fail-on': 'high' },
    started: iso('2026-02-03T10:00:00Z'),
    finished: iso('2026-02-03T10:00:41.25Z'),
    quotesContent: false,
    exhibits: {
      sha256: sum('e'),
      list: [
        {
          exhibit: 'B-2',
          path: 'disclosure/books.zip',
          producer: 'Example Ltd',
          received: { date: '2024-06-02', manner: 'by mail' },
          sha256: sum('1'),
          medium: 'working-copy',
          state: 'differs',
          examinedSha256: sum('b'),
          asserts: [
            {
              claim: 'the books of 2009 to 2011',
              by: 'Example Ltd',
              where: 'statement of claim, page 4',
              from: '2009-01-01',
              to: '2011-12-31',
              kind: 'made',
              for: 'row',
            },
          ],
        },
        { exhibit: 'B-9', path: 'disclosure/annex.pdf', state: 'not found' },
        {
          exhibit: 'B-1',
          path: MAIL,
          sha256: sum('a'),
          state: 'matches',
          examinedSha256: sum('a'),
          independentlyAcquired: { by: 'the court’s expert', how: 'from the provider' },
        },
      ],
    },
  },
  evidence: [
    {
      path: 'disclosure/books.zip',
      root: 'disclosure',
      sha256: sum('b'),
      size: 48_230_112,
      type: 'zip',
      status: 'examined',
      exhibit: 'B-2',
    },
    {
      path: LEDGER,
      root: 'disclosure',
      sha256: sum('c'),
      size: 91_226_112,
      type: 'sqlite',
      status: 'partly',
      exhibit: 'B-2',
    },
    {
      path: SCREEN,
      root: 'disclosure',
      sha256: sum('d'),
      size: 320_114,
      type: 'png',
      status: 'examined',
      exhibit: 'B-2',
    },
    {
      path: 'disclosure/notes\u202Efdp.exe',
      root: 'disclosure',
      sha256: sum('f'),
      size: 12,
      type: 'unknown',
      status: 'unknown',
    },
    {
      path: 'disclosure/scan.pdf',
      root: 'disclosure',
      size: 0,
      type: 'unknown',
      status: 'unreadable',
      error: 'the file ends before its first byte',
    },
    { path: MAIL, root: 'disclosure', sha256: sum('a'), size: 18_811, type: 'eml', status: 'examined', exhibit: 'B-1' },
  ],
  findings: [screenshot, session, rebuilt, gmailForm, slow],
  datings: [
    {
      root: 'disclosure',
      evidence: LEDGER,
      sha256: sum('c'),
      artifact: { type: 'row', label: 'audit 812' },
      locator: row('audit', '812'),
      claimed: session.claimed,
      claimedBy: session.claimedBy,
      notBefore: session.notBefore,
      notAfter: session.notAfter,
      claimedEra: { from: iso('2016-01-01T00:00:00Z'), facts: ['ledger-audit-columns-2016'] },
      dependsOn: ['audit.recorded_at', 'exhibit list'],
      proof: [
        {
          bound: 'notBefore',
          at: session.notBefore,
          proof: 'its neighbour row 811 was recorded on 2020-03-04',
          dependsOn: ['audit.recorded_at'],
          events: [],
          facts: [],
        },
        {
          bound: 'notAfter',
          at: session.notAfter,
          proof: 'received as exhibit B-2',
          dependsOn: ['exhibit list'],
          events: [],
          facts: [],
        },
      ],
    },
    {
      root: 'disclosure',
      evidence: MAIL,
      sha256: sum('a'),
      artifact: { type: 'message', label: 'Subject: Books, last part' },
      locator: header('Message-ID', 0, 88),
      claimed: gmailForm.claimed,
      claimedBy: 'Date',
      dependsOn: [],
      proof: [],
      conflict: [
        {
          at: iso('2022-02-11T00:00:00Z'),
          proof: 'the submission id was not in use before 2022-02-11',
          dependsOn: ['mx.example.com'],
          events: [],
          facts: [],
        },
        {
          at: iso('2019-03-14T09:27:00Z'),
          proof: 'a valid ARC seal states 2019-03-14',
          dependsOn: ['arc.example.com'],
          events: [],
          facts: [],
        },
      ],
    },
  ],
  coverage: {
    evidence: {
      counts: { examined: 3, partly: 1, unknown: 1, unreadable: 1, 'not-examined': 0 },
      incomplete: [
        {
          root: 'disclosure',
          path: LEDGER,
          status: 'partly',
          reasons: ['table blobs: 3 rows hold no text that could be read'],
          more: 2,
        },
        { root: 'disclosure', path: 'disclosure/notes\u202Efdp.exe', status: 'unknown', reasons: [], more: 0 },
        {
          root: 'disclosure',
          path: 'disclosure/scan.pdf',
          status: 'unreadable',
          reasons: ['the file ends before its first byte'],
          more: 0,
        },
      ],
    },
    rules: [
      {
        rule: 'gmail-submission-id',
        title: 'Submission ids by form',
        says: 'impossible',
        level: 'critical',
        applied: 1,
        broken: 1,
        notApplied: [],
      },
      {
        rule: 'google-prefix-pair',
        title: 'Two headers that turn over together',
        says: 'inconsistent',
        level: 'medium',
        applied: 0,
        broken: 0,
        notApplied: [{ n: 1, why: 'no such field' }],
      },
      {
        rule: 'hop-order',
        title: 'Hops in their order',
        says: 'inconsistent',
        level: 'medium',
        applied: 0,
        broken: 0,
        notApplied: [],
        switchedOff: {
          by: 'M. Example',
          at: '2026-02-05T08:00:00.000000Z',
          because: 'the relay of this office rewrites its lines',
        },
      },
      {
        rule: 'received-before-sent',
        title: 'Received before it was sent',
        says: 'inconsistent',
        level: 'medium',
        applied: 3,
        broken: 1,
        notApplied: [{ n: 1, why: 'no zone' }],
      },
      {
        rule: 'session-logout-before-login',
        title: 'Rows outside their session',
        says: 'inconsistent',
        level: 'high',
        applied: 12_418,
        broken: 1418,
        notApplied: [],
      },
    ],
  },
  work: {
    changes: [
      {
        what: 'gone',
        id: 'aa00bb11cc22dd33',
        rule: 'hop-order',
        title: 'Hops out of order',
        root: 'disclosure',
        evidence: MAIL,
        sha256: sum('a'),
        artifact: { type: 'message', label: 'Subject: ledger' },
        locator: header('Received', 1, 310),
        before: 'medium',
        fields: [],
        disposition: [
          { kind: 'explained', text: 'the relay rewrites', by: 'M. Example', at: '2026-02-04T09:00:00.000000Z' },
        ],
      },
      {
        what: 'changed',
        id: '9f2c4e1a77b0d3c5',
        rule: 'gmail-submission-id',
        title: 'Submission id of a form not in use before February 2022',
        root: 'disclosure',
        evidence: MAIL,
        sha256: sum('a'),
        artifact: { type: 'message', label: 'Subject: ledger' },
        locator: header('Received', 0, 210),
        before: 'high',
        now: 'critical',
        fields: ['facts', 'level'],
      },
    ],
    bookmarks: [{ subject: LEDGER, name: 'the disputed rows', by: 'M. Example', at: '2026-02-04T09:00:00.000000Z' }],
    pending: [{ rule: 'received-before-sent', to: 'off', because: 'the zone is disputed' }],
  },
  totals: {
    evidence: 6,
    artifacts: 12_430,
    events: 25_112,
    traits: 48_220,
    findings: { critical: 1, high: 1, medium: 1, low: 1, informational: 1 },
  },
  log: { entries: 7, lastHash: sum('9') },
}

const BIN = 40 * 24 * HOUR
const binAt = (text: string): Instant =>
  (at('2008-06-01T00:00:00Z') + Math.floor((at(text) - at('2008-06-01T00:00:00Z')) / BIN) * BIN) as Instant

export const timeline: TimelineSummary = {
  from: at('2008-06-01T00:00:00Z'),
  to: binAt('2024-08-01T00:00:00Z'),
  bin: micros(BIN),
  lanes: [
    {
      clock: 'sender',
      events: 14,
      bins: [
        { at: binAt('2019-03-14'), n: 12 },
        { at: binAt('2024-05-20'), n: 2 },
      ],
      anomalies: [{ at: binAt('2019-03-14'), n: 2, level: 'critical' }],
    },
    {
      clock: 'provider',
      events: 8,
      bins: [{ at: binAt('2019-03-14'), n: 8 }],
      anomalies: [{ at: binAt('2019-03-14'), n: 1, level: 'critical' }],
    },
    {
      clock: 'database',
      events: 25_040,
      bins: [
        ...Array.from({ length: 27 }, (_, i) => ({
          at: (at('2008-06-01T00:00:00Z') + (6 + i) * BIN) as Instant,
          n: 300 + ((i * 7919) % 700),
        })),
        { at: binAt('2020-03-05'), n: 1418 },
      ],
      anomalies: [
        { at: binAt('2011-05-03'), n: 2, level: 'high' },
        { at: binAt('2020-03-05'), n: 1418, level: 'high' },
      ],
    },
    {
      clock: 'software',
      events: 4,
      bins: [{ at: binAt('2020-03-09'), n: 4 }],
      anomalies: [{ at: binAt('2020-03-09'), n: 1, level: 'medium' }],
    },
    { clock: 'assertion', events: 2, bins: [{ at: binAt('2009-01-01'), n: 2 }], anomalies: [] },
  ],
  before: 1,
  after: 0,
  undated: 3,
}

export const input: ReportInput = { report, timeline: () => timeline }
