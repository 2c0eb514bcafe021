#!/usr/bin/env node
/** The command `anachron`. */
// The whole module, not a name of it: an older Node lacks the name, and would end here with a stack trace.
import module from 'node:module'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `anachron: this is Node ${process.versions.node}; it needs 22.19 or newer (npm run -s anachron -- brings one)`,
  )
  process.exit(2)
}
// What was compiled once is not compiled again: Node keeps it in the folder for temporary files. Before anything else is loaded,
// because only what is loaded afterwards is kept.
module.enableCompileCache()
await import('./commands/program.ts')
