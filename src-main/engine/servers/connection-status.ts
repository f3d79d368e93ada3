import type { ConnectionStatus, Server } from '../../../src-shared/connection.ts'

/** What is shown of a server before anything was found out about it. */
export function blankStatus({ id, connection }: Server, state: ConnectionStatus['state']): ConnectionStatus {
  return {
    serverId: id,
    connection,
    embedded: connection.url === '',
    address: addressOf(connection.url),
    state,
    dialect: null,
    apiVersion: null,
    serverName: null,
    problem: null,
  }
}

function addressOf(url: string): string {
  if (url === '') return 'this computer'
  if (!URL.canParse(url)) return url
  const { host, pathname } = new URL(url)
  return `${host}${pathname.replace(/\/$/, '')}`
}
