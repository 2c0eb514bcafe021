// Loaded before the program: every way to a network says so on standard error, and throws.
export const NO_NETWORK = `
import dns from 'node:dns'
import net from 'node:net'
import tls from 'node:tls'
import dgram from 'node:dgram'
import { syncBuiltinESMExports } from 'node:module'
import { writeSync } from 'node:fs'
const refuse = (name) => () => { writeSync(2, 'NETWORK ' + name + '\\n'); throw new Error('network: ' + name) }
for (const [place, of] of [['dns', dns], ['dns.promises', dns.promises], ['Resolver', dns.Resolver.prototype], ['promises.Resolver', dns.promises.Resolver.prototype]])
  for (const name of Object.getOwnPropertyNames(of))
    if (/^(?:lookup|lookupService|resolve.*|reverse)$/.test(name)) of[name] = refuse(place + '.' + name)
net.Socket.prototype.connect = refuse('net.Socket.connect')
net.Server.prototype.listen = refuse('net.Server.listen')
dgram.createSocket = refuse('dgram.createSocket')
dgram.Socket.prototype.bind = refuse('dgram.bind')
dgram.Socket.prototype.send = refuse('dgram.send')
tls.connect = refuse('tls.connect')
globalThis.fetch = refuse('fetch')
globalThis.WebSocket = function WebSocket() { refuse('WebSocket')() }
syncBuiltinESMExports()
`
