// A name server on loopback that answers TXT questions from a table (RFC 1035 section 4), for tests of look-ups.
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'

/** The texts of a name's records; `silent` never answers. Names that are not here do not exist. */
export type Table = Readonly<Record<string, readonly string[] | 'silent'>>

export interface NameServer {
  readonly resolver: Resolver
  /** Names asked for, in the order of asking. */
  readonly asked: readonly string[]
  readonly close: () => void
}

export async function nameServer(table: Table): Promise<NameServer> {
  const socket = createSocket('udp4')
  const asked: string[] = []
  socket.on('message', (question, { port, address }) => {
    const name = nameIn(question)
    asked.push(name)
    const texts = table[name]
    if (texts !== 'silent') socket.send(answer(question, texts), port, address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const resolver = new Resolver({ timeout: 2_000, tries: 1 })
  resolver.setServers([`127.0.0.1:${socket.address().port}`])
  return { resolver, asked, close: () => socket.close() }
}

function nameIn(question: Buffer): string {
  const labels: string[] = []
  for (let at = 12; (question[at] ?? 0) > 0; at += (question[at] ?? 0) + 1)
    labels.push(question.toString('latin1', at + 1, at + 1 + (question[at] ?? 0)))
  return labels.join('.').toLowerCase()
}

function answer(question: Buffer, texts: readonly string[] | undefined): Buffer {
  let end = 12
  while ((question[end] ?? 0) > 0) end += (question[end] ?? 0) + 1
  const head = Buffer.from(question.subarray(0, end + 5))
  head.writeUInt16BE(texts === undefined ? 0x8183 : 0x8180, 2)
  head.writeUInt16BE(texts?.length ?? 0, 6)
  head.writeUInt32BE(0, 8)
  const records = (texts ?? []).map((text) => {
    const strings = (text.match(/.{1,255}/gs) ?? ['']).map((one) =>
      Buffer.concat([Buffer.from([one.length]), Buffer.from(one, 'latin1')]),
    )
    const data = Buffer.concat(strings)
    const fixed = Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, data.length >> 8, data.length & 255])
    return Buffer.concat([fixed, data])
  })
  return Buffer.concat([head, ...records])
}
