/** Something that keeps a case from being used. The message is one clear line that says what to do. */
export class CaseProblem extends Error {}
