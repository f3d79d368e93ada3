import { describe, expect, it } from 'vitest'
import { proxyOf } from '../../../src-main/way/proxy-of.ts'

const hostOf = async (
  url: string,
  env: Record<string, string>,
  { chosen = null, pac = 'DIRECT' }: { readonly chosen?: string | null; readonly pac?: string } = {},
) => (await proxyOf(new URL(url), { chosen, env, ofSystem: () => Promise.resolve(pac) }))?.host ?? null

const [http, https] = ['http://tams.example.com/service', 'https://tams.example.com/service']

describe('the proxy for a URL', () => {
  it.each([
    ['HTTP_PROXY for http', http, { HTTP_PROXY: 'http://a:1' }, 'a:1'],
    ['HTTPS_PROXY for https', https, { HTTP_PROXY: 'http://a:1', HTTPS_PROXY: 'http://b:2' }, 'b:2'],
    ['nothing for https where only http is named', https, { HTTP_PROXY: 'http://a:1' }, null],
    ['lower case before upper case', http, { HTTP_PROXY: 'http://a:1', http_proxy: 'http://b:2' }, 'b:2'],
    ['ALL_PROXY for both', https, { ALL_PROXY: 'a:1' }, 'a:1'],
    ['one that is written without http://', http, { http_proxy: 'me:pw@a:1' }, 'a:1'],
    ['none that speaks SOCKS', http, { http_proxy: 'socks5://a:1' }, null],
    ['none where the variable is empty', http, { http_proxy: '' }, null],
  ])('is %s', async (_, url, env, host) => expect(await hostOf(url, env)).toBe(host))

  it.each([
    ['tams.example.com', null],
    ['TAMS.EXAMPLE.COM', null],
    ['example.com', null],
    ['.example.com', null],
    ['*.example.com', null],
    ['else.where, example.com', null],
    ['*', null],
    ['tams.example.com:443', 'a:1'],
    ['tams.example.com:80', null],
    ['s.example.com', 'a:1'],
    ['example.org', 'a:1'],
    ['', 'a:1'],
  ])('is passed by for what NO_PROXY names: %s', async (list, host) => {
    expect(await hostOf(http, { http_proxy: 'http://a:1', NO_PROXY: list })).toBe(host)
    expect(await hostOf(http, { no_proxy: list }, { chosen: 'http://a:1' })).toBe(host)
    expect(await hostOf(http, { no_proxy: list }, { pac: 'PROXY a:1' })).toBe(host)
  })

  it.each([
    ['10.1.2.3', '10.0.0.0/8', null],
    ['10.1.2.3', '10.1.2.3', null],
    ['11.1.2.3', '10.0.0.0/8', 'a:1'],
    ['10.1.2.3', '2.3', 'a:1'],
    ['[fd00::1]', 'fd00::/8', null],
    ['[fd00::1]', 'fd00::1', null],
    ['[fd00::1]', '[fd00::1]:80', null],
  ])('is passed by for the address %s and NO_PROXY %s', async (address, list, host) =>
    expect(await hostOf(`http://${address}/`, { http_proxy: 'http://a:1', NO_PROXY: list })).toBe(host),
  )

  it('is the one that was chosen, before what the environment says', async () => {
    expect(await hostOf(https, { https_proxy: 'http://b:2' }, { chosen: 'http://me:pw@a:1' })).toBe('a:1')
    expect(await hostOf(https, { https_proxy: 'http://b:2' }, { chosen: 'direct', pac: 'PROXY c:3' })).toBe(null)
  })

  it.each([
    ['PROXY a:1; DIRECT', 'http://a:1'],
    ['HTTPS a:1', 'https://a:1'],
    ['SOCKS5 s:1; PROXY a:1', 'http://a:1'],
    ['DIRECT; PROXY a:1', null],
    ['SOCKS s:1', null],
    ['', null],
  ])('is what the system says where nobody else does: %s', async (pac, address) => {
    const ofSystem = () => Promise.resolve(pac)
    expect((await proxyOf(new URL(http), { chosen: null, env: {}, ofSystem }))?.origin ?? null).toBe(address)
    expect(await hostOf(http, { http_proxy: 'b:2' }, { pac })).toBe('b:2')
  })
})
