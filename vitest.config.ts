import { defineConfig } from 'vitest/config'

/** A test that hangs ends; one that waits on a busy machine does not. */
export default defineConfig({
  test: { include: ['test/**/*.test.ts', 'test/**/*.test.tsx'], testTimeout: 180_000, hookTimeout: 180_000 },
})
