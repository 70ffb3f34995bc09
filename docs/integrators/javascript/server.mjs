// SPDX-License-Identifier: EUPL-1.2
// A service of five addresses around gate.mjs, or around fapi.mjs where KEY_FILE is set. Its sessions are in memory.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'

const { GATE, CLIENT_ID, CLIENT_SECRET, KEY_FILE, SIGNED_REQUESTS, HERE } = process.env
const gate = await import(KEY_FILE ? './fapi.mjs' : './gate.mjs')
const config = await gate.connect({ issuer: GATE, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, keyFile: KEY_FILE })
const sessions = new Map()

const routes = {
  'GET /': ({ session }) => ({
    json: { signed_in: Boolean(session?.claims), claims: session?.claims, userinfo: session?.userinfo },
  }),

  'GET /sign-in': async ({ url, key }) => {
    const essential = url.searchParams.get('level') === 'substantial' ? 'http://eidas.europa.eu/LoA/substantial' : undefined
    const options = { redirectUri: `${HERE}/callback`, essential, signed: Boolean(SIGNED_REQUESTS) }
    const { address, kept } = await gate.begin(config, options)
    sessions.set(key, { ...sessions.get(key), kept })
    return { to: address }
  },

  'GET /callback': async ({ url, key, session }) => {
    if (!session?.kept) return { status: 400, json: { error: 'no sign-in of this browser' } }
    sessions.delete(key) // a new sign-in gets a new cookie
    return { to: '/', enter: await gate.finish(config, url, session.kept) }
  },

  'POST /refresh': async ({ key, session }) => {
    if (session?.tokens) sessions.set(key, await gate.refresh(config, session))
    return { to: '/' }
  },

  'POST /sign-out': ({ key, session }) => {
    sessions.delete(key)
    return { to: session?.tokens ? gate.signOutAddress(config, session, `${HERE}/`) : '/' }
  },

  'POST /backchannel': async ({ form }) => {
    const { sid, sub } = await gate.logoutTokenClaims(config, form.get('logout_token'))
    for (const [key, { claims }] of sessions) {
      if (sid ? claims?.sid === sid : claims?.sub === sub) sessions.delete(key)
    }
    return { json: {} }
  },
}

async function body(request) {
  let text = ''
  for await (const chunk of request) text += chunk
  return new URLSearchParams(text)
}

createServer(async (request, response) => {
  const url = new URL(request.url, HERE)
  const key = /(?:^|; )service=([^;]*)/.exec(request.headers.cookie ?? '')?.[1] ?? randomBytes(32).toString('base64url')
  const route = routes[`${request.method} ${url.pathname}`]
  let answer = { status: 404, json: { error: 'no such page' } }
  if (route) {
    try {
      const form = request.method === 'POST' ? await body(request) : undefined
      answer = await route({ url, key, form, session: sessions.get(key) })
    } catch (error) {
      // error.error is the gate's own code, such as access_denied or invalid_grant
      answer = { status: 400, json: { error: error.error ?? error.message, cause: error.cause?.message } }
    }
  }
  const cookie = answer.enter ? randomBytes(32).toString('base64url') : key
  if (answer.enter) sessions.set(cookie, answer.enter)
  const kept = `service=${cookie}; Path=/; HttpOnly; SameSite=Lax${HERE.startsWith('https:') ? '; Secure' : ''}`
  response.writeHead(answer.status ?? (answer.to ? 303 : 200), {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'set-cookie': kept,
    ...(answer.to && { location: answer.to }),
  })
  response.end(answer.json && JSON.stringify(answer.json))
}).listen(Number(new URL(HERE).port || 8080), '127.0.0.1')
