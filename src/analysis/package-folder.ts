/** The package's folder, seen from the sources or from what was built (`dist/src/analysis`): shipped rules lie in its `rules`. */
import { join } from 'node:path'

export const BUILT = import.meta.url.endsWith('.js')
export const PACKAGE = join(import.meta.dirname, BUILT ? '../../..' : '../..')
export const SHIPPED = join(PACKAGE, 'rules')
