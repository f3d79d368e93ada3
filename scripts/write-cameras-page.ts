import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { camerasPage } from './cameras-page.ts'

/** Writes docs/cameras.md from the table of structures; a test fails where the two differ. */
writeFileSync(resolve(import.meta.dirname, '../docs/cameras.md'), camerasPage())
