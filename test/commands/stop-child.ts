/** A step that never pauses, with a private folder and a thread that makes zlib streams, as a scan has them. */
import { writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { ifStopped, interruptible, stopOnSignals } from '../../src/commands/stop.ts'
import { privateFolder } from '../../src/evidence/private-folder.ts'

const INFLATING = "const { deflateSync, inflateSync } = require('zlib'); for (;;) inflateSync(deflateSync('a'))"

stopOnSignals()
writeFileSync(join(privateFolder().path, 'copy'), 'of evidence')
new Worker(INFLATING, { eval: true })
ifStopped('the case is whole; type this next')
interruptible(() => {
  try {
    writeSync(1, 'busy')
    for (;;);
  } finally {
    writeSync(1, 'not reached')
  }
})
