/** What may occur in a case, as the ingesters declare it. They are loaded only where rules are checked against it. */
import { vocabularyOf, type Vocabulary } from '../analysis/vocabulary.ts'

export const vocabulary = async (): Promise<Vocabulary> =>
  vocabularyOf((await import('../ingest/index.generated.ts')).ingesters)
