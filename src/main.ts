#!/usr/bin/env node
/** The command `anachron`. */
import { enableCompileCache } from 'node:module'

// What was compiled once is not compiled again: Node keeps it in the folder for temporary files. Before anything else is loaded,
// because only what is loaded afterwards is kept.
enableCompileCache()
await import('./commands/program.ts')
