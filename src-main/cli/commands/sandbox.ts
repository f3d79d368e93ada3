import { Command, Option } from 'commander'
import { join } from 'node:path'
import { problem } from '../../../src-shared/problems.ts'
import { dataFolder } from '../../engine/index.ts'
import { FIVE_GIB, startSandbox, type Bucket, type SandboxDialect } from '../../sandbox/index.ts'
import { readers } from '../common-options.ts'
import { CommandStopped, exitCodes, type ExitCode } from '../exit-codes.ts'
import { openOutput } from '../output.ts'
import { untilStopped } from '../until-stopped.ts'

interface SandboxFlags {
  readonly port: number
  readonly data?: string
  readonly dialect: SandboxDialect
  readonly urlTtl: number
  readonly maxPut: number
  readonly requireToken?: string
  readonly s3Endpoint?: string
  readonly s3Bucket?: string
  readonly s3Region: string
  readonly json?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
}

export const sandboxCommand = (end: (code: ExitCode) => void): Command =>
  new Command('sandbox')
    .description('runs the embedded TAMS store')
    .option('--port <port>', 'where it listens; 0 is any free port', readers.wholeNumber(0, 65_535), 8000)
    .option('--data <dir>', 'where it keeps everything (env FRAMEHAUL_DATA)')
    .addOption(
      new Option('--dialect <kind>', 'which kind of server it is')
        .choices(['any', 'bbc', 'vast', 'guide'])
        .default('any'),
    )
    .option('--url-ttl <seconds>', 'how long presigned URLs live', readers.wholeNumber(1, 604_800), 3600)
    .option('--max-put <bytes>', 'largest object', readers.wholeNumber(1, Number.MAX_SAFE_INTEGER), FIVE_GIB)
    .option('--require-token <token>', 'refuse requests without this bearer token')
    .option('--s3-endpoint <url>', 'presign against this S3 (keys: env AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)')
    .option('--s3-bucket <name>', 'the bucket there')
    .option('--s3-region <region>', 'its region', 'us-east-1')
    .option('--json', 'say where it listens as JSON')
    .option('--quiet', 'say nothing else')
    .option('--verbose', 'technical detail')
    .addHelpText('after', '\nExample:\n  framehaul sandbox --port 8000 --data ./store')
    .action(async (flags: SandboxFlags) => {
      const output = openOutput({
        json: flags.json ?? false,
        quiet: flags.quiet ?? false,
        verbose: flags.verbose ?? false,
      })
      const folder = flags.data ?? join(dataFolder(), 'sandbox')
      const sandbox = await startSandbox({
        folder,
        port: flags.port,
        dialect: flags.dialect,
        urlTtlSeconds: flags.urlTtl,
        maxPutBytes: flags.maxPut,
        requireToken: flags.requireToken ?? null,
        s3: bucketOf(flags),
      }).catch((error: unknown) => {
        const { code, message } = error as NodeJS.ErrnoException
        throw new CommandStopped(
          code === 'EADDRINUSE'
            ? problem('port-in-use', { port: flags.port })
            : problem('data-unusable', {}, `${folder}: ${message}`),
          exitCodes.wrongCall,
        )
      })
      output.line({ type: 'listening', url: sandbox.url })
      output.result(`The store listens at ${sandbox.url}`)
      output.say(`Everything is kept in ${folder}. Ctrl-C stops it.`)
      await untilStopped()
      await sandbox.close()
      end(exitCodes.allDone)
    })

function bucketOf(flags: SandboxFlags): Bucket | null {
  if (flags.s3Endpoint === undefined) return null
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env
  if (!flags.s3Bucket || !accessKeyId || !secretAccessKey || !URL.canParse(flags.s3Endpoint)) {
    throw new CommandStopped(
      problem('bad-call', {
        field: '--s3-endpoint; it needs --s3-bucket and AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment',
      }),
      exitCodes.wrongCall,
    )
  }
  return { endpoint: flags.s3Endpoint, name: flags.s3Bucket, region: flags.s3Region, accessKeyId, secretAccessKey }
}
