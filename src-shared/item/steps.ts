/** The five steps of writing to a TAMS store, in order. Source: the guide, and TAMS 8.2's "ingest" description. */
export const steps = ['source', 'flow', 'storage', 'media', 'segment'] as const

export type Step = (typeof steps)[number]

/** The step after this one; null after the last. */
export const stepAfter = (step: Step): Step | null => steps[steps.indexOf(step) + 1] ?? null
