/** `anachron decode TEXT`: every timestamp that can be read out of an identifier, best reading first. */
import { instant } from '../time/instant.ts'
import { clearReading, decodeText, renderTree } from '../time/decode.ts'
import { terminal } from '../report/safe-text.ts'
import { defineCommand, EXIT } from './command.ts'

/** So many readings are printed; the rest are counted. */
const SHOWN = 8

export default defineCommand({
  id: 'decode',
  usage: '<text>',
  summary: 'every timestamp that can be read out of an identifier',
  flags: [{ flag: '--all', doc: 'print every reading, not only the best eight' }],
  examples: [
    'anachron decode 000000000000f7538005f6d8d37f',
    "anachron decode '----=_NextPart_000_0012_01D9565F.7E995480'",
    'anachron decode 017F22E2-79B0-7CC3-98C4-DC0C0C07398F',
  ],
  run: (args, given, io) => {
    const now = instant(io.now().getTime() * 1000)
    const readings = now === undefined ? [] : decodeText(args[0] ?? '', now)
    if (readings.length === 0) {
      io.err('anachron: no time can be read out of this text; see docs/decoders.md for what is known\n')
      return Promise.resolve(EXIT.found)
    }
    const shown = given['all'] === true ? readings : readings.slice(0, SHOWN)
    io.out(shown.map((reading) => `${terminalLines(renderTree(reading))}\n`).join('\n'))
    if (shown.length < readings.length)
      io.out(`\n${readings.length - shown.length} weaker readings more; --all prints them.\n`)
    if (clearReading(readings)) return Promise.resolve(EXIT.ok)
    io.err('anachron: these readings do not stand out from one another; none is clear\n')
    return Promise.resolve(EXIT.found)
  },
})

/** A tree has line ends of its own; everything else in it is made harmless. */
const terminalLines = (text: string): string => text.split('\n').map(terminal).join('\n')
