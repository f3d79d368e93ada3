import { Command } from 'commander'
import type { ExitCode } from '../exit-codes.ts'
import { findSeries } from '../find-groups.ts'
import { upload, withUploadOptions, type UploadFlags } from './upload.ts'

export const seriesCommand = (end: (code: ExitCode) => void): Command =>
  withUploadOptions(new Command('series').argument('<name>', 'name of the source').argument('<folder>', 'the files'))
    .description('one source, and a flow for every file in natural order')
    .addHelpText('after', '\nExample:\n  framehaul series "Season 1" ./season-1 --flow-prefix Episode')
    .action(async (name: string, folder: string, flags: UploadFlags) =>
      end(await upload(flags, await findSeries(name, [folder], flags))),
    )
