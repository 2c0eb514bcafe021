// A part of `npm run build`: keeps the shipped rules as parsed, beside the compiled program (see src/analysis/parsed-copy.ts).
import { join } from 'node:path'
import { writeParsedCopy } from '../src/analysis/write-parsed-copy.ts'

const root = join(import.meta.dirname, '..')
writeParsedCopy(join(root, 'rules'), join(root, 'dist/rules/parsed.json'))
