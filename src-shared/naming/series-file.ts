/** A file as the planner of a series sees it. */
export interface SeriesFile {
  readonly path: string
  /** Path below the dropped folder, with `/`, for order and display. */
  readonly relativePath: string
  readonly size: number
  readonly modifiedMs: number
}
