// A part of `npm run build`: keeps the shipped rules as parsed and as checked, beside the program (src/analysis/parsed-copy.ts, shipped-rules.ts).
import { join } from 'node:path'
import { loadRules } from '../src/analysis/load-rules.ts'
import { vocabularyOf } from '../src/analysis/vocabulary.ts'
import { writeCheckedRules } from '../src/analysis/write-checked-rules.ts'
import { writeParsedCopy } from '../src/analysis/write-parsed-copy.ts'
import { ingesters } from '../src/ingest/index.generated.ts'

const root = join(import.meta.dirname, '..')
const rules = join(root, 'rules')
writeParsedCopy(rules, join(root, 'dist/rules/parsed.json'))
writeCheckedRules(rules, await loadRules([rules], vocabularyOf(ingesters)), join(root, 'dist/rules/checked.json'))
