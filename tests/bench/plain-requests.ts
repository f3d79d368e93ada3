import { open, readFile } from 'node:fs/promises'

/** The guide's requests, plainly: what a script does, and the ground that we are measured against. */

async function send(url: string, method: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`)
  return answer.status === 204 || answer.headers.get('content-length') === '0' ? null : await answer.json()
}

interface Storage {
  media_objects: { object_id: string; put_url: { url: string; 'content-type'?: string } }[]
}

/** Makes source, flow and storage; answers where one object may be written. */
export async function allocate(
  server: string,
  name: string,
): Promise<{ flowId: string; objectId: string; url: string; contentType: string | undefined }> {
  const source = crypto.randomUUID()
  const flowId = crypto.randomUUID()
  await send(`${server}/sources`, 'POST', { id: source, format: 'urn:x-nmos:format:video', label: name })
  await send(`${server}/flows`, 'POST', {
    id: flowId,
    source_id: source,
    format: 'urn:x-nmos:format:video',
    codec: 'video/mp4v-es',
    container: 'video/mp4',
    label: name,
    frame_width: 320,
    frame_height: 180,
    frame_rate: '25/1',
  })
  const {
    media_objects: [object],
  } = (await send(`${server}/flows/${flowId}/storage`, 'POST', { limit: 1 })) as Storage
  if (!object) throw new Error('no storage')
  return { flowId, objectId: object.object_id, url: object.put_url.url, contentType: object.put_url['content-type'] }
}

/** All five requests for one file after another, in one process. */
export async function uploadOneByOne(server: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const { flowId, objectId, url, contentType } = await allocate(server, path)
    const put = await fetch(url, {
      method: 'PUT',
      body: await readFile(path),
      headers: contentType ? { 'content-type': contentType } : {},
    })
    if (!put.ok) throw new Error(`PUT: ${put.status}`)
    await put.arrayBuffer()
    await send(`${server}/flows/${flowId}/segments`, 'POST', { object_id: objectId, timerange: '[0:0_2:0)' })
  }
}

/** A valid MP4 of exactly so many bytes with content of its own, made from a small one. */
export async function paddedClip(from: string, path: string, bytes: number): Promise<void> {
  const clip = await readFile(from)
  const mark = Buffer.from(path)
  const header = Buffer.alloc(16)
  header.writeUInt32BE(1, 0)
  header.write('free', 4, 'latin1')
  header.writeBigUInt64BE(BigInt(bytes - clip.length), 8)
  const file = await open(path, 'w')
  await file.writeFile(Buffer.concat([clip, header, mark]))
  await file.truncate(bytes)
  await file.close()
}
