// The pictures of the README: the screens of the disputed ledger, drawn from the cells of a real terminal (tmux) as SVG into docs/screens/.
// `npm run screens` makes them anew, `npm run screens -- --check` fails where one is stale.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Tmux, tmuxFor } from './tmux.ts'

const root = join(import.meta.dirname, '..')
const check = process.argv.includes('--check')
const COLUMNS = 104
const ROWS = 32

/** What is typed for each picture from the list of findings on, and a text that stands there then. */
const PICTURES = [
  { name: 'findings', keys: [], stands: /Gmail submission id/ },
  { name: 'proof', keys: ['Enter'], stands: /What follows/ },
  { name: 'order', keys: ['/', 'order', 'Enter', 'S'], stands: /order of writing/ },
] as const

/** Colours of a usual dark theme; the bright ones are the same. */
const COLOURS = ['#565f89', '#f7768e', '#9ece6a', '#e0af68', '#7aa2f7', '#bb9af7', '#7dcfff', '#c0caf5']
const FORE = '#c0caf5'
const FAINT = '#8089b3'
const BACK = '#1a1b26'
const CELL = { width: 8.4, height: 18, base: 13.5 }

interface Style {
  readonly bold: boolean
  readonly faint: boolean
  readonly inverse: boolean
  readonly colour: string | undefined
}
const PLAIN: Style = { bold: false, faint: false, inverse: false, colour: undefined }

/** ECMA-48 "select graphic rendition", as far as the screens use it. */
function styled(style: Style, parameters: string): Style {
  return (parameters === '' ? '0' : parameters)
    .split(';')
    .map(Number)
    .reduce((now, code): Style => {
      if (code === 0) return PLAIN
      if (code === 1) return { ...now, bold: true }
      if (code === 2) return { ...now, faint: true }
      if (code === 7) return { ...now, inverse: true }
      if (code === 22) return { ...now, bold: false, faint: false }
      if (code === 27) return { ...now, inverse: false }
      if (code === 39) return { ...now, colour: undefined }
      const colour = code >= 90 ? code - 90 : code - 30
      return colour in COLOURS ? { ...now, colour: COLOURS[colour] } : now
    }, style)
}

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
const at = (cells: number): string => (12 + cells * CELL.width).toFixed(1)

/** One run of cells of one style. */
function run(text: string, style: Style, column: number, row: number): string {
  if (text.trim() === '' && !style.inverse) return ''
  const fore = style.colour ?? (style.faint ? FAINT : FORE)
  const width = (text.length * CELL.width).toFixed(1)
  const top = 10 + row * CELL.height
  const behind = style.inverse
    ? `<rect x="${at(column)}" y="${top}" width="${width}" height="${CELL.height}" fill="${fore}"/>`
    : ''
  // Viewers run blanks together: each piece between them stands at its own column.
  const pieces = [...text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: piece, index }) => {
    const length = (piece.length * CELL.width).toFixed(1)
    return `<text x="${at(column + index)}" y="${(top + CELL.base).toFixed(1)}" textLength="${length}" fill="${style.inverse ? BACK : fore}"${style.bold ? ' font-weight="bold"' : ''}>${escaped(piece)}</text>`
  })
  return [behind, ...pieces].join('')
}

function svg(screen: string): string {
  const parts: string[] = []
  for (const [row, line] of screen.split('\n').slice(0, ROWS).entries()) {
    let style = PLAIN
    let column = 0
    for (const piece of line.split(/(\u001b\[[\d;]*m)/)) {
      const code = /^\u001b\[([\d;]*)m$/.exec(piece)
      if (code !== null) style = styled(style, code[1] ?? '')
      else if (piece !== '') {
        parts.push(run(piece, style, column, row))
        column += piece.length
      }
    }
  }
  const [width, height] = [Math.ceil(24 + COLUMNS * CELL.width), 20 + ROWS * CELL.height]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
<rect width="${width}" height="${height}" rx="8" fill="${BACK}"/>
${parts.filter((part) => part !== '').join('\n')}
</svg>
`
}

if (!tmuxFor('scripts/screens.ts')) process.exit(1)
const folder = mkdtempSync(join(tmpdir(), 'anachron-screens-'))
const main = join(root, 'dist/src/main.js')
const file = join(folder, 'ledger.anachron')
const sample = join(root, 'samples/disputed-ledger')
spawnSync(
  process.execPath,
  [
    main,
    'scan',
    sample,
    '--exhibits',
    join(sample, 'exhibits.yaml'),
    '--case',
    file,
    '--report',
    join(folder, 'report'),
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
)
const terminal = new Tmux(COLUMNS, ROWS, `env CI=false FORCE_COLOR=1 ${process.execPath} ${main} tui ${file}`)
let stale = 0
try {
  mkdirSync(join(root, 'docs/screens'), { recursive: true })
  await terminal.until(/›/)
  for (const { name, keys, stands } of PICTURES) {
    for (const key of ['Escape', '1', 'g', 'j', ...keys]) {
      terminal.type(key)
      await new Promise((resolve) => setTimeout(resolve, key === 'Escape' ? 700 : 250))
    }
    await terminal.until(stands)
    const picture = svg(terminal.text(true))
    const target = join(root, 'docs/screens', `${name}.svg`)
    if (existsSync(target) && readFileSync(target, 'utf8') === picture) continue
    if (check) console.error(`docs/screens/${name}.svg is stale; run npm run screens`)
    else writeFileSync(target, picture)
    stale++
  }
} finally {
  terminal.end()
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = check && stale > 0 ? 1 : 0
