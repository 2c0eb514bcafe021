// Loaded with --import by the benchmark: prints the process's peak resident memory when it ends.
process.on('exit', () => process.stderr.write(`peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`))
