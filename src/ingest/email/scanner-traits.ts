/** Scanners at a mail server's border: data versions of IronPort, Proofpoint, Cloudmark and SpamAssassin, whose numbers grow by the hour or day. */
import type { HeaderField } from './header-block.ts'
import type { MessageDraft } from './message-draft.ts'
import type { Owners } from './owners.ts'

export const SCANNER_TRAITS = {
  'email.x-ironport-av.sophos-seq':
    'Engine, sequence and Unix time in E=Sophos;i="…" of X-IronPort-AV, joined by commas',
  'email.x-ironport-av.sophos-engine': 'The engine alone',
  'email.x-ironport-av.mcafee-dat': 'The three numbers in E=McAfee;i="…", joined by commas',
  'email.x-ironport-av.mcafee': 'The first of them, the engine',
  'email.x-proofpoint-spam-details.engine': 'Token after engine= up to the first comma or _definitions',
  'email.x-proofpoint-virus-version.engine': 'The same in X-Proofpoint-Virus-Version',
  'email.x-proofpoint-spam-details-enc':
    'Form of X-Proofpoint-Spam-Details-Enc: its first three characters, a bar, bytes 2 to 21 of what it decodes to, every digit as 9',
  'email.x-authority-analysis.prefix': 'First six characters of X-Authority-Analysis',
  'email.spamassassin.rule': 'Name of a rule in tests= of X-Spam-Status',
  'email.spamassassin.version': 'X-Spam-Checker-Version before " on "',
} as const

const MOST_RULES = 500

export function scannerTraits(draft: MessageDraft, owners: Owners): void {
  const trait = (key: keyof typeof SCANNER_TRAITS, value: string | undefined, field: HeaderField): void => {
    if (value !== undefined) draft.trait(key, value, field, owners.server(field))
  }
  for (const field of draft.fields('x-ironport-av')) {
    const [, sophos] = /E=Sophos;i="(\d[\d.]*,\d+,\d+)"/.exec(field.value) ?? []
    trait('email.x-ironport-av.sophos-seq', sophos, field)
    trait('email.x-ironport-av.sophos-engine', sophos?.split(',')[0], field)
    const [, mcafee] = /E=McAfee;i="(\d+,\d+,\d+)"/.exec(field.value) ?? []
    trait('email.x-ironport-av.mcafee-dat', mcafee, field)
    trait('email.x-ironport-av.mcafee', mcafee?.split(',')[0], field)
  }
  for (const header of ['x-proofpoint-spam-details', 'x-proofpoint-virus-version'] as const)
    for (const field of draft.fields(header)) {
      const engine = /\bengine=([^\s,]+)/.exec(field.value)?.[1]?.replace(/_definitions.*$/, '')
      trait(`email.${header}.engine`, engine, field)
    }
  for (const field of draft.fields('x-proofpoint-spam-details-enc'))
    trait('email.x-proofpoint-spam-details-enc', encodedForm(field.value), field)
  for (const field of draft.fields('x-authority-analysis'))
    trait('email.x-authority-analysis.prefix', /^v=\S{3,6} /.exec(field.value)?.[0], field)
  for (const field of draft.fields('x-spam-status')) {
    const tests = /\btests=([A-Z0-9_,\s]*)/.exec(field.value.slice(0, 8_192))?.[1] ?? ''
    for (const rule of tests.split(/[,\s]+/).slice(0, MOST_RULES))
      if (rule.length > 2) trait('email.spamassassin.rule', rule, field)
  }
  for (const field of draft.fields('x-spam-checker-version'))
    trait('email.spamassassin.version', /^(.{1,100}?) on /.exec(field.value)?.[1], field)
}

function encodedForm(value: string): string | undefined {
  const bytes = Buffer.from(value.slice(0, 40), 'base64').toString('latin1', 2, 22)
  return bytes.length < 20 || !/^[ -~]+$/.test(bytes) ? undefined : `${value.slice(0, 3)}|${bytes.replace(/\d/g, '9')}`
}
