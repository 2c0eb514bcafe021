// What a story hands to the builder: files, an exhibit list, and what must be found in them.

/** A finding that must be there: the rule, and the end of the logical path of the evidence it is about. */
export interface Expected {
  readonly rule: string
  readonly evidence: string
  /** At least this level; the rule's own when absent. */
  readonly level?: 'informational' | 'low' | 'medium' | 'high' | 'critical'
}

export interface Story {
  /** Folder below `samples/`. */
  readonly name: string
  /** One paragraph: what the evidence is and why it is, or is not, what it claims. */
  readonly about: string
  readonly files: Readonly<Record<string, Uint8Array | string>>
  /** Body of `exhibits.yaml`; `{sha256:FILE}` stands for the hash of a file of the story. */
  readonly exhibits?: string
  /** Findings of level medium or above: these and no others. */
  readonly mustFind: readonly Expected[]
}
